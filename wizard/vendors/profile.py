"""The vendor profile: whom access is granted to, read from assets/vendors or a file, typed and validated.

A profile is a folder: profile.toml, the template it names, and texts.toml. The template is pinned by its SHA-256;
one that does not match is refused, since it is what a person is going to grant.
"""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Iterable, Mapping
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

import msgspec

from wizard.model import StepWords, Vendor

TypedT = TypeVar("TypedT")

PUBLIC = ("name", "account", "account_name", "role_name", "stack_name")
"""Fields of a profile that everybody may see: they are the same for every customer."""


class VendorProblem(Exception):  # noqa: N818 - named after what the person meets
    """The profile cannot be used; the message is one sentence naming the file and what is wrong in it."""


def vendor_names() -> tuple[str, ...]:
    """The vendors that come with the package."""
    return tuple(sorted(entry.name for entry in _shipped().iterdir() if (entry / "profile.toml").is_file()))


def load_vendor(name: str) -> Vendor:
    """A shipped vendor by name, or one from the path of a profile.toml. Raises VendorProblem."""
    return _load(_profile_of(name))


def _profile_of(name: str) -> Traversable | Path:
    if name in vendor_names():
        return _shipped() / name / "profile.toml"
    path = Path(name).expanduser()
    if not path.is_file():
        raise VendorProblem(f"--vendor {name}: neither a known vendor ({', '.join(vendor_names())}) nor a file.")
    return path


class VendorWords(NamedTuple):
    """What the first screen needs. public: what the vendor calls its own in everybody's account, and its account."""

    name: str
    texts: dict[str, StepWords]
    public: tuple[str, ...]


def vendor_words(name: str) -> VendorWords:
    """The vendor's name, each step's words, and what need not be masked. Raises VendorProblem."""
    profile = _profile_of(name)
    texts = profile.parent / "texts.toml" if isinstance(profile, Path) else _shipped() / name / "texts.toml"
    table = _table(profile)
    public = tuple(str(table[key]) for key in PUBLIC if key in table)
    words = _typed(_filled(_table(texts), table), dict[str, StepWords], texts)
    return VendorWords(str(table.get("name", name)), words, public)


def _shipped() -> Traversable:
    return resources.files("assets") / "vendors"


def _load(profile: Traversable | Path) -> Vendor:
    folder = profile.parent if isinstance(profile, Path) else _shipped() / _table(profile)["id"]
    table = _table(profile)
    template = _text(folder / str(table.pop("template_file", "template.json")))
    texts = folder / "texts.toml"
    table |= {"template": template, "texts": _filled(_table(texts), table) if texts.is_file() else {}}
    vendor = _typed(table, Vendor, profile)
    digest = hashlib.sha256(template.encode()).hexdigest()
    if digest != vendor.template_sha256:
        raise VendorProblem(f"{profile}: the template's SHA-256 is {digest}, not {vendor.template_sha256} as pinned.")
    return vendor


def _filled(texts: Any, table: Mapping[str, Any]) -> Any:
    """The words with what they say of models taken from the profile, so that no sentence ages beside it."""
    return _replaced(texts, model_words(table.get("models", ())))


def _replaced(value: Any, words: Mapping[str, str]) -> Any:
    if isinstance(value, str):
        return re.sub(r"\{(models_\w+)\}", lambda found: words.get(found[1], found[0]), value)
    if isinstance(value, dict):
        return {name: _replaced(inner, words) for name, inner in value.items()}
    return [_replaced(inner, words) for inner in value] if isinstance(value, list) else value


def model_words(models: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    """What texts may say of the models: which the guide names, since when they are closed, what comes instead."""
    models = tuple(models)
    return {
        "models_asked": " and ".join(str(model.get("name")) for model in models),
        "models_closed": " ".join(filter(None, map(_closed, models))),
        "models_lines": "; ".join(", then ".join(_line(model)) for model in models),
    }


def _closed(model: Mapping[str, Any]) -> str:
    if model.get("retired"):
        return f"Bedrock retired {model.get('name')} on {model['retired']}."
    if model.get("legacy"):
        return f"Bedrock closed {model.get('name')} to new accounts on {model['legacy']}."
    return ""


def _line(model: Mapping[str, Any]) -> list[str]:
    own = [] if model.get("retired") or model.get("legacy") else [model]
    return [str(one.get("name")) for one in (*own, *model.get("successors", ()))]


def _typed(table: dict[str, Any], kind: type[TypedT], source: Traversable | Path) -> TypedT:
    try:
        return msgspec.convert(table, kind)
    except msgspec.ValidationError as error:
        raise VendorProblem(f"{source}: {error}.") from None


def _table(path: Traversable | Path) -> dict[str, Any]:
    try:
        return tomllib.loads(_text(path))
    except tomllib.TOMLDecodeError as error:
        raise VendorProblem(f"{path}: not TOML: {error}.") from None


def _text(path: Traversable | Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise VendorProblem(f"{path} cannot be read: {error}.") from None


__all__ = ["VendorProblem", "load_vendor", "vendor_names", "vendor_words"]
