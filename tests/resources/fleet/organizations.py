"""Organizations made by hand: AWS's answers about them, for a reader that answers from a table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from tests.doubles import Reply, TableReader, refused
from wizard.model import Member, Read

ROOT = "r-ab12"
CENTRAL = "111122223333"
PAGE = 20


def unit(number: int) -> str:
    return f"ou-ab12-{number:08}"


def account(number: int, *units: str, state: str = "ACTIVE", name: str = "") -> Member:
    """units: below the root."""
    identifier = f"{number:012}"
    return Member(
        account=identifier,
        name=name or f"account-{number}",
        email=f"{number}@example.com",
        state=state,
        units=(ROOT, *units),
    )


def management(*units: str) -> Member:
    return msgspec.structs.replace(account(0, *units, name="management"), account=CENTRAL)


def answers(
    members: Sequence[Member],
    *,
    names: Mapping[str, str] | None = None,
    tags: Mapping[str, Mapping[str, str]] | None = None,
    paths: bool = True,
    empty: Sequence[str] = (),
) -> TableReader:
    """paths: whether AWS tells an account's place with it. empty: units directly under the root with no account."""
    below: dict[str, set[str]] = {ROOT: set(empty)}
    for one in members:
        for parent, inner in zip(one.units, one.units[1:], strict=False):
            below.setdefault(parent, set()).add(inner)
    known = {*below, *(inner for inners in below.values() for inner in inners)}

    def listed(read: Read) -> Mapping[str, Any]:
        start = int(read.parameters.get("NextToken", 0))
        page = [_described(one, paths=paths) for one in members[start : start + PAGE]]
        more = {"NextToken": str(start + PAGE)} if start + PAGE < len(members) else {}
        return {"Accounts": page, **more}

    def units(read: Read) -> Mapping[str, Any]:
        inner = sorted(below.get(read.parameters["ParentId"], ()))
        return {"OrganizationalUnits": [{"Id": one, "Name": (names or {}).get(one, f"unit {one}")} for one in inner]}

    def accounts(read: Read) -> Mapping[str, Any]:
        here = [one for one in members if one.units[-1] == read.parameters["ParentId"]]
        return {"Accounts": [_described(one, paths=False) for one in here]}

    def described(read: Read) -> Any:
        wanted = read.parameters["OrganizationalUnitId"]
        there = {"OrganizationalUnit": {"Id": wanted, "Name": (names or {}).get(wanted, "empty")}}
        return there if wanted in known else refused("OrganizationalUnitNotFoundException")

    def tagged(read: Read) -> Mapping[str, Any]:
        own = (tags or {}).get(read.parameters["ResourceId"], {})
        return {"Tags": [{"Key": key, "Value": value} for key, value in own.items()]}

    replies: dict[str, Reply] = {
        "ListRoots": {"Roots": [{"Id": ROOT}]},
        "ListAccounts": listed,
        "ListOrganizationalUnitsForParent": units,
        "ListAccountsForParent": accounts,
        "DescribeOrganizationalUnit": described,
        "ListTagsForResource": tagged,
    }
    return TableReader({f"organizations:{name}": reply for name, reply in replies.items()})


def _described(one: Member, *, paths: bool) -> dict[str, Any]:
    path = "/".join(("o-abcdefghij", *one.units, one.account)) + "/"
    about = {"Id": one.account, "Name": one.name, "Email": one.email, "State": one.state}
    return {**about, "Paths": [path]} if paths else about
