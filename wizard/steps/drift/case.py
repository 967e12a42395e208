"""One look for drift: which accounts are looked into, and what is found there and by CloudFormation."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta

from wizard.model import (
    Answers,
    Change,
    Context,
    FleetAccounts,
    GroupAccounts,
    Journal,
    Member,
    OperationProgress,
    Read,
    Reader,
    SignedIn,
    TrustedAccess,
)
from wizard.resources import template as texts
from wizard.resources.fleet import central_stack
from wizard.resources.fleet.drift import DRIFTED, Place, RoleDrift, compared, sample, with_resources
from wizard.resources.fleet.operations import Set, detect_drift, wanted_set
from wizard.resources.fleet.role_documents import Central, central_of, entered, member_template, written
from wizard.resources.fleet.stack_set import Operation, StackSet
from wizard.resources.fleet.stack_set_reading import stack_sets
from wizard.resources.role_reading import roles
from wizard.steps.drift.facts import Facts
from wizard.steps.drift.questions import DETECT, EVERY
from wizard.text.counted import counted

_FRESH = timedelta(hours=1)  # CloudFormation has looked in this run, or just before it
_SETTLES = timedelta(seconds=60)  # what is listed may be this old


def look(read: Reader, answers: Answers, journal: Journal, context: Context) -> Facts:
    """Everything that decides what comes next. Raises CallFailed and NotUnderstoodError."""
    fleet, access = context.need(FleetAccounts), context.need(TrustedAccess)
    central = central_of(context.need(SignedIn), fleet.fleet.region)
    sets = [_set(fleet, one, central, access) for one in fleet.groups]
    live = stack_sets(read, sets, journal)
    known = {one.group: there for one in sets if (there := live[one.name])}
    every = bool(answers.yes(EVERY.name))
    inside = [
        place for one in fleet.groups if one.group.name in known for place in _members(one, known, fleet, central)
    ]
    own = [*inside, *_in_central(read, fleet, central)]
    facts = Facts(
        fleet=fleet,
        there={one.group.name: sum(place.group == one.group.name for place in own) for one in fleet.groups},
        every=every,
        changing=tuple(one.name for one in known.values() if one.active),
        moving=tuple(moving for one in known.values() for moving in _progress(one, context)),
        unseen=tuple(said for one in known.values() for said in _unseen(one)),
        late=any(_late(one, context) for one in known.values()),
    )
    if facts.changing or facts.moving or facts.late:
        return facts
    chosen = own if every else [*_sampled(own, context)]
    found = _with_aws(read, _looked(read, chosen), sets, known)
    wanted = bool(answers.yes(DETECT.name))
    return replace(facts, found=found, detections=tuple(_detections(sets, known, context)) if wanted else ())


def _set(fleet: FleetAccounts, chosen: GroupAccounts, central: Central, access: TrustedAccess) -> Set:
    template = written(member_template(fleet.fleet, chosen.group, central))
    return wanted_set(fleet, chosen, central.target, template=template, call_as=access.call_as)


# --- where the roles are -------------------------------------------------------------------------------------------


def _members(
    chosen: GroupAccounts, known: Mapping[str, StackSet], fleet: FleetAccounts, central: Central
) -> Iterator[Place]:
    """Each account whose stack is as the set has it now; the others are the plan's, not drift."""
    live, name = known[chosen.group.name], fleet.fleet.role_name(chosen.group)
    template = texts.parsed(live.template)
    for member in chosen.members:
        instance = live.instances.get(member.account)
        if instance is None or not instance.current:
            continue
        values = {"AWS::AccountId": member.account, "AWS::Partition": central.partition}
        yield Place(
            group=chosen.group.name,
            member=member,
            target=entered(fleet.fleet, central, member.account),
            wanted=texts.expected_role(template, name, values),
            instance=instance,
        )


