"""The accounts of an organization: as AWS lists them, and at a glance for the sandbox's admin path.

As since September 2026: ``State`` alone, which knows CLOSED, and ``Paths``; twenty accounts a page at most.
"""

from __future__ import annotations

from typing import Any

from wizard.sandbox.kernel.errors import AwsError
from wizard.sandbox.kernel.operations import Answer, Call, operation, page
from wizard.sandbox.kernel.world import World
from wizard.sandbox.services.organizations.state import (
    OrganizationState,
    backend,
    management_of,
    members,
    organization_id_of,
)

PAGE = 20


@operation("organizations", "ListAccounts")
def list_accounts(call: Call) -> Answer:
    part, token = page(members(organization_of(call)), call, PAGE, limit="MaxResults")
    return {"Accounts": described(call, part), "NextToken": token}


@operation("organizations", "DescribeAccount")
def describe_account(call: Call) -> Answer:
    wanted = call.get("AccountId")
    account = next((each for each in members(organization_of(call)) if each.id == wanted), None)
    if account is None:
        raise AwsError("AccountNotFoundException", "You specified an account that doesn't exist.")
    return {"Account": described(call, [account])[0]}


def organization_of(call: Call) -> str:
    """The management account of the caller's organization."""
    management = management_of(call.account)
    assert management is not None
    return management


def described(call: Call, accounts: list[Any]) -> list[dict[str, Any]]:
    """Accounts as AWS shows them. Looking at one that is being closed is a poll."""
    parents = {unit.id: unit.parent_id for unit in backend(organization_of(call)).ou}
    answer = [{**stateful(each), "Paths": [path_of(call, each, parents)]} for each in accounts]
    for each in accounts:
        closing = call.world.of(OrganizationState).closing.get(each.id)
        if closing is not None:
            closing.polled()
    return answer


def stateful(described_by_moto: Any) -> dict[str, Any]:
    """What moto tells of an account, without the status that AWS tells no more."""
    return {name: value for name, value in described_by_moto.describe().items() if name != "Status"}


def path_of(call: Call, holder: Any, parents: dict[str, str]) -> str:
    """o-…/r-…/ou-…/111122223333/ for an account, and likewise for a unit. parents: of units, by their ids."""
    management = organization_of(call)
    path, place = [holder.id], holder.parent_id
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
