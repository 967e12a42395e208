"""What trails record together: for every region and for read and write events, which event sources are left out.

A single trail is rarely the whole truth: one may record reads and another writes, one a region and another all of
them. So coverage is a mapping (region, half) → sources left out by every trail that records that half there; it is
full when every place is there and leaves nothing out. Selectors that let only some events through in a way whose
union cannot be computed (``eventName`` and the like) count for nothing: the cost is that two trails which complete
each other that way are judged too narrow; the gain is that full is always true.

What could not be read is ``None``, never false. ``certain`` leaves it out and ``possible`` takes it for the best, so
that the difference between the two is exactly what nobody knows.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Set
from typing import Any, Literal, TypeVar

import msgspec

from wizard.model import CallError

Half = Literal["read", "write"]
HALVES: tuple[Half, Half] = ("read", "write")
Place = tuple[str, Half]
Scope = Mapping[Half, frozenset[str]]
Coverage = Mapping[Place, frozenset[str]]
PlaceT = TypeVar("PlaceT")

EVERYWHERE = "*"
"""A region's name where only trails of all regions count."""

GLOBAL_SERVICES = "global services (IAM, STS, CloudFront)"
GLOBAL_SERVICES_REGION = "us-east-1"


class Selectors(msgspec.Struct, frozen=True, kw_only=True):
    """A trail's event selectors as GetEventSelectors tells them; none at all are AWS's default."""

    basic: tuple[Mapping[str, Any], ...] = ()
    advanced: tuple[Mapping[str, Any], ...] = ()


class Trail(msgspec.Struct, frozen=True, kw_only=True):
    """A trail as far as it could be read.

    account: whose it is, from its ARN. logging and selectors: None where they could not be read. started: whether
    it has ever logged. delivered: its log files reach the bucket. mendable: they would if the bucket were put right
    from here. refused: why something of it could not be read.
    """

    arn: str
    name: str
    home: str
    account: str
    bucket: str = ""
    multi_region: bool = False
    organization: bool = False
    global_events: bool = True
    logging: bool | None = None
    started: bool = True
    selectors: Selectors | None = None
    delivery_error: str = ""
    delivered: bool = True
    mendable: bool = False
    refused: CallError | None = None


def scope(selectors: Selectors) -> Scope:
    """Which halves of the management events the selectors let through, each with the sources it leaves out.

    An event is recorded when any selector matches it; a trail without selectors records all management events
    (PutEventSelectors, CloudTrail API reference).
    """
    if not selectors.basic and not selectors.advanced:
        return {half: frozenset() for half in HALVES}
    return union([*map(_basic, selectors.basic), *map(_advanced, selectors.advanced)])


def narrowed(selectors: Selectors) -> bool:
    """Whether some selector lets only some management events through, in a way that counts for nothing here."""
    basic = any(s.get("IncludeManagementEvents", True) and not _basic(s) for s in selectors.basic)
    return basic or any(manages(s) and not _advanced(s) for s in selectors.advanced)


def manages(selector: Mapping[str, Any]) -> bool:
    """Whether an advanced selector is about management events, however it is named."""
    return any(
        field == "eventCategory" and "Management" in conditions.get("Equals", ())
        for field, conditions in _fields(selector)
    )


def _basic(selector: Mapping[str, Any]) -> Scope:
    """One EventSelector; ``IncludeManagementEvents`` is true and ``ReadWriteType`` All where it says nothing."""
    halves: Mapping[str, tuple[Half, ...]] = {"All": HALVES, "ReadOnly": ("read",), "WriteOnly": ("write",)}
    if not selector.get("IncludeManagementEvents", True):
        return {}
    left_out = frozenset(str(source).lower() for source in selector.get("ExcludeManagementEventSources") or ())
    return dict.fromkeys(halves.get(selector.get("ReadWriteType") or "All", ()), left_out)


