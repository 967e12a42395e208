"""What each step says: the words of assets/steps, filled in from a vendor's profile, and the vendor's own instead.

The general words are true for every vendor, and one file a step; a vendor keeps beside its profile only the keys that
differ. So a correction of a sentence is made once, and a vendor without a word of its own has all of them. The cost is
that two files have to be read to know what a person reads.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from importlib import resources
from typing import Any

import msgspec

from wizard.model import AskedQuestion, StepOverview, StepWords, Vendor, WantedModel
from wizard.model.places import places_in
from wizard.model.spans import in_minutes

Table = Mapping[str, Any]

_PLACE = re.compile(r"\{(\w+)\}")


class UnknownPlaceError(ValueError):
    """The words want something filled in that no profile says; the message is a sentence without its file."""


class OwnCard(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a vendor says otherwise on a card."""

    say: tuple[str, ...] = ()
    asked: tuple[AskedQuestion, ...] = ()


class OwnWords(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a vendor says otherwise of a step; what is left out stays as it is for everybody."""

    title: str = ""
    why: str = ""
    more: str = ""
    card: OwnCard | None = None
    overview: StepOverview | None = None


def words_for(vendor: Vendor, own: Table) -> dict[str, StepWords]:
    """The words of every step, by its id. own: the vendor's, by step and key. Raises UnknownPlaceError."""
    places = _places(vendor)
    general = {step: _without(table, vendor) for step, table in general_words().items()}
    chosen = {step: _merged(table, own.get(step, {})) for step, table in general.items()}
    return msgspec.convert({step: _filled_in(table, places) for step, table in chosen.items()}, dict[str, StepWords])


def in_own_words(vendor: Vendor, lines: Iterable[str], *later: str) -> tuple[str, ...]:
    """Lines of a profile with its other values in them. later: names that are filled in when they are known.

    Raises UnknownPlaceError.
    """
    places = {**_places(vendor), **{name: f"{{{name}}}" for name in later}}
    return tuple(filled(list(lines), places))


@cache
def general_words() -> Mapping[str, Table]:
    """What assets/steps says, by step."""
    files = [file for file in (resources.files("assets") / "steps").iterdir() if file.name.endswith(".toml")]
    return {file.name.removesuffix(".toml"): tomllib.loads(file.read_text("utf-8")) for file in files}


def _without(table: Table, vendor: Vendor) -> Table:
    """The words for this vendor: without what concerns a rule that it has not."""
    said: Table = {key: value for key, value in table.items() if key != "without"}
    for rule, instead in table.get("without", {}).items():
        said = said if vendor.has(rule) else _merged(said, instead)
    return said


def _merged(said: Table, instead: Table) -> dict[str, Any]:
    """Key by key; a card's too."""
    inner = {key: _merged(said.get(key, {}), value) for key, value in instead.items() if isinstance(value, Mapping)}
    return {**said, **instead, **inner}


def _filled_in(table: Table, places: Mapping[str, str]) -> Any:
    """A step's words, with what its overview says of costs and time wherever they are told."""
    overview = filled(table.get("overview", {}), places)
    said = filled(table, {**places, "costs": overview.get("costs", "")})
    return {**said, "card": {**said["card"], "takes": _takes(overview)}} if "card" in said else said


def _takes(overview: Table) -> str:
    minutes, waits = overview.get("minutes", 0), overview.get("waits", 0)
    own = f"about {in_minutes(minutes)}" if minutes else ""
    return ", and ".join(filter(None, (own, f"up to {waits} more until AWS has finished" if waits else "")))


# --- filling in ----------------------------------------------------------------------------------------------------


def filled(value: Any, places: Mapping[str, str]) -> Any:
    """Any nesting of texts with every ``{name}`` filled in. Raises UnknownPlaceError."""
    if isinstance(value, str):
        # What is filled in with nothing leaves no hole.
        return re.sub(r"(?<=\S) {2,}", " ", _PLACE.sub(lambda found: _of(found[1], places), value))
    if isinstance(value, Mapping):
        return {name: filled(inner, places) for name, inner in value.items()}
    return [filled(inner, places) for inner in value] if isinstance(value, list | tuple) else value


def _of(name: str, places: Mapping[str, str]) -> str:
    if name not in places:
        raise UnknownPlaceError(f"{{{name}}} isn't a placeholder; there are {', '.join(sorted(places))}.")
    return places[name]


def _places(vendor: Vendor) -> dict[str, str]:
    return {
        "vendor": vendor.name,
        "vendor_account": _known(vendor.account, "that you name"),
        "contact": vendor.contact,
        "contact_in_short": vendor.contact_in_short,
        "account_name": vendor.account_name,
        "role_name": _known(vendor.role_name, "that you name"),
        "stack_name": _known(vendor.stack_name, "that you name"),
        **model_words(vendor.models),
    }


def _known(value: str, otherwise: str) -> str:
    """A value of the profile; in words where only the customer's answers tell it."""
    return otherwise if places_in(value) else value


def model_words(models: Iterable[WantedModel]) -> dict[str, str]:
    """What texts may say of the models: which the guide names, since when they are closed, what comes instead.

    It comes from the profile's dates, so that no sentence ages beside them.
    """
    models = tuple(models)
    return {
        "models_asked": " and ".join(model.name for model in models),
        "models_closed": " ".join(filter(None, map(_closed, models))),
        "models_lines": "; ".join(", then ".join(_line(model)) for model in models),
    }


def _closed(model: WantedModel) -> str:
    if model.retired:
        return f"Bedrock retired {model.name} on {model.retired}."
    return f"Bedrock closed {model.name} to new accounts on {model.legacy}." if model.legacy else ""


def _line(model: WantedModel) -> list[str]:
    own = [] if model.retired or model.legacy else [model]
    return [one.name for one in (*own, *model.successors)]
