"""A group taken back, in the order in which nothing is left that nobody owns: the roles in the accounts with their
stacks, the stack set, the ordinary stack, and the central role that could use them, last.

The group may be in no file any more: what it made is found by its name. Whoever approves sees the accounts by name and
types the group's.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from wizard.model import (
    Answers,
    CallError,
    CallFailed,
    Change,
    Chosen,
    Context,
    Finding,
    FleetAccounts,
    Group,
    GroupAccounts,
    Journal,
    Listing,
    Observation,
    Plan,
    Preview,
    Question,
    Read,
    Reader,
    Row,
    SignedIn,
    State,
    Step,
    Trouble,
    TrustedAccess,
    Waiting,
    observed,
)
from wizard.resources import stack_changes
from wizard.resources.fleet import operations
from wizard.resources.fleet.central_stack import stack_of
from wizard.resources.fleet.operations import Set, wanted_set
from wizard.resources.fleet.reasons import in_words
from wizard.resources.fleet.role_documents import Central, central_of
from wizard.resources.fleet.stack_set import Instance, StackSet
from wizard.resources.fleet.stack_set_reading import stack_sets
from wizard.resources.role import Role
from wizard.resources.role_changes import delete_role
from wizard.resources.role_reading import roles
from wizard.resources.stack import Stack
from wizard.steps.fleet_removal.calls import CALLS
from wizard.steps.fleet_removal.questions import AGAIN, KEEP, QUESTIONS, UNDELETED, which_group
from wizard.steps.fleet_removal.wording import gone

_LIMIT = 6 * 3600
_STRANGER = "AWS finishes an operation that the wizard didn't start."
_SAME_RUN = timedelta(hours=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What is left of the group. names: of accounts, by id, as the organization has them. keeps: stacks may stay."""

    group: str
    central: Central
    wanted: Set
    live: StackSet | None = None
    stack: Stack | None = None
    role: Role | None = None
    names: tuple[tuple[str, str], ...] = ()
    again: bool = False
    keeps: bool = False

    @property
    def instances(self) -> tuple[Instance, ...]:
        """The accounts that still have a stack of the set, the failed ones first."""
        known = self.live.instances.values() if self.live else ()
        return tuple(sorted(known, key=lambda one: (not one.failed, one.account)))

    @property
    def undeleted(self) -> tuple[Instance, ...]:
        """Those whose stack AWS could not delete."""
        newest = next((one for one in self.live.operations if one.id == self.live.last), None) if self.live else None
        deleted = newest is not None and newest.action == "DELETE"
        return tuple(one for one in self.instances if one.failed and deleted)

    @property
    def unreached(self) -> bool:
        """Whether all that is left is in suspended accounts, where AWS does nothing and nobody can use a role."""
        left = self.undeleted
        return bool(left) and all(one.detailed == "SKIPPED_SUSPENDED_ACCOUNT" for one in left)

    @property
    def gone(self) -> bool:
        """Whether nothing is left."""
        return not (self.live or self.stack or self.role)


# --- observe -------------------------------------------------------------------------------------------------------


def observe(read: Reader, answers: Answers, journal: Journal, context: Context) -> Observation[Facts | None]:
    """Find what is left of the group."""
    if not answers.text("group"):
        asked = which_group(one.group.name for one in context.need(FleetAccounts).groups)
        return Observation(state=State.NEEDS_ANSWERS, summary="which group", facts=None, questions=(asked,))
    facts = _look(read, answers, journal, context)
    if facts.gone:
        told = gone(facts.group, context.need(FleetAccounts), removed=bool(journal.entries))
        summary = "removed" if told[0].mark == "good" else "nothing found"
        return replace(_observed(State.SATISFIED, summary, facts), findings=told)
    if facts.live and facts.live.active:
        progress = tuple(one.progress(facts.wanted.name, context.now) for one in facts.live.active)
        ours = all(one.ours for one in facts.live.active)
        what = "AWS deletes the roles in the accounts." if ours else _STRANGER
        waiting = Waiting(what=what, limit=_LIMIT, every=5, usual="usually a few minutes", progress=progress)
        return replace(_observed(State.PENDING, "AWS is working", facts), waiting=waiting)
    if facts.stack and facts.stack.moving:
        waiting = Waiting(what="AWS deletes the stack in this account.", limit=900, every=3, usual="under a minute")
        return replace(_observed(State.PENDING, "stack being deleted", facts), waiting=waiting)
    tries = facts.again and (context.person or not _tried(journal, context))
    if facts.undeleted and not (tries or facts.keeps or facts.unreached):
        return _observed(State.NEEDS_ANSWERS, "some not deleted", facts, _undeleted(facts), UNDELETED)
    return _observed(State.UNMET, "to be removed", facts)


def _tried(journal: Journal, context: Context) -> bool:
    """Whether a deletion was already sent a second time within the last hour, which is taken for this run."""
    sent = [
        entry
        for entry in journal.entries
        if (entry.operation, entry.outcome) == ("DeleteStackInstances", "landed")
        and context.now - datetime.fromisoformat(entry.finished) < _SAME_RUN
    ]
    return len(sent) > 1


