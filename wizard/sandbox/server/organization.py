"""Sowing the organization of a scenario: units in depth, accounts one by one and by the hundred, control policies."""

from __future__ import annotations

import json
from typing import Any

from wizard.sandbox.kernel.scenario import data
from wizard.sandbox.kernel.world import MANAGEMENT_ACCOUNT, World
from wizard.sandbox.services.cloudformation.stack_sets.organizations_access import activate
from wizard.sandbox.services.organizations.membership import join
from wizard.sandbox.services.organizations.state import backend
from wizard.sandbox.services.organizations.structure import found

_STRIDE = 7_919_317
_FIRST = 880_000_000_000


def all_of(world: World, kind: str) -> list[dict[str, Any]]:
    """What every organization here has of a kind, and what the scenario adds."""
    common = [] if world.scenario.settings.get("standalone") else data("organization").get(kind, [])
    return [*common, *world.scenario.tables(kind)]


def lay_out(world: World) -> dict[str, str]:
    """Makes the organization; answers the id of each account by its name, "management" among them."""
    names = {"management": MANAGEMENT_ACCOUNT}
    if world.scenario.settings.get("standalone"):
        return names | {about["name"]: about["id"] for about in world.scenario.tables("account")}
    organization = found(world, MANAGEMENT_ACCOUNT, "Example Corp")
    if root := world.scenario.table("organization").get("root"):
        _call_root(organization, root)
    units = _units(world, organization)
    for service in world.scenario.settings.get("service_access", []):
        organization.enable_aws_service_access(ServicePrincipal=service)
    for about in all_of(world, "account"):
        names[about["name"]] = _account(world, about, units)
    for about in world.scenario.tables("accounts"):
        names |= _alike(world, about, units)
    wanted = int(world.scenario.table("organization").get("accounts", 0))
    for number in range(len(organization.accounts) + 1, wanted + 1):
        _another(world, number)
    for about in world.scenario.tables("scp"):
        _service_control(organization, about, units | names)
    if world.scenario.table("stack-sets").get("enabled"):
        activate(world, MANAGEMENT_ACCOUNT)
    return names


def _call_root(organization: Any, root: str) -> None:
    """The root by an id that is the same each time, so that a fleet's file fits."""
    organization.org.root_id = organization.ou[0].id = organization.accounts[0].parent_id = root


def _units(world: World, organization: Any) -> dict[str, str]:
    """The id of each unit by its name, "" for the root; a unit stands after the one that it is in."""
    units = {"": str(organization.org.root_id)}
    for about in all_of(world, "unit"):
        parent = units[about.get("parent", "")]
        organization.create_organizational_unit(ParentId=parent, Name=about["name"])
        made = organization.ou[-1]
        made.id = about.get("id", made.id)
        units[about["name"]] = made.id
    return units


def _another(world: World, number: int) -> None:
    """One of very many accounts, which came by invitation: a role in each would take a while to make."""
    name = f"workload-{number:04}"
    identifier = f"{_FIRST + number * _STRIDE}"
    join(MANAGEMENT_ACCOUNT, name, f"{name}@example.com", world.pace.now(), account_id=identifier, invited=True)


def _alike(world: World, about: dict[str, Any], units: dict[str, str]) -> dict[str, str]:
    """So many accounts of one unit, numbered; the id of each by its name."""
    made = {}
    width = len(str(about["count"])) if about["count"] > 99 else 2
    for number in range(1, about["count"] + 1):
        name = f"{about['name']}-{number:0{width}}"
        identifier = f"{_FIRST + (len(backend(MANAGEMENT_ACCOUNT).accounts) + 1) * _STRIDE}"
        one = {**about, "name": name, "id": identifier, "email": f"aws+{name}@example.com"}
        made[name] = _account(world, one, units)
    return made


def _account(world: World, about: dict[str, Any], units: dict[str, str]) -> str:
    tags = [{"Key": key, "Value": value} for key, value in about.get("tags", {}).items()]
    options = {"account_id": about["id"], "invited": about.get("invited", False), "tags": tags}
    identifier = join(MANAGEMENT_ACCOUNT, about["name"], about["email"], world.pace.now(), **options)
    organization = backend(MANAGEMENT_ACCOUNT)
    # The last one: looking for it by its id takes a while among a thousand.
    account = organization.accounts[-1]
    account.parent_id = units[about.get("unit", "")]
    if about.get("closed"):
        account.status = account.state = "CLOSED"
    if about.get("suspended"):
        account.status = account.state = "SUSPENDED"
    for service in about.get("delegated_for", []):
        organization.register_delegated_administrator(AccountId=identifier, ServicePrincipal=service)
    return identifier


def _service_control(organization: Any, about: dict[str, Any], places: dict[str, str]) -> None:
    document = about["document"]
    json.loads(document)
    made = organization.create_policy(
        Name=about["name"], Description="", Type="SERVICE_CONTROL_POLICY", Content=document
    )
    policy = made["Policy"]["PolicySummary"]["Id"]
    organization.attach_policy(PolicyId=policy, TargetId=places[about.get("target", "")])
