"""One look at a fleet: what is wanted of each group's stack set, what is there, and the plan that follows."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from wizard.model import (
    Answers,
    CallError,
    Context,
    FleetAccounts,
    GroupAccounts,
    Journal,
    MasterRoles,
    Reader,
    SignedIn,
    TrustedAccess,
)
from wizard.resources import template as texts
from wizard.resources.fleet import central_stack, taking_over
from wizard.resources.fleet.execution_role import BEGINS, execution_role, makes_roles_only
from wizard.resources.fleet.operations import Set, wanted_set
from wizard.resources.fleet.planned import GroupPlan, Looked, different, failing, plan_group
from wizard.resources.fleet.role_documents import Central, central_of, member_template, path_of, written
from wizard.resources.fleet.stack_set import StackSet, differences
from wizard.resources.fleet.stack_set_reading import asked_first, stack_sets
from wizard.resources.fleet.taking_over import Taking, importable
from wizard.resources.prefetch import Ahead
from wizard.resources.role import Role
from wizard.resources.role_reading import roles
from wizard.steps.stack_sets.facts import Facts, into
from wizard.steps.stack_sets.questions import AGAIN, AWS_OWN

# What AWS, or an older botocore, says where it has no custom execution roles.
_NO_CUSTOM_ROLE = re.compile(r"(?i)execution ?role|output ?bucket")


def look(read: Reader, answers: Answers, journal: Journal, context: Context) -> Facts:
    """Everything that decides what comes next. Raises CallFailed and NotUnderstoodError."""
    fleet, access = context.need(FleetAccounts), context.need(TrustedAccess)
    central = central_of(context.need(SignedIn), fleet.fleet.region)
    narrow = answers.text("execution_role") != AWS_OWN and not _refused(journal)
    sets = {one.group.name: _wanted(fleet, one, central, access, narrow=narrow) for one in fleet.groups}
    stacks = central_stack.central_stacks(fleet, central)
    ahead = Ahead(read, [*asked_first([*sets.values()]), *central_stack.asked_first(stacks)])
    live = stack_sets(ahead, list(sets.values()), journal)
    facts = Facts(
        fleet=fleet,
        central=central,
        masters=_masters(fleet, central),
        sets={group: _as_it_is(one, live[one.name]) for group, one in sets.items()},
        stacks=central_stack.look(ahead, stacks),
        again=answers.text("unfinished") == AGAIN,
    )
    busy = {name: one for name, one in live.items() if one and one.active}
    if busy:
        plans = tuple(failing(one, busy.get(sets[one.group.name].name)) for one in fleet.groups)
        return _watching(replace(facts, plans=plans), journal, context, busy)
    looked = _looked(read, facts, live)
    new = {group: one for group, one in facts.sets.items() if live[one.name] is None}
    facts = replace(facts, sets={**facts.sets, **{group: _for_stacks(one, looked[group], central)
                                                 for group, one in new.items()}})  # fmt: skip
    plans = tuple(
        _plan(read, facts, one, live[sets[one.group.name].name], looked[one.group.name]) for one in fleet.groups
    )
    return replace(facts, plans=plans, settling=_settling(plans, journal, context))


def _masters(fleet: FleetAccounts, central: Central) -> MasterRoles:
    """The central roles by the names that they have, or will have: an account's role trusts its own by name alone."""
    signed_in_to = (one.group for one in fleet.groups if one.group.sign_in)
    return MasterRoles(arns={group.name: central.role_arn(fleet.fleet.role_name(group)) for group in signed_in_to})


def _wanted(
    fleet: FleetAccounts, chosen: GroupAccounts, central: Central, access: TrustedAccess, *, narrow: bool
) -> Set:
    template = member_template(fleet.fleet, chosen.group, central)
    name, path = fleet.fleet.stack_set_name(chosen.group), path_of(chosen.group).lstrip("/")
    roles_named = f"{path}{fleet.fleet.role_name(chosen.group)}"
    custom = execution_role(name, roles_named, central) if narrow and makes_roles_only(template) else None
    return wanted_set(
        fleet,
        chosen,
        central.target,
        template=written(template),
        call_as=access.call_as,
        execution=custom,
    )


def _as_it_is(wanted: Set, live: StackSet | None) -> Set:
    """A set that is there keeps the execution role that it was created with."""
    if live is None:
        return wanted
    custom = wanted.execution if live.execution_role.startswith(BEGINS) else None
    return replace(wanted, after=live.last, execution=custom)


