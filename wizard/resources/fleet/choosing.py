"""Which accounts a group has today: chosen by list, unit and tag, without those that can't have a role.

A pure function of what the organization is: the same file and the same organization choose the same accounts. None
is left out in silence: an account that was chosen and gets no role is told, with the reason.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from wizard.model import Chosen, Fleet, Group, GroupAccounts, LeftOut, Member
from wizard.resources.accounts import UNKNOWN
from wizard.resources.fleet.organization_map import OrganizationMap

Tags = Mapping[str, Mapping[str, str]]
"""Of accounts, by their ids."""

USABLE = ("ACTIVE", UNKNOWN)
WHY: Mapping[str, str] = {
    "PENDING_ACTIVATION": "it isn't active yet",
    "SUSPENDED": "it is suspended",
    "PENDING_CLOSURE": "it is being closed",
    "CLOSED": "it is closed",
}
NOT_COVERED = "StackSets never deploys to the management account; sign in to it and run fleet there"


def chosen(group: Group, whole: OrganizationMap, tags: Tags, *, central: str, management: str) -> GroupAccounts:
    """The group's accounts. tags: of all that `to_be_tagged` names. central: the account that is signed in to."""
    picked = [one for one in without_tags(group.accounts, whole.members) if _tagged(group.accounts, one, tags)]
    members, left_out = [], []
    for one in picked:
        if one.account == central:
            continue
        why = NOT_COVERED if one.account == management else _why(one)
        if why:
            left_out.append(LeftOut(member=one, why=why))
        else:
            members.append(one)
    return GroupAccounts(
        group=group,
        members=tuple(members),
        left_out=tuple(left_out),
        central=any(one.account == central for one in picked),
    )


def without_tags(wanted: Chosen, members: Iterable[Member]) -> Iterator[Member]:
    """What a group's list or its units choose, before tags narrow it."""
    named, units, kept_out = {*wanted.listed, *wanted.include}, set(wanted.units), set(wanted.exclude)
    for one in members:
        if one.account not in kept_out and (one.account in named or not units.isdisjoint(one.units)):
            yield one


def to_be_tagged(fleet: Fleet, whole: OrganizationMap) -> tuple[str, ...]:
    """The accounts whose tags decide: of groups that use tags, those that are chosen otherwise and can have a role."""
    groups = (group for group in fleet.groups if group.accounts.tags)
    every = (one for group in groups for one in without_tags(group.accounts, whole.members))
    return tuple(dict.fromkeys(one.account for one in every if one.state in USABLE))


def not_there(fleet: Fleet, whole: OrganizationMap, units: Iterable[str]) -> tuple[str, ...]:
    """One sentence for each account and unit that the organization doesn't have. units: which it has besides."""
    accounts, there = {one.account for one in whole.members}, {*whole.units, *units}
    said = []
    for group in fleet.groups:
        wanted, path = group.accounts, f"groups.{group.name}.accounts"
        named = ((path, wanted.listed), (f"{path}.include", wanted.include), (f"{path}.exclude", wanted.exclude))
        lost = (unit for unit in wanted.units if unit not in there)
        said += [f"{path}.units: there is no unit {unit} in this organization." for unit in lost]
        said += [
            f"{where}: account {account} isn't in this organization."
            for where, some in named
            for account in some
            if account not in accounts
        ]
    return tuple(said)


def _tagged(wanted: Chosen, member: Member, tags: Tags) -> bool:
    """An account that can have no role is told as that, whatever its tags; nobody has read them."""
    if not wanted.tags or member.state not in USABLE:
        return True
    own = tags.get(member.account, {})
    return all(own.get(key) == value for key, value in wanted.tags.items())


def _why(member: Member) -> str:
    return "" if member.state in USABLE else WHY.get(member.state, f"AWS says it is {member.state}")
