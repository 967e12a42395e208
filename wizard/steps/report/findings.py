"""The report in lines and tables: what was made where, what was not and why, what comes later, what is left to do."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from wizard.export.directory_console import assigning_steps
from wizard.model import (
    Finding,
    FleetAccounts,
    FleetRole,
    FleetRoles,
    Group,
    Listing,
    Mark,
    Row,
    SignedIn,
    TrustedAccess,
)
from wizard.resources.fleet.who_can_change import WhoCanChange
from wizard.text.counted import counted

MOST = 50
"""Rows of a table that tells who can change the roles; the first of them can do the most."""

_STANDS: Mapping[str, tuple[int, Mark, str]] = {
    "failed": (0, "bad", "failed"),
    "in-the-way": (1, "bad", "existing role or stack"),
    "not-covered": (2, "warning", "not covered"),
    "waiting": (3, "info", "waiting for AWS"),
    "there": (4, "good", "in place"),
}
_PEOPLE = {
    "directory": "people in a directory",
    "saml": "people of a SAML provider",
    "principals": "named users and roles",
}


def roles_listing(found: FleetRoles) -> Listing:
    """Every role in every account, failures first."""
    ordered = sorted(found.roles, key=lambda role: (_STANDS[role.stands][0], role.group, role.name, role.account))
    return Listing(
        title=f"Roles ({len(ordered):,})",
        columns=("Account", "Name", "Group", "Status", "Why"),
        rows=tuple(_row(role) for role in ordered),
        private=(1,),
    )


def made(found: FleetRoles) -> Iterator[Finding]:
    """One line for each group, and a table of what failed."""
    for group in found.fleet.groups:
        roles = [role for role in found.roles if role.group == group.name]
        there = sum(role.stands == "there" for role in roles)
        yield Finding(
            mark="good" if there == len(roles) else "warning",
            text=f"{group.name}: {counted(there, 'role')} named {found.fleet.role_name(group)}",
            detail=_who_uses(group, found),
        )
    failed = [role for role in found.roles if role.stands in ("failed", "in-the-way")]
    if failed:
        rows = tuple((role.account, role.name, role.group, role.why) for role in failed)
        text = f"{counted(len(failed), 'role')} couldn't be created or updated"
        yield Finding(mark="bad", text=text, kind="table", rows=(("Account", "Name", "Group", "Why"), *rows))


def left_out(accounts: FleetAccounts, found: FleetRoles | None, access: TrustedAccess | None) -> Iterator[Finding]:
    """What no stack set covers: by name."""
    rows = [
        (one.member.account, one.member.name, group.group.name, one.why)
        for group in accounts.groups
        for one in group.left_out
    ]
    rows += [
        (role.account, role.name, role.group, role.why)
        for role in (found.roles if found else ())
        if role.stands == "not-covered"
    ]
    if access is not None and access.call_as == "DELEGATED_ADMIN":
        yield Finding(
            mark="warning",
            text=f"The management account{_named(access.management_account)} isn't covered",
            detail="A delegated administrator can't deploy there. Its administrators can change everything here.",
        )
    if rows:
        text = f"{counted(len({account for account, *_ in rows}), 'account')} left out"
        table = (("Account", "Name", "Group", "Why"), *dict.fromkeys(rows))
        yield Finding(mark="info", text=text, kind="table", rows=table)


def later(accounts: FleetAccounts) -> Iterator[Finding]:
    """What happens to accounts that join, move or leave."""
    for group in accounts.groups:
        chosen = group.group.accounts
        if chosen.by_unit:
            text = f"{group.group.name}: AWS adds the role to accounts that join its units"
            detail = (
                "automatic deployment; people can switch to it after the next run, which adds it to the links"
                if group.group.sign_in
                else "automatic deployment; the next run adds it to the links"
            )
        elif chosen.listed:
            text = f"{group.group.name}: new accounts get the role when you add them to the file"
            detail = "then run it again"
        else:
            text = f"{group.group.name}: the next run adds the role to accounts that joined or moved"
            detail = "AWS can't do it automatically for units with included, excluded or tagged accounts"
        yield Finding(mark="info", text=text, detail=detail)


def assigning(accounts: FleetAccounts, region: str) -> Iterator[Finding]:
    """How the roles of groups that a directory signs in are assigned, which the console alone can do."""
    fleet = accounts.fleet
    names = tuple(
        fleet.role_name(group)
        for group in fleet.groups
        if group.sign_in is not None and group.sign_in.kind == "directory"
    )
    if names:
        rows = tuple((line,) for line in assigning_steps(names, region))
        text = f"Assign {counted(len(names), 'role')} to directory groups"
        yield Finding(mark="info", kind="next", text=text, rows=rows)


def who(seen: WhoCanChange, signed_in: SignedIn) -> Iterator[Finding]:
    """Who can change all this, from the account that it is managed from."""
    known = seen.principals
    rows = tuple((f"{one.kind} {one.name}", one.words, one.conditions, ", ".join(one.policies)) for one in known[:MOST])
    told = counted(len(known), "user or role", "users and roles")
    more = f"; the first {MOST} are listed" if len(known) > MOST else ""
    yield Finding(
        mark="info",
        text=f"{told} in account {signed_in.account} can change these roles{more}",
        detail="The account's root user can, too, and so can people who can act as one of them.",
        kind="table",
        rows=(("Who", "Can change", "Conditions", "By policy"), *rows),
    )
    if seen.unread:
        told = counted(len(seen.unread), "policy", "policies")
        text = f"AWS didn't show {told}, so others may be able to change the roles"
        yield Finding(mark="unknown", text=text, detail=", ".join(seen.unread[:5]))


def _row(role: FleetRole) -> Row:
    _, mark, words = _STANDS[role.stands]
    detail = tuple(filter(None, (role.why, role.role_arn, role.email)))
    return Row(cells=(role.account, role.name, role.group, words, role.why), mark=mark, detail=detail)


def _who_uses(group: Group, found: FleetRoles) -> str:
    if group.sign_in is None:
        return "a vendor uses it"
    arn = found.masters.arns.get(group.name, "")
    return f"used by {_PEOPLE[group.sign_in.kind]}{f', through {arn}' if arn else ''}"


def _named(account: str) -> str:
    return f" {account}" if account else ""
