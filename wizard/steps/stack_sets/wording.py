"""What is said of a fleet's stack sets: findings, the table of all accounts, and what a person agrees to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from wizard.model import Finding, FleetAccounts, FleetRole, Listing, Row
from wizard.model.marks import Mark
from wizard.resources.fleet.planned import WORDS, Deed, GroupPlan, Planned
from wizard.resources.fleet.role_documents import name_in_central, path_of
from wizard.steps.stack_sets.facts import Facts

_NAMED = 4
_ORDER: tuple[Deed, ...] = (
    *("failed", "in-the-way", "remove", "unknown", "create", "adopt", "update", "moving", "nothing"),
)
# Beside a number, where the table has a word alone.
_COUNTED: Mapping[Deed, str] = {
    **WORDS,
    "create": "to create",
    "update": "to update",
    "adopt": "to take over",
    "remove": "to remove",
    "moving": "in progress",
}
_MARKS: Mapping[Deed, Mark] = {
    "failed": "bad",
    "in-the-way": "warning",
    "remove": "warning",
    "unknown": "unknown",
    "create": "info",
    "adopt": "info",
    "update": "info",
    "moving": "info",
    "nothing": "good",
}


def accounts(count: int) -> str:
    """A number of accounts, in words."""
    return "1 account" if count == 1 else f"{count:,} accounts"


UNKNOWN_YET = "The wizard plans the stack sets when it knows the accounts."


def foreseen(fleet: FleetAccounts) -> str:
    """What is known before StackSets may be asked; what is in an account already, only looking tells."""
    each = "; ".join(f"{one.group.name}: {accounts(len(one.members))}" for one in fleet.groups)
    return f"One stack set for each group creates its role in its accounts, where it isn't there. {each}."


def in_short(facts: Facts) -> str:
    """How many have their role, for the list of steps."""
    whole = sum(len(plan.chosen.members) for plan in facts.plans) + len(facts.stacks)
    there = len(facts.of("nothing")) + sum(one.right for one in facts.stacks)
    return f"{there:,} of {whole:,} in place"


def findings(facts: Facts) -> tuple[Finding, ...]:
    """How each group stands, and what a person should know of the way StackSets works."""
    shown = [plan for plan in facts.plans if plan.accounts or not facts.moving]
    return (
        *(found for plan in shown for found in _of_group(plan, facts)),
        *_of_stacks(facts),
        *_of_execution(facts),
    )


def _of_group(plan: GroupPlan, facts: Facts) -> Iterator[Finding]:
    name, group = facts.whole.role_name(plan.chosen.group), plan.chosen.group.name
    counts = {deed: len(plan.of(deed)) for deed in _ORDER if plan.of(deed)}
    says = ", ".join(f"{count:,} {_COUNTED[deed]}" for deed, count in counts.items()) or "no accounts"
    first: Deed = next(iter(counts), "nothing")
    yield Finding(mark=_MARKS[first], text=f"{group}: {says}", detail=_kept_up(plan, name))
    if plan.changes:
        yield Finding(mark="info", text=f"{group}: {', '.join(plan.changes)}")
    for out in plan.chosen.left_out:
        yield Finding(
            mark="info", text=f"{group}: {_name(out.member.account, out.member.name)} is left out", detail=out.why
        )


def _kept_up(plan: GroupPlan, name: str) -> str:
    if plan.chosen.group.accounts.by_unit:
        return f"The role {name}. AWS adds it to accounts that join the units, and removes it from those that leave."
    return f"The role {name}. Run the wizard again after accounts join or leave the group."


def _of_stacks(facts: Facts) -> Iterator[Finding]:
    for one in facts.stacks:
        text = f"{one.group}: {one.wanted.name} in this account, by the stack {one.place.stack_name}"
        detail = "StackSets never deploys to the management account, so this is an ordinary stack."
        yield Finding(mark="good" if one.right else "info", text=text, detail=detail)


def _of_execution(facts: Facts) -> Iterator[Finding]:
    custom = [one.execution for one in facts.sets.values() if one.execution]
    if not facts.sets:
        return
    if len(custom) == len(facts.sets):
        text = "StackSets works in each account with a narrow role: it can change only the group's role"
        yield Finding(mark="good", text=text, detail=", ".join(one.name for one in custom))
        return
    text = "StackSets works in each account with AWS's own role, stacksets-exec-*, which has AdministratorAccess"
    detail = "CloudFormation can use it for any stack set that somebody in this account creates."
    yield Finding(mark="warning", text=text, detail=detail)


# --- all accounts --------------------------------------------------------------------------------------------------


def listing(facts: Facts) -> tuple[Listing, ...]:
    """Every account of every group, what needs somebody first."""
    known = sorted(facts.of(*_ORDER), key=lambda one: (_ORDER.index(one[1].deed), one[0].chosen.group.name))
    if not known:
        return ()
    title = f"{len(known):,} role{'s' if len(known) > 1 else ''} in member accounts"
    rows = tuple(_row(plan, one) for plan, one in known)
    return (Listing(title=title, columns=("Account", "ID", "Group", "Status"), rows=rows),)


def _row(plan: GroupPlan, one: Planned) -> Row:
    detail = (one.why, one.todo, f"AWS says: {one.said}" if one.said else "")
    return Row(
        cells=(one.member.name or one.member.account, one.member.account, plan.chosen.group.name, WORDS[one.deed]),
        mark=_MARKS[one.deed],
        detail=tuple(line for line in detail if line),
    )


def roles(facts: Facts) -> tuple[FleetRole, ...]:
    """Each group's role in each account, as far as AWS has confirmed it."""
    return tuple(role for plan in facts.plans for role in _roles(plan, facts))