def _advanced(selector: Mapping[str, Any]) -> Scope:
    """One AdvancedEventSelector: ``readOnly`` halves it, ``eventSource NotEquals`` leaves out, all else narrows it."""
    halves: set[Half] = set(HALVES)
    left_out: set[str] = set()
    for field, conditions in _fields(selector):
        if field == "readOnly" and set(conditions) == {"Equals"}:
            halves &= _read_only_halves(conditions["Equals"])
        elif field == "eventSource" and set(conditions) == {"NotEquals"}:
            left_out |= {str(source).lower() for source in conditions["NotEquals"]}
        elif field != "eventCategory":
            return {}
    return dict.fromkeys(halves, frozenset(left_out)) if manages(selector) else {}


def _read_only_halves(values: Iterable[str]) -> set[Half]:
    named: Mapping[str, Half] = {"true": "read", "false": "write"}
    return {named[str(value).lower()] for value in values if str(value).lower() in named}


def _fields(selector: Mapping[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    """The field selectors, each with those of its conditions that are not empty."""
    return [
        (str(field.get("Field", "")), {name: values for name, values in field.items() if name != "Field" and values})
        for field in selector.get("FieldSelectors") or ()
    ]


def union(parts: Iterable[Mapping[PlaceT, frozenset[str]]]) -> dict[PlaceT, frozenset[str]]:
    """What the parts record together: a source is left out only where everyone who is there leaves it out."""
    whole: dict[PlaceT, frozenset[str]] = {}
    for part in parts:
        for place, left_out in part.items():
            whole[place] = whole[place] & left_out if place in whole else left_out
    return whole


def certain(trails: Iterable[Trail], regions: Set[str]) -> Coverage:
    """What is known to be recorded in these regions."""
    return union(_coverage(trail, regions, hopeful=False) for trail in trails)


def possible(trails: Iterable[Trail], regions: Set[str], unread: Set[str] = frozenset()) -> Coverage:
    """What may be recorded, if everything that could not be read is for the best.

    unread: regions whose own trails are not known.
    """
    unknown: Coverage = {(region, half): frozenset() for region in unread & regions for half in HALVES}
    return union([*(_coverage(trail, regions, hopeful=True) for trail in trails), unknown])


def _coverage(trail: Trail, regions: Set[str], *, hopeful: bool) -> Coverage:
    logging = trail.logging or (hopeful and trail.logging is None)
    selectors = trail.selectors or (Selectors() if hopeful else None)
    if not logging or selectors is None or not trail.delivered:
        return {}
    where = regions if trail.multi_region else regions & {trail.home}
    recorded = scope(selectors).items()
    return {(region, half): left_out | _global_gap(trail, region) for region in where for half, left_out in recorded}


def _global_gap(trail: Trail, region: str) -> frozenset[str]:
    """Global services' events arrive in us-east-1, and a trail of that region alone may have them switched off."""
    off = not trail.multi_region and not trail.global_events and region == GLOBAL_SERVICES_REGION
    return frozenset({GLOBAL_SERVICES}) if off else frozenset()


def full(coverage: Coverage, regions: Set[str]) -> bool:
    """Whether every management event of every one of these regions is recorded."""
    return all(coverage.get((region, half)) == frozenset() for region in regions for half in HALVES)


def missing(coverage: Coverage, regions: Set[str]) -> dict[tuple[Half, ...], tuple[str, ...]]:
    """The halves that are not recorded at all → the regions where that is so."""
    found: dict[tuple[Half, ...], tuple[str, ...]] = {}
    for region in sorted(regions):
        lacking = tuple(half for half in HALVES if (region, half) not in coverage)
        if lacking:
            found[lacking] = (*found.get(lacking, ()), region)
    return found


def left_out(coverage: Coverage, regions: Set[str]) -> dict[str, tuple[str, ...]]:
    """The sources that are left out where something is recorded → the regions where that is so."""
    found: dict[str, tuple[str, ...]] = {}
    for region in sorted(regions):
        for source in sorted({s for half in HALVES for s in coverage.get((region, half), ())}):
            found[source] = (*found.get(source, ()), region)
    return found