def _in_central(read: Reader, fleet: FleetAccounts, central: Central) -> Iterator[Place]:
    for one in central_stack.look(read, central_stack.central_stacks(fleet, central)):
        if one.right:
            member = Member(account=central.account)
            yield Place(group=one.group, member=member, target=central.target, wanted=one.wanted)


def _sampled(places: Sequence[Place], context: Context) -> Iterator[Place]:
    """A few of each group, the central account, and wherever CloudFormation has found something."""
    by_group: dict[str, list[str]] = {}
    for place in places:
        if place.instance:
            by_group.setdefault(place.group, []).append(place.member.account)
    day = context.now.toordinal()
    chosen = {group: set(sample(accounts, day)) for group, accounts in by_group.items()}
    for place in places:
        if place.instance is None or place.aws == DRIFTED or place.member.account in chosen[place.group]:
            yield place


def _looked(read: Reader, places: Sequence[Place]) -> tuple[RoleDrift, ...]:
    if not places:
        return ()
    found = roles(read, [(place.target, place.wanted.name) for place in places], kept="always")
    return tuple(compared(place, role) for place, role in zip(places, found, strict=True))


# --- CloudFormation's own ------------------------------------------------------------------------------------------


def _with_aws(
    read: Reader, found: Sequence[RoleDrift], sets: Sequence[Set], known: Mapping[str, StackSet]
) -> tuple[RoleDrift, ...]:
    """With what drifted, where CloudFormation has found something and it is known which operation did."""
    by_group = {one.group: one for one in sets}
    asked: dict[int, Read] = {}
    for index, one in enumerate(found):
        if one.place.aws == DRIFTED and (operation := known[one.place.group].detection):
            asked[index] = _drifts(by_group[one.place.group], one, operation)
    answers = dict(zip(asked, read.many(list(asked.values())), strict=True)) if asked else {}
    return tuple(with_resources(one, answers[index]) if index in answers else one for index, one in enumerate(found))


def _drifts(wanted: Set, one: RoleDrift, operation: Operation) -> Read:
    return Read(
        target=wanted.target,
        service="cloudformation",
        operation="ListStackInstanceResourceDrifts",
        parameters={
            **wanted.called,
            "StackInstanceAccount": one.place.member.account,
            "StackInstanceRegion": wanted.target.region,
            "OperationId": operation.id,
            "StackInstanceResourceDriftStatuses": ["MODIFIED", "DELETED"],
        },
    )


def _progress(live: StackSet, context: Context) -> Iterator[OperationProgress]:
    operation = live.detection
    if operation and operation.active:
        yield operation.progress(live.name, context.now, len(live.instances))


def _late(live: StackSet, context: Context) -> bool:
    """Whether what CloudFormation has just found is not listed yet."""
    operation = live.detection
    if operation is None or operation.ended is None or operation.created is None or not operation.ours:
        return False
    listed = any(one.checked and one.checked >= operation.created for one in live.instances.values())
    return not listed and operation.status == "SUCCEEDED" and context.now - operation.ended < _SETTLES


def _unseen(live: StackSet) -> Iterator[str]:
    """Where the last time that CloudFormation looked, it could not; it may have SUCCEEDED all the same."""
    operation = live.detection
    if operation is None or operation.active:
        return
    if operation.status != "SUCCEEDED":
        yield f"{live.name}: {operation.reason or operation.status.lower()}"
    elif operation.failed:
        yield f"{live.name}: {counted(operation.failed, 'account')}"


def _detections(sets: Sequence[Set], known: Mapping[str, StackSet], context: Context) -> Iterator[Change]:
    for one in sets:
        live = known.get(one.group)
        accounts = [account for account, instance in live.instances.items() if instance.stack_id] if live else []
        if live is None or not accounts:
            continue
        ended = live.detection.ended if live.detection else None
        if ended is None or context.now - ended > _FRESH:
            yield detect_drift(replace(one, after=live.last), accounts)