def _for_stacks(wanted: Set, looked: Looked, central: Central) -> Set:
    """With an execution role that may work on the stacks, too, that are there and join the set."""
    names = [role.made_by.split("/")[1] for role in looked.values() if isinstance(role, Role) and "/" in role.made_by]
    if wanted.execution is None or not names:
        return wanted
    return replace(wanted, execution=execution_role(wanted.name, wanted.execution.roles, central, names))


def _refused(journal: Journal) -> bool:
    """Whether StackSets, or this computer's botocore, has refused a narrow execution role."""
    last = journal.last("CreateStackSet")
    return bool(last and last.undone and _NO_CUSTOM_ROLE.search(last.error))


# --- what AWS is at work on ----------------------------------------------------------------------------------------


def _watching(facts: Facts, journal: Journal, context: Context, busy: Mapping[str, StackSet]) -> Facts:
    active = [(name, operation) for name, one in busy.items() for operation in one.active]
    moving = tuple(one.progress(name, context.now, _known(journal, name)) for name, one in active)
    strangers = tuple(
        f"{name}: {one.action} since {one.created:%H:%M} UTC" if one.created else f"{name}: {one.action}"
        for name, one in active
        if not one.ours
    )
    return replace(facts, moving=moving, strangers=strangers)


def _known(journal: Journal, name: str) -> int:
    """How many accounts the newest operation of ours is about."""
    sent = [entry.note["accounts"] for entry in journal.entries if entry.note.get("stack_set") == name
            and "accounts" in entry.note]  # fmt: skip
    return int(sent[-1]) if sent else 0


def _settling(plans: Sequence[GroupPlan], journal: Journal, context: Context) -> str:
    """The set whose newest operation ended a moment ago and whose accounts are not all listed yet; "" for none."""
    for plan in plans:
        live = plan.live
        newest = live.just_ended(context.now, "CREATE", "UPDATE", "DELETE") if live else None
        if live is None or newest is None:
            continue
        behind = [one for one in plan.accounts if one.deed in ("moving", "create", "unknown", "failed")]
        listed = any(instance.operation == newest.id for instance in live.instances.values())
        if plan.of("moving") or (newest.action != "DELETE" and behind and not listed):
            return live.name
    return ""


# --- the accounts without a stack ----------------------------------------------------------------------------------


def _looked(read: Reader, facts: Facts, live: Mapping[str, StackSet | None]) -> dict[str, Looked]:
    """By group its role in each account that has no stack of its set, as far as the accounts can be entered."""
    places: list[tuple[str, str, str]] = []
    for chosen in facts.fleet.groups:
        there = live[facts.sets[chosen.group.name].name]
        known, name = there.instances if there else {}, facts.whole.role_name(chosen.group)
        places += [(chosen.group.name, one.account, name) for one in chosen.members if one.account not in known]
    targets = {account: into(facts, account) for _, account, _ in places}
    answers = roles(read, [(targets[account], name) for _, account, name in places], kept="always") if places else []
    looked: dict[str, dict[str, Role | CallError | None]] = {one.group.name: {} for one in facts.fleet.groups}
    for (group, account, _), answer in zip(places, answers, strict=True):
        looked[group][account] = answer
    return dict(looked)


def _plan(read: Reader, facts: Facts, chosen: GroupAccounts, live: StackSet | None, looked: Looked) -> GroupPlan:
    template = texts.parsed(facts.sets[chosen.group.name].template)
    changes = tuple(differences(live, template, auto=chosen.group.accounts.by_unit)) if live else ()

    def wanted(account: str) -> Role | None:
        values = {"AWS::AccountId": account, "AWS::Partition": facts.central.partition}
        try:
            return texts.expected_role(template, facts.whole.role_name(chosen.group), values)
        except texts.NotUnderstoodError:
            return None

    bare = [
        account
        for account, role in looked.items()
        if isinstance(role, Role) and not role.made_by and not different(role, wanted(account))
    ]
    takings: Mapping[str, Taking] = {}
    if bare and importable(template):
        set_ = facts.sets[chosen.group.name]
        takings = taking_over.look(read, [into(facts, account) for account in bare], set_.name, set_.template)
    return plan_group(chosen, live, changes, wanted, looked, takings)
