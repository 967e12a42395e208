"""Which model is used for what a vendor asks for: the one its guide names, or the next of its line that can be used.

A guide ages faster than its models. What a vendor needs is a line (Sonnet, Haiku); the guide names one model of it. New
accounts cannot begin to use a model that Bedrock lists as legacy (Amazon Bedrock user guide, "Model lifecycle", read
2026-11-25), so no agreement is ever made for one: the first of the guide's model and the successors that the vendor's
profile names is used which is ACTIVE in this region and has a global profile, else the newest of the same line that
Bedrock lists so. A legacy model stays where this account really uses it. What is not known (a list that could not be
read) is no reason against a model; then the dates in the profile decide.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from wizard.model import Vendor, WantedModel

GLOBAL = "global."


@dataclass(frozen=True, slots=True)
class Listed:
    """A model as ListFoundationModels has it; days as ISO dates, "" where none is set."""

    status: str
    ends: str = ""
    begins: str = ""
    legacy: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True)
class Catalogue:
    """What Bedrock lists in a region: lifecycles by bare id, ids of inference profiles; None where it was refused."""

    models: Mapping[str, Listed] | None = None
    profiles: frozenset[str] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What the answers say: ids or names that are used whatever the guide says, and whether another may be."""

    pinned: tuple[str, ...] = ()
    substitute: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """What was asked for and what is used instead. model: None where nothing usable is left. why: a sentence or ""."""

    asked: WantedModel
    model: WantedModel | None
    why: str = ""
    warning: str = ""


def listed_models(answer: Mapping[str, Any]) -> dict[str, Listed]:
    """Lifecycle by bare model id.

    Source: Amazon Bedrock API reference, ListFoundationModels and FoundationModelLifecycle.
    """
    return {str(row["modelId"]): _listed(row) for row in answer.get("modelSummaries", []) if row.get("modelId")}


def _listed(row: Mapping[str, Any]) -> Listed:
    lifecycle = row.get("modelLifecycle") or {}
    ends, begins, legacy = (
        str(lifecycle.get(name) or "")[:10] for name in ("endOfLifeTime", "startOfLifeTime", "legacyTime")
    )
    return Listed(str(lifecycle.get("status") or ""), ends, begins, legacy, str(row.get("modelName") or ""))


def listed_profiles(answer: Mapping[str, Any]) -> frozenset[str]:
    """The ids of inference profiles."""
    return frozenset(str(row.get("inferenceProfileId", "")) for row in answer.get("inferenceProfileSummaries", []))


def choose(
    asked: WantedModel,
    catalogue: Catalogue,
    now: datetime,
    vendor: Vendor,
    region: str,
    *,
    wish: Wish | None = None,
    in_use: Collection[str] = (),
) -> Chosen:
    """What is used for a model that the guide names. in_use: bare ids that this account really uses."""
    wish, today = wish or Wish(), now.date().isoformat()
    pinned = next((one for name in wish.pinned if (one := _named(name, asked, catalogue))), None)
    if pinned is not None:
        return _pinned(asked, pinned, _fate(pinned, catalogue, today, region), in_use)
    fate = _fate(asked, catalogue, today, region)
    if not fate:
        return Chosen(asked=asked, model=asked)
    if asked.id in in_use and not _ended(asked, catalogue, today):
        return Chosen(asked=asked, model=asked, warning=_stays(asked, fate))
    asks = f"{vendor.name}'s guide asks for {asked.name}; Bedrock {fate}"
    if not wish.substitute:
        return Chosen(asked=asked, model=None, why=f"{asks}, and your answers allow no other model.")
    model = next((one for one in _others(asked, catalogue) if not _fate(one, catalogue, today, region)), None)
    if model is None:
        return Chosen(asked=asked, model=None, why=f"{asks}, and the wizard knows no successor that you can use.")
    return Chosen(asked=asked, model=model, why=f"{asks}; the wizard requests access to {model.name} instead.")


def belongs(name: str, asked: WantedModel) -> bool:
    """Whether an id or a name is of the line that this model belongs to."""
    known = (asked, *asked.successors)
    words = name.lower().replace(" ", "-").replace(".", "-").split("-")
    return any(name in (one.id, one.profile, one.name) for one in known) or bool(asked.line and asked.line in words)


def _named(name: str, asked: WantedModel, catalogue: Catalogue) -> WantedModel | None:
    """The model that the answers name, where it is of this line."""
    if not belongs(name, asked):
        return None
    known = next((one for one in (asked, *asked.successors) if name in (one.id, one.profile, one.name)), None)
    if known is not None:
        return known
    bare = name.removeprefix(GLOBAL)
    row = (catalogue.models or {}).get(bare)
    return WantedModel(name=row.name if row and row.name else bare, id=bare, profile=f"{GLOBAL}{bare}")


def _pinned(asked: WantedModel, model: WantedModel, fate: str, in_use: Collection[str]) -> Chosen:
    if not fate or model.id in in_use:
        why = "" if model == asked else f"Your answers ask for {model.name} instead of {asked.name}."
        return Chosen(asked=asked, model=model, why=why, warning=_stays(model, fate) if fate else "")
    return Chosen(asked=asked, model=None, why=f"Your answers ask for {model.name}; Bedrock {fate}.")


def _stays(model: WantedModel, fate: str) -> str:
    return f"The wizard keeps {model.name}, because this account already uses it: Bedrock {fate}."


def _others(asked: WantedModel, catalogue: Catalogue) -> list[WantedModel]:
    """The successors in the profile's order, then the line as Bedrock lists it, the newest first."""
    known = {one.id for one in (asked, *asked.successors)}
    rows = (catalogue.models or {}).items() if asked.line and asked.follow else ()
    line = [(row.begins, id_, row.name or id_) for id_, row in rows if id_ not in known and belongs(id_, asked)]
    found = [WantedModel(name=name, id=id_, profile=f"{GLOBAL}{id_}") for _, id_, name in sorted(line, reverse=True)]
    return [*asked.successors, *found]


def _ended(model: WantedModel, catalogue: Catalogue, today: str) -> str:
    """The day on which it was retired, "" where that has not come."""
    row = (catalogue.models or {}).get(model.id)
    return next((day for day in (model.retired, row.ends if row else "") if day and day <= today), "")


def _fate(model: WantedModel, catalogue: Catalogue, today: str, region: str) -> str:
    """What keeps a new account from using a model, as what Bedrock does to it; "" where nothing is known to."""
    if ended := _ended(model, catalogue, today):
        return f"retired it on {ended}"
    if catalogue.models is None:
        past = model.legacy and model.legacy <= today
        return f"made it legacy on {model.legacy}, which new accounts can't use" if past else ""
    row = catalogue.models.get(model.id)
    if row is None:
        return f"doesn't list it in {region}"
    if row.status == "LEGACY":
        day = row.legacy or model.legacy
        since = f"made it legacy on {day}" if day and day <= today else "lists it as legacy"
        return f"{since}, which new accounts can't use"
    if row.status not in ("", "ACTIVE"):
        return f"reports its status as {row.status}"
    if catalogue.profiles is not None and model.profile not in catalogue.profiles:
        return f"has no global profile for it in {region}"
    return ""
