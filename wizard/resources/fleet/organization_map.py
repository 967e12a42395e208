"""The accounts of an organization with the units above each of them, and what the units are called.

AWS tells an account's place with the account (`Account.Paths`), so a thousand accounts are fifty calls. Where it does
not, and only if a group is chosen by unit, every unit is asked for what is under it: two calls a unit, five a second.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import msgspec

from wizard.model import CallError, CallFailed, Member, Read, Reader, Target
from wizard.resources import organization
from wizard.resources.accounts import status_of
from wizard.resources.prefetch import Ahead

TAGS_A_SECOND = 10
"""https://docs.aws.amazon.com/organizations/latest/userguide/orgs_reference_limits.html, ListTagsForResource."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OrganizationMap:
    """root: the root's id. names: of units, by id, as far as they were asked for."""

    root: str
    members: tuple[Member, ...]
    names: Mapping[str, str] = field(default_factory=dict)

    @property
    def units(self) -> frozenset[str]:
        """Every unit that has an account under it, and the root."""
        return frozenset((self.root, *self.names, *(unit for one in self.members for unit in one.units)))


def mapped(read: Reader, target: Target, *, by_unit: bool) -> OrganizationMap:
    """The organization as it is. by_unit: the units above each account are needed. Raises CallFailed."""
    roots = _asked(target, "ListRoots")
    ahead = Ahead(read, [roots, organization.accounts_page(target)])
    root = str(ahead(roots)["Roots"][0]["Id"])
    members = tuple(_member(account) for account in organization.listed(ahead, target))
    if not by_unit or all(one.units for one in members):
        return OrganizationMap(root=root, members=members)
    return _walked(read, target, root, members)


def with_names(read: Reader, target: Target, known: OrganizationMap, members: Iterable[Member]) -> OrganizationMap:
    """And what the units above these accounts are called; a unit that can't be read keeps its id."""
    parents = {
        parent: None
        for one in members
        for parent, unit in zip(one.units, one.units[1:], strict=False)
        if unit not in known.names
    }
    answers = read.many([_asked(target, "ListOrganizationalUnitsForParent", ParentId=parent) for parent in parents])
    told = (answer for answer in answers if not isinstance(answer, CallError))
    names = {str(unit["Id"]): str(unit.get("Name", "")) for answer in told for unit in answer["OrganizationalUnits"]}
    return OrganizationMap(root=known.root, members=known.members, names={**known.names, **names})


def tags_of(read: Reader, target: Target, accounts: Sequence[str]) -> Mapping[str, Mapping[str, str]]:
    """The tags of each account. Raises CallFailed for the first that couldn't be read."""
    answers = read.many([_asked(target, "ListTagsForResource", ResourceId=account) for account in accounts])
    return {account: _tags(answer) for account, answer in zip(accounts, answers, strict=True)}


def unit_is_there(read: Reader, target: Target, unit: str) -> bool:
    """Whether there is a unit under which no account is. Raises CallFailed."""
    if not unit.startswith("ou-"):
        return False
    (answer,) = read.many([_asked(target, "DescribeOrganizationalUnit", OrganizationalUnitId=unit)])
    if isinstance(answer, CallError) and answer.code != "OrganizationalUnitNotFoundException":
        raise CallFailed(answer)
    return not isinstance(answer, CallError)


# --- as AWS answers ------------------------------------------------------------------------------------------------


def _asked(target: Target, operation: str, **parameters: str) -> Read:
    return Read(target=target, service="organizations", operation=operation, parameters=parameters, kept="always")


def _member(account: Mapping[str, Any]) -> Member:
    return Member(
        account=str(account["Id"]),
        name=str(account.get("Name", "")),
        email=str(account.get("Email", "")),
        state=status_of(account),
        units=_units(account.get("Paths") or ()),
    )


def _units(paths: Sequence[str]) -> tuple[str, ...]:
    """o-…/r-…/ou-…/111122223333/ as the ids of the root and the units."""
    return tuple(part for part in (paths[0].split("/") if paths else ()) if part.startswith(("r-", "ou-")))


def _tags(answer: Mapping[str, Any] | CallError) -> Mapping[str, str]:
    if isinstance(answer, CallError):
        raise CallFailed(answer)
    return {str(tag["Key"]): str(tag.get("Value", "")) for tag in answer.get("Tags", ())}


def _walked(read: Reader, target: Target, root: str, members: tuple[Member, ...]) -> OrganizationMap:
    """Every unit, level by level."""
    names: dict[str, str] = {}
    places: dict[str, tuple[str, ...]] = {}
    level: list[tuple[str, ...]] = [(root,)]
    while level:
        parents = [path[-1] for path in level]
        accounts = _each(read, target, "ListAccountsForParent", parents)
        below = _each(read, target, "ListOrganizationalUnitsForParent", parents)
        deeper = []
        for path, held, units in zip(level, accounts, below, strict=True):
            places |= {str(account["Id"]): path for account in held.get("Accounts", ())}
            names |= {str(unit["Id"]): str(unit.get("Name", "")) for unit in units.get("OrganizationalUnits", ())}
            deeper += [(*path, str(unit["Id"])) for unit in units.get("OrganizationalUnits", ())]
        level = deeper
    placed = (msgspec.structs.replace(one, units=places.get(one.account, ())) for one in members)
    return OrganizationMap(root=root, members=tuple(placed), names=names)


def _each(read: Reader, target: Target, operation: str, parents: Sequence[str]) -> Iterator[Mapping[str, Any]]:
    """What is under each; a part that can't be read would be accounts that nobody sees."""
    for answer in read.many([_asked(target, operation, ParentId=parent) for parent in parents]):
        if isinstance(answer, CallError):
            raise CallFailed(answer)
        yield answer
