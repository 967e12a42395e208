"""One round for all groups: what StackSets is sent, or, once nothing of that is open, what it removes.

Changes to one set are sent one after another and queue there (ManagedExecution), so that a person approves the whole
once. Removing roles is a round and an approval of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from wizard.model import Answers, Change, Plan, Target
from wizard.resources.fleet import central_stack, operations, taking_over
from wizard.resources.fleet.operations import Set
from wizard.resources.fleet.planned import GroupPlan, Planned
from wizard.steps.stack_sets import wording as words
from wizard.steps.stack_sets.facts import Facts, into


def plan(facts: Facts, answers: Answers) -> Plan:
    """The round that comes next."""
    if facts.open or (facts.again and facts.of("failed")):
        return _building(facts)
    return _removing(facts, answers) if facts.of("remove") else Plan()


def _building(facts: Facts) -> Plan:
    changes = [
        *(change for one in facts.plans for change in _changes(one, facts.sets[one.chosen.group.name], facts)),
        *(central_stack.change(one) for one in facts.stacks if not one.right),
    ]
    later = [
        change
        for one in facts.plans
        for change in _taken_over(one, facts.sets[one.chosen.group.name], facts, "prepare", by=taking_over.execute)
    ]
    return Plan(changes=tuple(changes), later=tuple(later), act=words.act(facts), consent=words.consent(facts))


_Making = Callable[[Target, str, str, str], Change]
_BY_PHASE: Mapping[str, _Making] = {"prepare": taking_over.prepare, "execute": taking_over.execute}


def _taken_over(plan_: GroupPlan, wanted: Set, facts: Facts, phase: str, by: _Making | None = None) -> Iterator[Change]:
    """What takes roles that no stack created into stacks, in the accounts that are as far as this phase."""
    role = facts.whole.role_name(plan_.chosen.group)
    for one in plan_.of("adopt"):
        if one.phase == phase:
            yield (by or _BY_PHASE[phase])(into(facts, one.member.account), wanted.name, wanted.template, role)


def _joining(plan_: GroupPlan) -> tuple[Planned, ...]:
    return tuple(one for one in plan_.of("adopt") if one.stack_id)


def _changes(plan_: GroupPlan, wanted: Set, facts: Facts) -> Iterator[Change]:
    chosen, updates = plan_.chosen, _ids(plan_.of("update"))
    if plan_.new:
        yield operations.create_set(wanted)
    if plan_.changes:
        yield operations.update_set(wanted, plan_.changes, updates)
    elif updates:
        yield operations.update_instances(wanted, updates)
    if created := _ids(plan_.of("create", "unknown")):
        yield operations.create_instances(wanted, created, chosen)
    yield from operations.import_stacks(wanted, {one.member.account: one.stack_id for one in _joining(plan_)})
    yield from _taken_over(plan_, wanted, facts, "prepare")
    yield from _taken_over(plan_, wanted, facts, "execute")
    if facts.again:
        yield from _again(plan_, wanted)


def _again(plan_: GroupPlan, wanted: Set) -> Iterator[Change]:
    """The accounts that failed and no others, by what failed there: their creation, or an update."""
    failed = plan_.of("failed")
    if created := _ids(tuple(one for one in failed if not one.updated)):
        yield operations.create_instances(wanted, created, plan_.chosen, again=True)
    if updated := _ids(tuple(one for one in failed if one.updated)):
        yield operations.update_instances(wanted, updated, again=True)


def _removing(facts: Facts, answers: Answers) -> Plan:
    leaving = facts.of("remove")
    changes = []
    for one in facts.plans:
        if gone := one.of("remove"):
            units = sorted({each.unit for each in gone if each.unit})
            changes.append(operations.delete_instances(facts.sets[one.chosen.group.name], _ids(gone), units))
    named = set(answers.texts("remove"))
    return Plan(
        changes=tuple(changes),
        act=f"Remove the role from {words.accounts(len(leaving))}",
        consent=words.removal(facts),
        confirm=leaving[0][1].member.account if len(leaving) == 1 else f"remove {len(leaving)}",
        asks="Type the account's ID to continue" if len(leaving) == 1 else "Type this to continue",
        unseen=not named.issuperset(one.member.account for _, one in leaving),
    )


def _ids(accounts: tuple[Planned, ...]) -> list[str]:
    return [one.member.account for one in accounts]
