"""The tree of an organization, as AWS lists it: twenty a page, accounts by their state, units with their paths."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from wizard.sandbox.kernel.errors import AwsError
from wizard.sandbox.kernel.operations import Answer, Call, operation, page
from wizard.sandbox.services.organizations.listing import PAGE, described, organization_of, path_of, stateful
from wizard.sandbox.services.organizations.state import OrganizationState, backend, members

_CLOSING = 10.0


@operation("organizations", "ListAccountsForParent")
def list_accounts_for_parent(call: Call) -> Answer:
    parent = _parent(call)
    here = [account for account in members(organization_of(call)) if account.parent_id == parent]
    part, token = page(here, call, PAGE, limit="MaxResults")
    return {"Accounts": described(call, part), "NextToken": token}


@operation("organizations", "ListOrganizationalUnitsForParent")
def list_organizational_units_for_parent(call: Call) -> Answer:
    part, token = page(_units_in(call, _parent(call)), call, PAGE, limit="MaxResults")
    return {"OrganizationalUnits": [_unit(call, unit) for unit in part], "NextToken": token}


@operation("organizations", "DescribeOrganizationalUnit")
def describe_organizational_unit(call: Call) -> Answer:
    wanted = call.get("OrganizationalUnitId")
    found = next((unit for unit in backend(organization_of(call)).ou if unit.id == wanted and unit.parent_id), None)
    if found is None:
        text = "You specified an organizational unit that doesn't exist."
        raise AwsError("OrganizationalUnitNotFoundException", text)
    return {"OrganizationalUnit": _unit(call, found)}


@operation("organizations", "ListChildren")
def list_children(call: Call) -> Answer:
    parent, kind = _parent(call), call.get("ChildType")
    accounts = [account for account in members(organization_of(call)) if account.parent_id == parent]
    here = accounts if kind == "ACCOUNT" else _units_in(call, parent)
    part, token = page(here, call, PAGE, limit="MaxResults")
    return {"Children": [{"Id": each.id, "Type": kind} for each in part], "NextToken": token}


@operation("organizations", "ListDelegatedAdministrators")
def list_delegated_administrators(call: Call) -> Answer:
    service = call.get("ServicePrincipal")
    admins = [admin for admin in backend(organization_of(call)).admins if service is None or service in admin.services]
    part, token = page(admins, call, PAGE, limit="MaxResults")
    return {"DelegatedAdministrators": [stateful(admin) for admin in part], "NextToken": token}


@operation("organizations", "CloseAccount")
def close_account(call: Call) -> Answer:
    """PENDING_CLOSURE for a while, and then CLOSED; it stays in the lists."""
    wanted = call.get("AccountId")
    account = next((each for each in members(organization_of(call)) if each.id == wanted), None)
    if account is None:
        raise AwsError("AccountNotFoundException", "You specified an account that doesn't exist.")
    if account.state in ("CLOSED", "PENDING_CLOSURE"):
        raise AwsError("AccountAlreadyClosedException", "You attempted to close an account that is already closed.")
    account.state = "PENDING_CLOSURE"
    closing = call.world.of(OrganizationState).closing

    def finish(_: datetime) -> None:
        account.status = account.state = "CLOSED"
        closing.pop(account.id, None)

    closing[account.id] = call.world.pace.after(_CLOSING, finish)
    return {}


def _parent(call: Call) -> str:
    parent = str(call.get("ParentId"))
    if not any(unit.id == parent for unit in backend(organization_of(call)).ou):
        raise AwsError("ParentNotFoundException", "You specified parent that doesn't exist.")
    return parent


def _units_in(call: Call, parent: str) -> list[Any]:
    return [unit for unit in backend(organization_of(call)).ou if unit.parent_id == parent]


def _unit(call: Call, unit: Any) -> dict[str, Any]:
    parents = {each.id: each.parent_id for each in backend(organization_of(call)).ou}
    return {"Id": unit.id, "Arn": unit.arn, "Name": unit.name, "Path": path_of(call, unit, parents)}