def _look(read: Reader, answers: Answers, journal: Journal, context: Context) -> Facts:
    fleet, access, name = context.need(FleetAccounts), context.need(TrustedAccess), answers.text("group")
    central = central_of(context.need(SignedIn), fleet.fleet.region)
    known = next((one for one in fleet.groups if one.group.name == name), None)
    chosen = known or GroupAccounts(group=Group(name=name, accounts=Chosen()), members=())
    wanted = wanted_set(fleet, chosen, central.target, template="", call_as=access.call_as)
    live = stack_sets(read, [wanted], journal)[wanted.name]
    described, role = read.many([_stack(wanted)])[0], None
    if known is None or chosen.group.sign_in:
        (role,) = roles(read, [(central.target, fleet.fleet.role_name(chosen.group))])
    if isinstance(role, CallError):
        raise CallFailed(role)
    members = {member.account: member.name for one in fleet.groups for member in one.members}
    return Facts(
        group=name,
        central=central,
        wanted=replace(wanted, after=live.last if live else ""),
        live=live,
        stack=stack_of(described),
        role=role,
        names=tuple(members.items()),
        again=answers.text("undeleted") == AGAIN,
        keeps=answers.text("undeleted") == KEEP,
    )


def _stack(wanted: Set) -> Read:
    return Read(
        target=wanted.target,
        service="cloudformation",
        operation="DescribeStacks",
        parameters={"StackName": wanted.name},
    )


def _undeleted(facts: Facts) -> Trouble:
    first = facts.undeleted[0]
    reason = in_words(first.reason, first.detailed or first.status)
    values = {"count": str(len(facts.undeleted)), "first": first.account, "why": reason.says}
    return Trouble(key="stacks-undeleted", values=values)


def _observed(
    state: State, summary: str, facts: Facts, trouble: Trouble | None = None, *questions: Question
) -> Observation[Facts | None]:
    findings = tuple(Finding(mark="info", text=text) for text in _left(facts))
    return observed(state, summary, facts, findings, *questions, trouble=trouble, listings=_listing(facts))


def _left(facts: Facts) -> list[str]:
    count = len(facts.instances)
    return [
        *([f"{count:,} accounts have the role"] if count > 1 else ["1 account has the role"] if count else []),
        *([f"The stack set {facts.wanted.name} exists"] if facts.live else []),
        *([f"The stack {facts.stack.name} exists in account {facts.central.account}"] if facts.stack else []),
        *([f"The central role {facts.role.name} exists in account {facts.central.account}"] if facts.role else []),
    ]


def _listing(facts: Facts) -> tuple[Listing, ...]:
    names = dict(facts.names)
    rows = tuple(
        Row(
            cells=(names.get(one.account) or one.account, one.account, "failed" if one.failed else "remove"),
            mark="bad" if one.failed else "warning",
            detail=(in_words(one.reason, one.detailed).says, f"AWS says: {one.reason}") if one.reason else (),
        )
        for one in facts.instances
    )
    title = f"{len(rows):,} account{'s' if len(rows) > 1 else ''} with the role of {facts.group}"
    return (Listing(title=title, columns=("Account", "ID", "Status"), rows=rows),) if rows else ()


# --- plan ----------------------------------------------------------------------------------------------------------


def plan(observation: Observation[Facts | None], answers: Answers) -> Plan:  # the facts say it all
    """The accounts first; the rest is approved with them, and sent when they are done."""
    facts = observation.facts
    if facts is None or facts.gone:
        return Plan()
    rest = tuple(_rest(facts))
    first = tuple(_accounts(facts))
    return Plan(
        changes=first or rest,
        later=rest if first else (),
        act=f"Remove {facts.group}",
        consent=_consent(facts),
        confirm=facts.group,
        asks="Type the group's name to continue",
    )


def _accounts(facts: Facts) -> list[Change]:
    chosen = facts.undeleted if facts.undeleted else facts.instances
    if not chosen:
        return []
    units = sorted({one.unit for one in chosen if one.unit})
    accounts = [one.account for one in chosen]
    retained = facts.unreached or (bool(facts.undeleted) and facts.keeps)
    return [operations.delete_instances(facts.wanted, accounts, units, retain=retained)]


def _rest(facts: Facts) -> list[Change]:
    target = facts.central.target
    return [
        *([operations.delete_set(facts.wanted)] if facts.live else []),
        *([stack_changes.deleted_stack(target, facts.stack)] if facts.stack else []),
        *(delete_role(target, facts.role, ()) if facts.role else ()),
    ]


def _consent(facts: Facts) -> tuple[str, ...]:
    names = dict(facts.names)
    told = ", ".join(f"{names[one.account]} ({one.account})" if names.get(one.account) else one.account
                     for one in facts.instances)  # fmt: skip
    return (
        *([f"The group {facts.group} loses its role in {told}."] if told else []),
        *([f"Nobody can sign in to the central role {facts.role.name} any more."] if facts.role else []),
        "Open sessions stay valid until they expire. StackSets can leave its own role in the accounts.",
    )


def preview(observation: Observation[Facts | None] | None, answers: Answers, context: Context) -> Preview:
    """All that goes."""
    if observation is None or observation.facts is None:
        return Preview(rest="The wizard knows what to remove when you name the group.")
    facts = observation.facts
    if observation.state is not State.UNMET:
        return Preview(rest="It depends on your answer." if observation.questions else "")
    return Preview(
        rounds=(plan(observation, answers), *((Plan(changes=tuple(_rest(facts))),) if facts.instances else ()))
    )


STEP = Step(
    id="fleet-removal",
    title="Removal",
    observe=observe,
    plan=plan,
    preview=preview,
    questions=QUESTIONS,
    needs=(SignedIn, TrustedAccess, FleetAccounts),
    skippable=False,
    calls=CALLS,
)
