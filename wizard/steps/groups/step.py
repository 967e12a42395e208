"""The groups: what the fleet's file says, and which accounts of the organization that is today.

It only looks. What is wrong with the file is asked about again with everything that is wrong; an account or a unit that
isn't there stops everything, since a slip in an id would otherwise leave somebody without a role, or give one away.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from wizard.model import (
    Answers,
    CallError,
    CallFailed,
    Context,
    Finding,
    Fleet,
    FleetAccounts,
    Journal,
    Observation,
    Question,
    Reader,
    SignedIn,
    State,
    Step,
    Trouble,
    Vendor,
    Where,
)
from wizard.resources.fleet.choosing import chosen, not_there, to_be_tagged
from wizard.resources.fleet.doubts import doubts
from wizard.resources.fleet.file import FleetProblem, fleet_in, policy_files, tables_in
from wizard.resources.fleet.organization_map import (
    TAGS_A_SECOND,
    OrganizationMap,
    mapped,
    tags_of,
    unit_is_there,
    with_names,
)
from wizard.resources.fleet.source import NOT_THERE, encryption, text_at, texts_beside
from wizard.resources.fleet.trusted_access import ENABLED, KEPT_OUT, asked, call_as
from wizard.resources.fleet.vendor_group import with_vendor
from wizard.steps.groups.calls import CALLS
from wizard.steps.groups.questions import CONTENT, FILE, QUESTIONS, READ_TAGS, which_file
from wizard.steps.groups.wording import AN_EXAMPLE, findings, summary, tree

# Reading the tags of more accounts than this takes longer than somebody would wait without having been told.
UNASKED = 100


class _Stopped(Exception):  # noqa: N818 - the look ends here, and this is what it found
    def __init__(self, observation: Observation[None]) -> None:
        super().__init__(observation.summary)
        self.observation = observation


def observe(read: Reader, answers: Answers, journal: Journal, context: Context) -> Observation[None]:
    """Read the file, look through the organization, choose."""
    place, content = answers.text("file"), answers.text("content")
    signed_in = context.need(SignedIn)
    if signed_in.standing in KEPT_OUT:  # which the step about trusted access tells
        return Observation(state=State.BLOCKED, summary="not possible from here", facts=None)
    given = answers.withdrawn.get(CONTENT.name, "")
    if not (place or content):
        return _asks(which_file(given), findings=(AN_EXAMPLE,))
    try:
        tables = _tables(read, place, content, signed_in)
        fleet = _of_vendor(_fleet(read, tables, place, signed_in), place, context.vendor)
        _check_region(read, fleet, signed_in)
        whole = _organization(read, fleet, signed_in, place)
        return _chosen(read, fleet, whole, answers, place, signed_in)
    except _Stopped as stopped:
        return replace(stopped.observation, questions=_after(stopped.observation.questions, given))


def _after(questions: tuple[Question, ...], given: str) -> tuple[Question, ...]:
    """The same, where a person could also return to the groups that were given before the file."""
    return tuple(which_file(given, default=one.default) if one.name == FILE.name else one for one in questions)


def _asks(
    *questions: Question, trouble: Trouble | None = None, findings: tuple[Finding, ...] = ()
) -> Observation[None]:
    return Observation(
        state=State.NEEDS_ANSWERS,
        summary="choose a file",
        facts=None,
        findings=findings,
        questions=questions,
        trouble=trouble,
    )


def _stop(place: str, key: str, findings: tuple[Finding, ...] = (), **values: str) -> _Stopped:
    trouble = Trouble(key=key, values={"file": place or "The answers", **values})
    return _Stopped(_asks(which_file("", default=place), trouble=trouble, findings=findings))


# --- the file ------------------------------------------------------------------------------------------------------


def _tables(read: Reader, place: str, content: str, signed_in: SignedIn) -> Mapping[str, Any]:
    """What the file says, or the answers. Raises _Stopped, CallFailed."""
    if not place:
        said: Mapping[str, Any] = json.loads(content)
        return said
    try:
        return tables_in(text_at(read, place, signed_in.target))
    except FleetProblem as problem:
        raise _stop(place, "fleet-file-wrong", wrong=str(problem)) from None
    except CallFailed as failed:
        raise _unread(place, place, failed.error) from None


def _fleet(read: Reader, tables: Mapping[str, Any], place: str, signed_in: SignedIn) -> Fleet:
    texts = texts_beside(read, place, policy_files(tables), signed_in.target)
    for name, text in texts.items():
        if isinstance(text, CallError):
            raise _unread(place, name, text)
    try:
        return fleet_in(tables, {name: text for name, text in texts.items() if isinstance(text, str)})
    except FleetProblem as problem:
        raise _wrong(place, "fleet-file-wrong", problem.wrong) from None


def _of_vendor(fleet: Fleet, place: str, vendor: Vendor) -> Fleet:
    """With the vendor's role in the groups that are its. Raises _Stopped."""
    known, wrong = with_vendor(fleet, vendor)
    if wrong:
        raise _wrong(place, "fleet-file-wrong", wrong)
    return known


