"""The roles of a fleet as the people who use them see them: by group, each with its address and its profile.

The page, the profiles and the JSON file are made of these values, so none of them can say anything else. Only roles
that AWS has confirmed have an address and a profile. Names of profiles are made of what people call their accounts: two
that come to the same get their account's id, both of them, so that neither is taken for the other.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

import msgspec

from wizard.model import FleetRole, FleetRoles, Group
from wizard.resources.role_arn import role_arn
from wizard.resources.switch_role import COLORS, LONGEST_NAME, switch_role_url
from wizard.text.sanitize import inert_line, stripped

LONGEST = 64
"""Characters of a profile's name."""

_NUMBER = re.compile(r"([0-9]+)")
_ODD = re.compile(r"[^A-Za-z0-9_.+@-]+")


class AccountLink(msgspec.Struct, frozen=True, kw_only=True):
    """A role in one account. address: of the console, which switches to it; "" where there is none, and no profile."""

    role: FleetRole
    address: str = ""
    profile: str = ""

    @property
    def name(self) -> str:
        """What the account is called, harmless on any screen; its id where it has no name."""
        return inert_line(self.role.name) or self.role.account


class GroupLinks(msgspec.Struct, frozen=True, kw_only=True):
    """A group's roles. master: the ARN of its role in the central account, "" for none. color: as a word.

    profile: of the role in the central account; "" where the group is a vendor's, which nobody here signs in as.
    """

    group: Group
    role_name: str
    master: str
    color: str
    profile: str
    links: tuple[AccountLink, ...]

    @property
    def reachable(self) -> tuple[AccountLink, ...]:
        """Those that somebody can switch to."""
        return tuple(link for link in self.links if link.address)


def group_links(found: FleetRoles) -> tuple[GroupLinks, ...]:
    """Every group in the order of the file, its accounts by name."""
    groups = found.fleet.groups
    ordered = {group.name: _in_order(found, group) for group in groups}
    masters = _unique([(_safe(found.fleet.role_name(group)), group.name) for group in groups], set())
    profiles = dict(zip((group.name for group in groups), masters, strict=True))
    wanted = [
        (_safe(f"{group.name}-{inert_line(role.name) or role.account}"), role.account)
        for group in groups
        for role in ordered[group.name]
    ]
    names = iter(_unique(wanted, {name.casefold() for name in masters}))
    colors = list(COLORS)
    return tuple(
        GroupLinks(
            group=group,
            role_name=found.fleet.role_name(group),
            master=found.masters.arns.get(group.name, ""),
            color=colors[number % len(colors)],
            profile=profiles[group.name] if group.sign_in else "",
            links=tuple(_link(role, found, group, colors[number % len(colors)], next(names))
                        for role in ordered[group.name]),
        )
        for number, group in enumerate(groups)
    )  # fmt: skip


def _in_order(found: FleetRoles, group: Group) -> list[FleetRole]:
    ours = (role for role in found.roles if role.group == group.name)
    return sorted(ours, key=lambda role: (_as_read(inert_line(role.name)), role.account))


def _as_read(name: str) -> list[tuple[int, str]]:
    """By which names are in the order in which people count: team 2 before team 10."""
    parts = _NUMBER.split(name.casefold())
    return [(len(part.lstrip("0")) if number % 2 else 0, part) for number, part in enumerate(parts)]


def _link(role: FleetRole, found: FleetRoles, group: Group, color: str, profile: str) -> AccountLink:
    # The group's role in the central account is where people are signed in already.
    here = role.role_arn == found.masters.arns.get(group.name)
    if role.stands != "there" or group.sign_in is None or here:
        return AccountLink(role=role)
    return AccountLink(role=role, address=_address(role, group, color), profile=profile)


def _address(role: FleetRole, group: Group, color: str) -> str:
    arn = role_arn(role.role_arn)
    if arn is None:
        return ""
    shown = f"{stripped(group.name)} @ {' '.join(stripped(role.name).split()) or role.account}"[:LONGEST_NAME]
    path = f"{arn.path}{arn.name}".lstrip("/")
    try:
        return switch_role_url(arn.partition, arn.account, path, display_name=shown, color=color)
    except KeyError:
        return ""


# --- names of profiles ---------------------------------------------------------------------------------------------


def _safe(name: str) -> str:
    """What stands in a section's title without quotes, and what no shell reads as anything else."""
    return _ODD.sub("-", name).strip("-.+@") or "role"


def _unique(wanted: Sequence[tuple[str, str]], taken: set[str]) -> list[str]:
    """A name for each (name, what tells it apart), none of them taken twice, in any writing."""
    counted = Counter(name[:LONGEST].casefold() for name, _ in wanted)
    alone = {name for name, count in counted.items() if count == 1} - taken
    used = taken | alone
    names = []
    for name, apart in wanted:
        chosen = name[:LONGEST]
        if chosen.casefold() not in alone:
            chosen = _apart(name, _safe(apart), used)
            used.add(chosen.casefold())
        names.append(chosen)
    return names


def _apart(name: str, apart: str, used: set[str]) -> str:
    ending, number = f"-{apart}"[:LONGEST], 1
    while (chosen := f"{name[: LONGEST - len(ending)]}{ending}").casefold() in used:
        number += 1
        ending = f"-{apart[: LONGEST - 8]}-{number}"
    return chosen
