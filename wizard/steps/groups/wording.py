"""What the groups step tells: a line for each group, and a tree of the units with the accounts in them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from wizard.model import Finding, FleetAccounts, GroupAccounts, Listing, Member, Row
from wizard.resources.accounts import UNKNOWN, named
from wizard.resources.fleet.choosing import NOT_COVERED
from wizard.resources.fleet.organization_map import OrganizationMap
from wizard.resources.fleet.schema import EXAMPLE
from wizard.resources.identity_policies import spoken

COLUMNS = ("Name", "Account", "Groups")
THE_ROOT = "Root"
AN_EXAMPLE = Finding(mark="info", text="A fleet file looks like this", kind="text", body=EXAMPLE.rstrip())

# --- a line for each group -----------------------------------------------------------------------------------------


def findings(fleet: FleetAccounts) -> Iterator[Finding]:
    """How many accounts each group has, what is left out, and what happens with new accounts."""
    for group in fleet.groups:
        name, count = group.group.name, len(group.members) + group.central
        if count:
            yield Finding(mark="good", text=f"{name}: {counted(count)}", detail=_later(group))
        else:
            yield Finding(mark="warning", text=f"{name}: no account", detail=_later(group))
        if group.central:
            text = f"{name} includes the account that you are signed in to"
            yield Finding(mark="info", text=text, detail="It gets an ordinary stack instead of one from the stack set.")
        yield from _left_out(group)
        if doubtful := [named(one.account, one.name) for one in group.members if one.state == UNKNOWN]:
            text = f"{name}: couldn't read whether {counted(len(doubtful))} are active"
            yield Finding(mark="unknown", text=text, detail=spoken(doubtful))


def _later(group: GroupAccounts) -> str:
    if group.group.accounts.by_unit:
        used = " People can switch to it after the next run." if group.group.sign_in else ""
        return f"Chosen by unit: AWS gives new accounts in these units the role by itself.{used}"
    if group.group.accounts.listed:
        return "Chosen by list: add new accounts to the file and run this again."
    return "New accounts get the role when you run this again."


def _left_out(group: GroupAccounts) -> Iterator[Finding]:
    by_reason: dict[str, list[str]] = {}
    for one in group.left_out:
        by_reason.setdefault(one.why, []).append(named(one.member.account, one.member.name))
    for why, accounts in by_reason.items():
        if why == NOT_COVERED:
            text = f"{group.group.name}: the management account {spoken(accounts)} isn't covered"
            yield Finding(mark="warning", text=text, detail=f"{why}.")
        else:
            text = f"{group.group.name}: {counted(len(accounts))} left out because {why}"
            yield Finding(mark="warning", text=text, detail=spoken(accounts))


def counted(count: int) -> str:
    """How many accounts, in words."""
    return f"{count:,} account{'' if count == 1 else 's'}"


def summary(fleet: FleetAccounts, central: str) -> str:
    """How many accounts are in any group, the central one among them, and how many groups there are."""
    accounts = {member.account for group in fleet.groups for member in group.members}
    accounts |= {central} if any(group.central for group in fleet.groups) else set()
    return f"{counted(len(accounts))} in {len(fleet.groups)} group{'' if len(fleet.groups) == 1 else 's'}"


# --- the tree ------------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Place:
    """A unit with what is under it. count: of accounts, at every depth."""

    units: dict[str, _Place] = field(default_factory=dict)
    members: list[Member] = field(default_factory=list)
    count: int = 0


def tree(fleet: FleetAccounts, whole: OrganizationMap, central: str) -> Listing:
    """The units above every account that is in a group, or was chosen for one and left out."""
    groups, left_out = _said(fleet, central)
    chosen = [one for one in whole.members if one.account in groups or one.account in left_out]
    top = _Place()
    for one in chosen:
        place = top
        for unit in _above(one, whole):
            place.count += 1
            place = place.units.setdefault(unit, _Place())
        place.count += 1
        place.members.append(one)
    rows = tuple(_rows(top, whole, groups, left_out))
    return Listing(title=summary(fleet, central), columns=COLUMNS, rows=rows)


def _above(member: Member, whole: OrganizationMap) -> tuple[str, ...]:
    """The units above an account, the root first; the root alone where AWS didn't tell."""
    return member.units or (whole.root,)


def _said(fleet: FleetAccounts, central: str) -> tuple[dict[str, list[str]], dict[str, list[str]]]:
    """By account: the groups that it is in, and why it isn't in others."""
    groups: dict[str, list[str]] = {}
    left_out: dict[str, list[str]] = {}
    for one in fleet.groups:
        own = (*(member.account for member in one.members), *([central] if one.central else []))
        for account in own:
            groups.setdefault(account, []).append(one.group.name)
        for left in one.left_out:
            left_out.setdefault(left.member.account, []).append(f"{one.group.name}: left out because {left.why}")
    return groups, left_out


def _rows(
    place: _Place,
    whole: OrganizationMap,
    groups: Mapping[str, list[str]],
    left_out: Mapping[str, list[str]],
    depth: int = 0,
) -> Iterator[Row]:
    for unit, inner in sorted(place.units.items(), key=lambda item: _called(item[0], whole)):
        yield Row(cells=(_called(unit, whole), "", counted(inner.count)), depth=depth, detail=(unit,))
        yield from _rows(inner, whole, groups, left_out, depth + 1)
    for one in sorted(place.members, key=lambda member: (member.name.casefold(), member.account)):
        own, not_in = groups.get(one.account, []), left_out.get(one.account, [])
        yield Row(
            cells=(one.name or one.account, one.account, ", ".join(own) or "left out"),
            mark="good" if own and not not_in else "warning",
            depth=depth,
            detail=tuple(_detail(one, own, not_in)),
        )


def _detail(member: Member, groups: Iterable[str], left_out: Iterable[str]) -> Iterator[str]:
    if member.email:
        yield member.email
    yield from (f"{group}: gets its role" for group in groups)
    yield from left_out


def _called(unit: str, whole: OrganizationMap) -> str:
    return THE_ROOT if unit == whole.root else whole.names.get(unit) or unit
