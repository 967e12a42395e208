"""Which accounts an operation is about: units and all below them, lists of accounts, and how the two combine."""

from __future__ import annotations

from typing import Any

from wizard.sandbox.services.cloudformation.stack_sets.state import Instance, StackSet
from wizard.sandbox.services.cloudformation.template import invalid
from wizard.sandbox.services.organizations.state import backend, members

_MOST_UNITS = 50
_ONLY_UNITS = "StackSets with SERVICE_MANAGED permission model can only have OrganizationalUnit as target"


def check(stack_set: StackSet, request: dict[str, Any], *, creating: bool) -> None:
    """Raises AWS's ValidationError for targets that cannot be."""
    if not request.get("Regions"):
        raise invalid("You must specify at least one region")
    targets = dict(request.get("DeploymentTargets") or {})
    if not stack_set.service_managed:
        _check_self_managed(request, targets)
        return
    if request.get("Accounts"):
        raise invalid(_ONLY_UNITS)
    _check_units(stack_set, targets)
    kind, accounts = targets.get("AccountFilterType"), targets.get("Accounts")
    if targets.get("AccountsUrl"):
        raise invalid("The accounts file must be in an S3 bucket to which you have access.")
    if creating and accounts and not kind:
        raise invalid("AccountFilterType must be specified when both OrganizationalUnitIds and Accounts are specified")
    if creating and kind == "UNION":
        raise invalid("AccountFilterType UNION is not supported for CreateStackInstances operations")
    if kind in ("INTERSECTION", "DIFFERENCE") and not accounts:
        raise invalid(f"Accounts must be specified when AccountFilterType is {kind}")
    if kind == "NONE" and accounts:
        raise invalid("Accounts must not be specified when AccountFilterType is NONE")


def _check_self_managed(request: dict[str, Any], targets: dict[str, Any]) -> None:
    if targets.get("OrganizationalUnitIds"):
        raise invalid("StackSets with SELF_MANAGED permission model can only have accounts as target")
    if bool(request.get("Accounts")) == bool(targets.get("Accounts")):
        raise invalid("You must specify either Accounts or DeploymentTargets, but not both")


def _check_units(stack_set: StackSet, targets: dict[str, Any]) -> None:
    units = list(targets.get("OrganizationalUnitIds") or [])
    if not units:
        raise invalid(_ONLY_UNITS)
    if len(units) > _MOST_UNITS:
        raise invalid(f"An operation can have at most {_MOST_UNITS} organizational units as targets")
    known = {unit.id for unit in backend(stack_set.owner).ou}
    strangers = [unit for unit in units if unit not in known]
    if strangers:
        raise invalid(f"Organizational unit(s) [{', '.join(strangers)}] not found")


def new_places(stack_set: StackSet, request: dict[str, Any]) -> list[tuple[str, str, str]]:
    """Account, region and unit of every instance that is to be there, in AWS's order of regions."""
    regions = _regions(request)
    if not stack_set.service_managed:
        targets = dict(request.get("DeploymentTargets") or {})
        accounts = [(str(each), "") for each in request.get("Accounts") or targets.get("Accounts") or []]
    else:
        accounts = list(_chosen(stack_set.owner, dict(request["DeploymentTargets"])).items())
    return [(account, region, unit) for region in regions for account, unit in accounts]


def present(stack_set: StackSet, request: dict[str, Any]) -> list[Instance]:
    """The instances that a request is about, among those there are; all of them where it names no targets."""
    targets = dict(request.get("DeploymentTargets") or {})
    accounts = set(request.get("Accounts") or ())
    if not targets and not accounts:
        return list(stack_set.instances.values())
    regions = set(request.get("Regions") or ())
    if not stack_set.service_managed:
        chosen = {str(each) for each in accounts or targets.get("Accounts") or ()}
    else:
        chosen = set(_chosen(stack_set.owner, targets)) | _left(stack_set, targets)
    return [each for each in stack_set.instances.values() if each.account in chosen and each.region in regions]


def _left(stack_set: StackSet, targets: dict[str, Any]) -> set[str]:
    """Accounts that were deployed to by a unit that is named, wherever they are by now."""
    units, listed = set(targets.get("OrganizationalUnitIds") or ()), set(targets.get("Accounts") or ())
    deployed = {each.account for each in stack_set.instances.values() if each.unit in units}
    kind = targets.get("AccountFilterType") or "UNION"
    return {"INTERSECTION": deployed & listed, "DIFFERENCE": deployed - listed}.get(kind, deployed)


def _chosen(management: str, targets: dict[str, Any]) -> dict[str, str]:
    """The accounts by their ids, each with the unit by which it was chosen."""
    listed = [str(each) for each in targets.get("Accounts") or ()]
    within = below(management, list(targets.get("OrganizationalUnitIds") or ()))
    kind = targets.get("AccountFilterType") or ("UNION" if listed else "NONE")
    if kind == "INTERSECTION":
        return {account: unit for account, unit in within.items() if account in set(listed)}
    if kind == "DIFFERENCE":
        return {account: unit for account, unit in within.items() if account not in set(listed)}
    return within | {account: "" for account in listed if kind == "UNION" and account not in within}


def below(management: str, units: list[str]) -> dict[str, str]:
    """Every account in those units or below them but the management account, with the unit of them that it is in."""
    organization = backend(management)
    children: dict[str, list[str]] = {}
    for unit in organization.ou:
        children.setdefault(unit.parent_id or "", []).append(unit.id)
    housed: dict[str, list[str]] = {}
    for account in members(management):
        if account.id != management:
            housed.setdefault(account.parent_id, []).append(account.id)
    found: dict[str, str] = {}
    for unit in units:
        waiting = [unit]
        while waiting:
            place = waiting.pop(0)
            for account in housed.get(place, ()):
                found.setdefault(str(account), unit)
            waiting += children.get(place, ())
    return found


def states(management: str) -> dict[str, str]:
    """The state of every account of an organization."""
    return {str(account.id): str(account.state) for account in members(management)}


def _regions(request: dict[str, Any]) -> list[str]:
    order = list((request.get("OperationPreferences") or {}).get("RegionOrder") or ())
    asked = list(dict.fromkeys(request["Regions"]))
    return [*(region for region in order if region in asked), *(region for region in asked if region not in order)]
