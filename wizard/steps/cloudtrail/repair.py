"""The smallest repair of an existing trail: which one, and what of start, widen, everywhere and deliver it needs.

Every combination of the acts is tried on every trail, fewest first, and judged by the coverage all trails
would have then. Some combinations on a handful of trails cost nothing, and no rule has to be kept in step with the
rule of coverage. What could not be read is not repaired: PutEventSelectors would overwrite what nobody has seen.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from itertools import chain, combinations
from typing import Any, Literal

import msgspec

from wizard.resources.coverage import Selectors, Trail, certain, full, manages

Mend = Literal["start", "widen", "everywhere", "deliver"]
ACTS: tuple[Mend, ...] = ("start", "widen", "everywhere", "deliver")
MOST_BASIC_SELECTORS = 5


class Repair(msgspec.Struct, frozen=True, kw_only=True):
    """A trail, what is done to it, and how it stands afterwards."""

    before: Trail
    acts: tuple[Mend, ...]
    after: Trail


def smallest_repair(trails: Sequence[Trail], candidates: Sequence[Trail], regions: Set[str]) -> Repair | None:
    """The repair of one candidate with the fewest acts that makes the coverage of all trails full; None if none does.

    Of equals, starting comes before widening and widening before all regions; then the trail's name decides.
    """
    for acts in chain.from_iterable(combinations(ACTS, size) for size in range(1, len(ACTS) + 1)):
        for trail in sorted(candidates, key=lambda candidate: (candidate.name, candidate.arn)):
            after = _after(trail, acts)
            others = [other for other in trails if other.arn != trail.arn]
            if after and full(certain([*others, after], regions), regions):
                return Repair(before=trail, acts=acts, after=after)
    return None


def _after(trail: Trail, acts: tuple[Mend, ...]) -> Trail | None:
    """The trail after these acts; None where one of them is not possible."""
    if trail.logging is None or trail.selectors is None:
        return None
    selectors = widened(trail.selectors) if "widen" in acts else trail.selectors
    if selectors is None or ("deliver" in acts and not trail.mendable):
        return None
    return msgspec.structs.replace(
        trail,
        selectors=selectors,
        logging=trail.logging or "start" in acts,
        delivered=trail.delivered or "deliver" in acts,
        multi_region=trail.multi_region or "everywhere" in acts,
        global_events=trail.global_events or "everywhere" in acts,
    )


def widened(selectors: Selectors) -> Selectors | None:
    """The same selectors, and all management events; None where there is no room for one more selector.

    Data selectors stay as they are: PutEventSelectors replaces all selectors, and what a person pays for or relies
    on must not change with it.
    """
    if selectors.advanced:
        kept = [selector for selector in selectors.advanced if not manages(selector)]
        return Selectors(advanced=(_all_management(selectors.advanced), *kept))
    return _widened_basic([selector for selector in selectors.basic if selector.get("DataResources")])


def _all_management(selectors: Sequence[Mapping[str, Any]]) -> Mapping[str, Any]:
    name = next((str(s["Name"]) for s in selectors if manages(s) and s.get("Name")), "Management events")
    return {"Name": name, "FieldSelectors": [{"Field": "eventCategory", "Equals": ["Management"]}]}


def _widened_basic(data: Sequence[Mapping[str, Any]]) -> Selectors | None:
    """``ReadWriteType`` holds for a selector's data events too, so management events get a selector of their own
    unless a data selector records both halves anyway."""
    management = {"IncludeManagementEvents": True, "ExcludeManagementEventSources": []}
    quiet = [{**s, "IncludeManagementEvents": False, "ExcludeManagementEventSources": []} for s in data]
    both = next((i for i, s in enumerate(quiet) if s.get("ReadWriteType", "All") == "All"), None)
    if both is not None:
        return Selectors(basic=tuple({**s, **management} if i == both else s for i, s in enumerate(quiet)))
    if len(quiet) >= MOST_BASIC_SELECTORS:
        return None
    return Selectors(basic=({"ReadWriteType": "All", **management, "DataResources": []}, *quiet))
