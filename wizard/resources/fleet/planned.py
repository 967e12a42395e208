"""What becomes of each account of a group: the plan, since CloudFormation has no change set for a stack set.

It is what is wanted minus what is there, made again at every look, so that accounts which joined, moved or left are in
it and nothing else is. An account that could not be looked into is never said to lack the role.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Literal

from wizard.model import CallError, GroupAccounts, Member
from wizard.resources.fleet.reasons import in_words
from wizard.resources.fleet.stack_set import Instance, StackSet
from wizard.resources.fleet.taking_over import Phase, Taking
from wizard.resources.role import Role, differences

Wanted = Callable[[str], Role | None]
"""By account: the group's role as it should be there, None where its template can't be judged."""

Deed = Literal["create", "unknown", "update", "nothing", "adopt", "in-the-way", "failed", "moving", "remove"]
"""unknown: as create, where nobody could look into the account. moving: AWS is at work there."""

Looked = Mapping[str, "Role | CallError | None"]
"""By account: the role of the group's name, None where there is none, or why nobody could look."""

WORDS: Mapping[Deed, str] = {
    "create": "create",
    "unknown": "not looked into",
    "update": "update",
    "nothing": "in place",
    "adopt": "take over",
    "in-the-way": "in the way",
    "failed": "failed",
    "moving": "AWS is working",
    "remove": "remove",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """One account, and what becomes of it. why: in plain words; todo: what a person can do; said: AWS's own words.

    updated: what failed was an update of what is there. phase: of a role that no stack created, how far it is taken
    over; "" for every other.
    """

    member: Member
    deed: Deed
    why: str = ""
    todo: str = ""
    said: str = ""
    stack_id: str = ""
    unit: str = ""
    updated: bool = False
    phase: Phase | Literal[""] = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupPlan:
    """A group, its stack set as it is (None before there is one), and what becomes of each account.

    changes: how the set's definition changes, in words.
    """

    chosen: GroupAccounts
    live: StackSet | None = None
    changes: tuple[str, ...] = ()
    accounts: tuple[Planned, ...] = ()

    def of(self, *deeds: Deed) -> tuple[Planned, ...]:
        """The accounts of which one of these becomes."""
        return tuple(one for one in self.accounts if one.deed in deeds)

    @property
    def new(self) -> bool:
        """Whether the stack set is still to be created: not for a group in which no account is left."""
        return self.live is None and bool(self.chosen.members)

    @property
    def open(self) -> bool:
        """Whether something is to be sent that no failure came before and that deletes nothing."""
        return self.new or bool(self.changes) or bool(self.of("create", "unknown", "update", "adopt"))


def plan_group(
    chosen: GroupAccounts,
    live: StackSet | None,
    changes: tuple[str, ...],
    wanted: Wanted,
    looked: Looked,
    takings: Mapping[str, Taking],
) -> GroupPlan:
    """The plan, once the set and the accounts without a stack of it have been looked at.

    takings: by account, how far a role that no stack created is taken over.
    """
    accounts = [_member(member, live, bool(changes), wanted, looked, takings) for member in chosen.members]
    return GroupPlan(chosen=chosen, live=live, changes=changes, accounts=(*accounts, *_left(chosen, live)))


def failing(chosen: GroupAccounts, live: StackSet | None) -> GroupPlan:
    """The accounts in which the operation that is under way has failed, and nothing of the others."""
    there = live.instances if live else {}
    known = [member for member in chosen.members if member.account in there]
    accounts = tuple(
        _failed(Planned(member=member, deed="failed"), there[member.account], live, changed=False) for member in known
    )
    return GroupPlan(chosen=chosen, live=live, accounts=accounts)


def _member(
    member: Member,
    live: StackSet | None,
    changed: bool,
    wanted: Wanted,
    looked: Looked,
    takings: Mapping[str, Taking],
) -> Planned:
    instance = live.instances.get(member.account) if live else None
    if instance is None:
        return _without_stack(member, wanted, looked, takings)
    known = Planned(member=member, deed="nothing", stack_id=instance.stack_id, unit=instance.unit)
    if instance.moving:
        return replace(known, deed="moving")
    if instance.failed:
        return _failed(known, instance, live, changed=changed)
    return replace(known, deed="update" if changed or instance.status == "OUTDATED" else "nothing")


def _failed(known: Planned, instance: Instance, live: StackSet | None, *, changed: bool) -> Planned:
    """Whatever the definition was that failed, another one is tried everywhere."""
    reason = in_words(instance.reason, instance.detailed or instance.status)
    if changed and instance.status != "INOPERABLE":
        return replace(known, deed="update", why=reason.says)
    operations = live.operations if live else ()
    action = next((one.action for one in operations if one.id == instance.operation), "")
    told = replace(known, why=reason.says, todo=reason.todo, said=instance.reason, updated=action == "UPDATE")
    return replace(told, deed="failed")


def _without_stack(member: Member, wanted: Wanted, looked: Looked, takings: Mapping[str, Taking]) -> Planned:
    if member.account not in looked:
        return Planned(member=member, deed="unknown", why="Nobody has looked into this account.")
    role = looked[member.account]
    if isinstance(role, CallError):
        why = f"The wizard couldn't look into this account ({role.code})."
        todo = "AWS creates the role, unless the account has one with this name."
        return Planned(member=member, deed="unknown", why=why, todo=todo, said=role.message)
    if role is None:
        return Planned(member=member, deed="create")
    return _with_role(member, role, wanted(member.account), takings.get(member.account))


def different(role: Role, wanted: Role | None) -> tuple[str, ...]:
    """How a role that is there differs from the group's; tags give no access."""
    if wanted is None:
        return ("It can't be compared.",)
    return differences(replace(role, tags={}), replace(wanted, tags={}))


def _with_role(member: Member, role: Role, wanted: Role | None, taking: Taking | None) -> Planned:
    if differs := different(role, wanted):
        why = "The account has another role with this name."
        todo = "Delete that role, or leave the account out."
        return Planned(member=member, deed="in-the-way", why=why, todo=todo, said=" ".join(differs))
    if role.made_by:
        why = "The account has the same role in a stack, which joins the stack set."
        return Planned(member=member, deed="adopt", why=why, stack_id=role.made_by)
    known = Planned(member=member, deed="adopt", why="The account has the same role, which no stack created.")
    if taking is None or taking.phase == "in-the-way":
        todo = "Delete that role, and the wizard creates it again with a stack."
        return replace(known, deed="in-the-way", todo=todo)
    if taking.phase == "moving":
        return replace(known, deed="moving", phase="moving")
    return replace(known, phase=taking.phase, stack_id=taking.stack_id if taking.phase == "join" else "")


def _left(chosen: GroupAccounts, live: StackSet | None) -> Iterator[Planned]:
    """The accounts that have the role and are no longer in the group; one that is closed AWS leaves alone."""
    stay = {member.account for member in chosen.members}
    out = {one.member.account: one for one in chosen.left_out}
    for account, instance in sorted((live.instances if live else {}).items()):
        if account in stay or account in out:
            continue
        gone = instance.failed and not instance.stack_id
        member = Member(account=account)
        why = "It isn't in the group any more." if not gone else "It isn't in the group any more; nothing is there."
        reason = in_words(instance.reason, instance.detailed) if instance.failed else None
        yield Planned(
            member=member,
            deed="moving" if instance.moving else "remove",
            why=f"{why} {reason.says}" if reason else why,
            said=instance.reason,
            stack_id=instance.stack_id,
            unit=instance.unit,
        )
