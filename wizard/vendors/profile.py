"""The vendor profile: whom access is granted to, read from assets/vendors or a file, typed and validated.

A profile is a folder: profile.toml, the template it names, and texts.toml where the vendor has words of its own. The
template is pinned by its SHA-256; one that does not match is refused, since it is what a person is going to grant.
"""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Mapping
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from wizard.model import Vendor
from wizard.vendors.rules import wrong_in
from wizard.vendors.words import OwnWords, UnknownPlaceError, general_words, in_own_words, words_for

TypedT = TypeVar("TypedT")

PROFILE, TEXTS, TEMPLATE = "profile.toml", "texts.toml", "template.json"


class VendorProblem(Exception):  # noqa: N818 - named after what the person meets
    """The profile cannot be used; the message is one sentence naming the file and what is wrong in it."""


def vendor_names() -> tuple[str, ...]:
    """The vendors that come with the package."""
    return tuple(sorted(entry.name for entry in _shipped().iterdir() if (entry / PROFILE).is_file()))


def load_vendor(name: str, contact: str = "") -> Vendor:
    """A shipped vendor by name, or one from the path of a profile.toml. Raises VendorProblem.

    contact: whom its invitation names in place of the profile's contact.
    """
    folder, file = _place_of(name)
    source = folder / file
    table = _table(source)
    named = _template_name(table, source)
    vendor = _typed(table, Vendor, source)
    template = "" if vendor.role else _text(folder / named)
    if contact and contact != vendor.contact:
        vendor = msgspec.structs.replace(vendor, contact=contact, contact_in_short=contact)
    vendor = msgspec.structs.replace(
        vendor,
        template=template,
        account_name=vendor.account_name or vendor.id,
        contact_in_short=vendor.contact_in_short or vendor.contact,
    )
    digest = hashlib.sha256(template.encode()).hexdigest()
    if not vendor.role and not vendor.template_sha256:
        raise VendorProblem(
            f"{source}: `$.template_sha256` is missing. That of {named} is {digest}; compare it with the vendor's."
        )
    wrong = wrong_in(vendor)
    if wrong:
        raise VendorProblem(f"{source}: {wrong}.")
    if not vendor.role and digest != vendor.template_sha256:
        raise VendorProblem(f"{source}: the template's SHA-256 is {digest}, not the pinned {vendor.template_sha256}.")
    return _in_words(vendor, source, folder / TEXTS)


def _place_of(name: str) -> tuple[Traversable, str]:
    if name in vendor_names():
        return _shipped() / name, PROFILE
    path = Path(name).expanduser()
    if not path.is_file():
        raise VendorProblem(f"--vendor {name}: neither a known vendor ({', '.join(vendor_names())}) nor a file.")
    return path.parent, path.name


def _shipped() -> Traversable:
    return resources.files("assets") / "vendors"


def _template_name(table: dict[str, Any], source: Traversable) -> str:
    """Which template the profile names, taken out of it. What is read from other files cannot stand in it."""
    for name in ("template", "template_given", "texts"):
        if name in table:
            raise VendorProblem(f"{source}: Object contains unknown field `{name}` - at `$`.")
    named = table.pop("template_file", TEMPLATE)
    if not isinstance(named, str):
        raise VendorProblem(f"{source}: Expected `str`, got `{type(named).__name__}` - at `$.template_file`.")
    return named


def _in_words(vendor: Vendor, source: Traversable, texts: Traversable) -> Vendor:
    """The vendor with what each step says, and with its own values in what its profile says."""
    try:
        asked = [parameter.name for parameter in vendor.parameters]
        vendor = msgspec.structs.replace(
            vendor,
            access_in_words=in_own_words(vendor, vendor.access_in_words, "account", *asked),
            principles=in_own_words(vendor, vendor.principles, *asked),
            next=in_own_words(vendor, vendor.next, *asked),
        )
    except UnknownPlaceError as problem:
        raise VendorProblem(f"{source}: {problem}") from None
    try:
        return msgspec.structs.replace(vendor, texts=words_for(vendor, _own_words(texts)))
    except UnknownPlaceError as problem:
        raise VendorProblem(f"{texts}: {problem}") from None


def _own_words(texts: Traversable) -> Mapping[str, Any]:
    """What the vendor says otherwise; nothing where it has no such file."""
    if not texts.is_file():
        return {}
    table = _table(texts)
    strange = next((name for name in table if name not in general_words()), "")
    if strange:
        raise VendorProblem(f"{texts}: [{strange}] isn't a step; the steps are {', '.join(sorted(general_words()))}.")
    _typed(table, dict[str, OwnWords], texts)
    return table


def _typed(table: dict[str, Any], kind: type[TypedT], source: Traversable) -> TypedT:
    try:
        return msgspec.convert(table, kind)
    except msgspec.ValidationError as error:
        raise VendorProblem(f"{source}: {error}.") from None


def _table(path: Traversable) -> dict[str, Any]:
    try:
        return tomllib.loads(_text(path))
    except tomllib.TOMLDecodeError as error:
        raise VendorProblem(f"{path}: not TOML: {error}.") from None


def _text(path: Traversable) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except OSError as error:
        raise VendorProblem(f"{path} can't be read: {error.strerror}.") from None
    except UnicodeDecodeError as error:
        raise VendorProblem(f"{path} can't be read: {error}.") from None


__all__ = ["VendorProblem", "load_vendor", "vendor_names"]