def _unread(place: str, what: str, error: CallError) -> _Stopped | CallFailed:
    """A file that isn't there is another answer's matter; what AWS or this computer refuses has words already."""
    return _stop(place, "fleet-file-missing", missing=what) if error.code in NOT_THERE else CallFailed(error)


def _wrong(place: str, key: str, wrong: tuple[str, ...]) -> _Stopped:
    """The first is the problem's; all of them are told where there are several."""
    told = tuple(Finding(mark="bad", text=sentence.rstrip(".")) for sentence in wrong) if len(wrong) > 1 else ()
    return _stop(place, key, told, wrong=wrong[0])


def _check_region(read: Reader, fleet: Fleet, signed_in: SignedIn) -> None:
    """Trusted access was looked at in the region of the sign-in. Raises _Stopped where the fleet's has none."""
    if fleet.region in ("", signed_in.region):
        return
    status = str(read(asked(signed_in.target.in_region(fleet.region), call_as(signed_in))).get("Status", ""))
    if status == ENABLED:
        return
    values = {"region": fleet.region, "ours": signed_in.region}
    raise _Stopped(
        Observation(
            state=State.BLOCKED,
            summary="no trusted access there",
            facts=None,
            trouble=Trouble(key="fleet-region-without-access", values=values),
        )
    )


# --- the accounts --------------------------------------------------------------------------------------------------


def _organization(read: Reader, fleet: Fleet, signed_in: SignedIn, place: str) -> OrganizationMap:
    units = {unit for group in fleet.groups for unit in group.accounts.units}
    whole = mapped(read, signed_in.target, by_unit=bool(units))
    empty = [unit for unit in sorted(units - whole.units) if unit_is_there(read, signed_in.target, unit)]
    if wrong := not_there(fleet, whole, empty):
        raise _wrong(place, "fleet-not-there", wrong)
    return whole


def _chosen(
    read: Reader, fleet: Fleet, whole: OrganizationMap, answers: Answers, place: str, signed_in: SignedIn
) -> Observation[None]:
    tags = _tags(read, to_be_tagged(fleet, whole), answers, signed_in)
    central, management = signed_in.account, signed_in.management_account
    groups = tuple(chosen(group, whole, tags, central=central, management=management) for group in fleet.groups)
    found = FleetAccounts(fleet=fleet, groups=groups, root=whole.root)
    members = {one.account: one for group in groups for one in group.members}
    members |= {left.member.account: left.member for group in groups for left in group.left_out}
    named = with_names(read, signed_in.target, whole, members.values())
    return Observation(
        state=State.SATISFIED,
        summary=summary(found, central),
        facts=None,
        findings=(*findings(found), *doubts(fleet), *encryption(read, place, signed_in.target)),
        found=(found,),
        listings=(tree(found, named, central),),
        where=Where(private=tuple(sorted({one.name for one in members.values() if one.name}))),
    )


def _tags(
    read: Reader, accounts: tuple[str, ...], answers: Answers, signed_in: SignedIn
) -> Mapping[str, Mapping[str, str]]:
    """The tags that decide; before it takes long, the person is told how long. Raises _Stopped."""
    if len(accounts) > UNASKED and not answers.yes("read_tags"):
        seconds = str(-(-len(accounts) // TAGS_A_SECOND))
        values = {"count": f"{len(accounts):,}", "seconds": seconds}
        raise _Stopped(_asks(READ_TAGS, trouble=Trouble(key="fleet-tags-take-time", values=values)))
    return tags_of(read, signed_in.target, accounts)


STEP = Step(
    id="groups",
    title="Groups",
    observe=observe,
    questions=QUESTIONS,
    # Not trusted access: which accounts it would be for is known before anybody gives it.
    needs=(SignedIn,),
    finds=(FleetAccounts,),
    skippable=False,
    calls=CALLS,
)
