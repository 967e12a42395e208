"""What was found out about an account's trails, and how it is said: a line for each trail, and one verdict.

The words stand beside the facts and not in the step, because they are most of what a person sees of the judgement
and change together with it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import msgspec

from wizard.model import CallError, Finding, Mark
from wizard.resources.coverage import (
    EVERYWHERE,
    HALVES,
    Trail,
    certain,
    full,
    left_out,
    missing,
    narrowed,
    possible,
    scope,
)
from wizard.steps.cloudtrail.repair import Repair

UNLISTED = "regions that couldn't be listed"
ASSUME_ROLE = "AssumeRole is a read event"


class Survey(msgspec.Struct, frozen=True, kw_only=True):
    """The trails seen, the regions that matter, and what could not be read.

    regions: the enabled ones, ``{EVERYWHERE}`` where trails of all regions suffice; UNLISTED stands for those
    nobody could name. unread: regions whose own trails could not be listed, and why. beside: what else was found.
    """

    trails: tuple[Trail, ...]
    regions: frozenset[str]
    unread: Mapping[str, CallError] = {}
    beside: tuple[Finding, ...] = ()

    @property
    def complete(self) -> bool:
        """Every management event of every enabled region is known to be recorded."""
        return full(certain(self.trails, self.regions), self.regions)

    @property
    def undecided(self) -> bool:
        """It is not, but what could not be read may make it so."""
        return not self.complete and full(possible(self.trails, self.regions, self.unread.keys()), self.regions)

    @property
    def undelivered(self) -> bool:
        """Some trail records, and its log files do not arrive."""
        return any(trail.logging and not trail.delivered for trail in self.trails)

    def second_copy(self, repair: Repair | None) -> bool:
        """Whether the repaired trail, or a new one of all regions, may record what another trail records too."""
        others = [trail for trail in self.trails if repair is None or trail.arn != repair.before.arn]
        copied = possible(others, self.regions).keys()
        return bool(copied & certain([repair.after], self.regions).keys() if repair else copied)


def findings(survey: Survey, account: str) -> tuple[Finding, ...]:
    """A line for each trail, what could not be read, and the verdict last."""
    lines = [_trail(trail, account) for trail in survey.trails]
    return (*lines, *_unread(survey), *survey.beside, _verdict(survey))


def _trail(trail: Trail, account: str) -> Finding:
    code = f" ({trail.refused.code})" if trail.refused else ""
    logging = {True: "logging", False: "stopped", None: f"couldn't read whether it is logging{code}"}[trail.logging]
    recorded = coverage_in_words(trail) if trail.selectors else f"couldn't read its event selectors{code}"
    trouble = f"the last delivery failed: {trail.delivery_error}" if trail.delivery_error else ""
    text = " · ".join(part for part in (_kind(trail), logging, recorded, trouble) if part)
    return Finding(mark=_mark(trail), text=f'Trail "{trail.name}"  {text}', detail=_detail(trail, account))


def _kind(trail: Trail) -> str:
    where = f"all regions, home {trail.home}" if trail.multi_region else f"{trail.home} only"
    return f"organization trail of {trail.account}, {where}" if trail.organization else where


def coverage_in_words(trail: Trail) -> str:
    """What of the management events its selectors let through: "read and write, without kms.amazonaws.com"."""
    recorded = scope(trail.selectors) if trail.selectors else {}
    only_some = bool(trail.selectors and narrowed(trail.selectors))
    none = "only some management events" if only_some else "no management events"
    halves = {("read", "write"): "read and write", ("read",): "read only", ("write",): "write only", (): none}
    sources = sorted(set().union(*recorded.values()))
    without = f", without {', '.join(sources)}" if sources else ""
    return halves[tuple(half for half in HALVES if half in recorded)] + without


def _mark(trail: Trail) -> Mark:
    unknown = trail.logging is None or trail.selectors is None
    if trail.logging is not False and unknown:
        return "unknown"
    recorded = scope(trail.selectors) if trail.selectors else {}
    if not trail.logging or not recorded or not trail.delivered:
        return "bad"
    whole = trail.multi_region and len(recorded) == len(HALVES) and not any(recorded.values())
    return "good" if whole and not trail.delivery_error else "warning"


def _detail(trail: Trail, account: str) -> str:
    if trail.delivery_error:
        return f"Its log files don't reach the bucket {trail.bucket}. AWS says: {trail.delivery_error}."
    if trail.account != account and _mark(trail) != "good":
        return f"It belongs to account {trail.account} and can be changed only there, for the whole organization."
    return ""


def _unread(survey: Survey) -> list[Finding]:
    lines = []
    if UNLISTED in survey.unread:
        text = f"Couldn't read which regions are enabled ({survey.unread[UNLISTED].code})"
        lines.append(Finding(mark="unknown", text=text))
    if survey.unread.keys() - {UNLISTED}:
        names = sorted(survey.unread.keys() - {UNLISTED})
        codes = ", ".join(sorted({survey.unread[name].code for name in names}))
        lines.append(Finding(mark="unknown", text=f"Couldn't list the trails in {some(names)} ({codes})"))
    return lines


def _verdict(survey: Survey) -> Finding:
    if survey.complete:
        text = "Read and write management events are recorded in every enabled region"
        if survey.regions == {EVERYWHERE}:
            return Finding(mark="good", text=text)
        later = "Each region has its own trail: a region that you enable later isn't recorded."
        return Finding(mark="warning", text=text, detail=later)
    if survey.undecided:
        text = "Management events may be recorded in every region; that depends on what couldn't be read"
        return Finding(mark="unknown", text=text)
    gaps = "; ".join(_gaps(survey))
    return Finding(mark="bad", text=gaps[:1].upper() + gaps[1:])


def _gaps(survey: Survey) -> Iterable[str]:
    """Each way in which the coverage is not full, with how many regions it touches."""
    coverage = certain(survey.trails, survey.regions)
    unlisted = UNLISTED in survey.regions
    named = survey.regions - {UNLISTED}
    what = {
        ("read", "write"): "no trail that is known to record management events"
        if unlisted or survey.unread
        else "no trail that records management events",
        ("read",): f"only their write events recorded ({ASSUME_ROLE})",
        ("write",): "only their read events recorded",
    }
    for halves, regions in missing(coverage, named).items():
        yield f"{len(regions)} of {len(named)} enabled regions {'has' if len(regions) == 1 else 'have'} {what[halves]}"
    for trail in survey.trails:
        if trail.logging and not trail.delivered:
            yield f'the bucket {trail.bucket} gets no log files of the trail "{trail.name}"'
    for source, regions in left_out(coverage, named).items():
        yield f"events of {source} are left out in {len(regions)} of {len(named)} enabled regions"
    if unlisted and not full(coverage, {UNLISTED}):
        yield "no trail records the other regions, which couldn't be listed"


def some(names: Iterable[str], most: int = 3) -> str:
    """The first few names, and how many more there are."""
    listed = list(names)
    more = f" and {len(listed) - most} more" if len(listed) > most else ""
    return ", ".join(listed[:most]) + more