_STANDS: Mapping[Deed, str] = {"nothing": "there", "update": "there", "failed": "failed", "in-the-way": "in-the-way"}


def _roles(plan: GroupPlan, facts: Facts) -> Iterator[FleetRole]:
    group, central = plan.chosen.group, facts.central
    path = path_of(group).lstrip("/")
    name = f"{path}{facts.whole.role_name(group)}"
    for one in plan.accounts:
        if one.deed == "remove":
            continue
        arn = central.role_arn(name, one.member.account)
        stands = _STANDS.get(one.deed, "waiting")
        yield _role(group.name, one.member.account, one.member.name, one.member.email, arn, stands, one.why)
    for stack in facts.stacks:
        if stack.group == group.name:
            arn = central.role_arn(f"{path}{name_in_central(facts.whole, group)}")
            stands = "there" if stack.right else "waiting"
            yield _role(group.name, central.account, "", "", arn, stands, "")
    for out in plan.chosen.left_out:
        member = out.member
        arn = central.role_arn(name, member.account)
        yield _role(group.name, member.account, member.name, member.email, arn, "not-covered", out.why)


def _role(group: str, account: str, name: str, email: str, arn: str, stands: str, why: str) -> FleetRole:
    return FleetRole(
        group=group,
        account=account,
        name=name,
        email=email,
        role_arn=arn,
        stands=stands,  # type: ignore[arg-type]  # the words of _STANDS
        why=why,
    )


# --- what a person agrees to ---------------------------------------------------------------------------------------


def act(facts: Facts) -> str:
    """What the button says."""
    failed = len(facts.of("failed"))
    if failed and facts.again and not facts.open:
        return f"Try again in {accounts(failed)}"
    created = len(facts.of("create", "unknown", "adopt")) + sum(one.stack is None for one in facts.stacks)
    return f"Create roles in {accounts(created)}" if created else "Update roles"


def consent(facts: Facts) -> tuple[str, ...]:
    """What is created where, by which role, and what a failure means."""
    return (
        *(line for plan in facts.plans for line in _agreed(plan, facts)),
        *_agreed_here(facts),
        *_execution(facts),
        "A failure in one account doesn't stop the others.",
    )


def _agreed(plan: GroupPlan, facts: Facts) -> Iterator[str]:
    name = facts.whole.role_name(plan.chosen.group)
    if created := plan.of("create", "unknown"):
        yield f"{accounts(len(created))} will have the role {name}: {named(created)}."
    if unknown := plan.of("unknown"):
        yield f"The wizard couldn't look into {len(unknown):,} of them. If one has a role {name}, AWS refuses there."
    if adopted := plan.of("adopt"):
        yield f"The roles of {accounts(len(adopted))} join the stack set as they are: {named(adopted)}."
    if bare := tuple(one for one in adopted if not one.stack_id):
        yield f"In {named(bare)} the role first gets its own stack, and from then on it is deleted with that stack."
    if plan.changes:
        updated = plan.of("update")
        yield f"The role {name} changes in {accounts(len(updated))}: {', '.join(plan.changes)}."
    if facts.again and (failed := plan.of("failed")):
        yield f"AWS tries again to create the role {name} in {accounts(len(failed))}: {named(failed)}."


def _agreed_here(facts: Facts) -> Iterator[str]:
    for one in facts.stacks:
        if one.stack is None:
            yield f"This account will have the role {one.wanted.name}, by the stack {one.place.stack_name}."
        elif not one.right:
            yield f"The role {one.wanted.name} changes in this account, by the stack {one.place.stack_name}."


def _execution(facts: Facts) -> Iterator[str]:
    new = [facts.sets[plan.chosen.group.name] for plan in facts.plans if plan.new]
    if any(one.execution is None for one in new):
        yield "StackSets uses its own role in each account, stacksets-exec-*, which has AdministratorAccess."
    if any(one.execution for one in new):
        yield "AWS first creates a narrow role for StackSets in each account, which takes some minutes."


def removal(facts: Facts) -> tuple[str, ...]:
    """From which accounts the role goes."""
    return (
        *(
            f"The group {plan.chosen.group.name} loses its role in {named(gone, len(gone))}."
            for plan in facts.plans
            if (gone := plan.of("remove"))
        ),
        "Open sessions stay valid until they expire.",
    )


def named(known: tuple[Planned, ...], most: int = _NAMED) -> str:
    """The accounts by name, as many as can be read; the table has all of them."""
    names = [_name(one.member.account, one.member.name) for one in known]
    more = f" and {len(names) - most:,} more" if len(names) > most else ""
    return f"{', '.join(names[:most])}{more}"


def _name(account: str, name: str) -> str:
    return f"{name} ({account})" if name else account
