"""The accounts of an organization: as AWS lists them, and at a glance for the sandbox's admin path.

As since September 2026: ``State`` alone, which knows CLOSED, and ``Paths``; twenty accounts a page at most.
"""

from __future__ import annotations

from typing import Any

from wizard.sandbox.kernel.errors import AwsError
from wizard.sandbox.kernel.operations import Answer, Call, operation, page
from wizard.sandbox.kernel.world import World
from wizard.sandbox.services.organizations.state import backend, management_of, members, organization_id_of

PAGE = 20


@operation("organizations", "ListAccounts")
def list_accounts(call: Call) -> Answer:
    part, token = page(members(_management(call)), call, PAGE, limit="MaxResults")
    return {"Accounts": [_described(call, account) for account in part], "NextToken": token}


@operation("organizations", "DescribeAccount")
def describe_account(call: Call) -> Answer:
    wanted = call.get("AccountId")
    account = next((each for each in members(_management(call)) if each.id == wanted), None)
    if account is None:
        raise AwsError("AccountNotFoundException", "You specified an account that doesn't exist.")
    return {"Account": _described(call, account)}


def _management(call: Call) -> str:
    management = management_of(call.account)
    assert management is not None
    return management


def _described(call: Call, account: Any) -> dict[str, Any]:
    kept = {name: value for name, value in account.describe().items() if name != "Status"}
    return {**kept, "Paths": [_path(_management(call), account)]}


def _path(management: str, account: Any) -> str:
    """o-…/r-…/ou-…/111122223333/"""
    parents = {unit.id: unit.parent_id for unit in backend(management).ou}
    path, place = [account.id], account.parent_id
    while place:
        path.append(place)
        place = parents.get(place)
    return "/".join([str(organization_id_of(management)), *reversed(path)]) + "/"


def accounts(world: World) -> list[dict[str, Any]]:
    """Every account of the caller's organization; the caller's alone where there is none."""
    management = management_of(world.account)
    if management is None:
        return [{"id": world.account, "name": "", "email": "", "status": "ACTIVE", "parent": "", "management": False}]
    return [
        {
            "id": account.id,
            "name": account.name,
            "email": account.email,
            "status": account.state,
            "parent": account.parent_id,
            "management": account.id == management,
        }
        for account in members(management)
    ]
