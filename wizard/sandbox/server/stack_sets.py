"""Sowing stack sets: what somebody had deployed before the scenario begins, and what they are deploying by then."""

from __future__ import annotations

from typing import Any

from wizard.sandbox.kernel.scenario import text
from wizard.sandbox.kernel.world import MANAGEMENT_ACCOUNT, REGION, World
from wizard.sandbox.server.people import call_of
from wizard.sandbox.services.cloudformation.stack_sets.definitions import create_stack_set
from wizard.sandbox.services.cloudformation.stack_sets.instances import create_stack_instances
from wizard.sandbox.services.cloudformation.stack_sets.state import StackSets
from wizard.sandbox.services.organizations.state import backend

_AT_ONCE = {
    "MaxConcurrentCount": 10,
    "FailureTolerancePercentage": 100,
    "ConcurrencyMode": "SOFT_FAILURE_TOLERANCE",
}


def deploy(world: World, about: dict[str, Any]) -> None:
    """A stack set in its units, to the end."""
    name = about["name"]
    asked = {
        "StackSetName": name,
        "TemplateBody": text("role.json"),
        "Parameters": [{"ParameterKey": "RoleName", "ParameterValue": name}],
        "PermissionModel": "SERVICE_MANAGED",
        "AutoDeployment": {"Enabled": False},
        "ManagedExecution": {"Active": True},
        "Capabilities": ["CAPABILITY_NAMED_IAM"],
    }
    create_stack_set(call_of(world, MANAGEMENT_ACCOUNT, "CreateStackSet", asked))
    if about.get("units"):
        _create_instances(world, name, about["units"])
        stack_set = world.of(StackSets).find(MANAGEMENT_ACCOUNT, REGION, name)
        assert stack_set is not None
        assert stack_set.operations[-1].process is not None
        stack_set.operations[-1].process.run_out(world.pace.now())


def begin(world: World, about: dict[str, Any]) -> None:
    """What is under way when the scenario begins."""
    if about.get("begins"):
        _create_instances(world, about["name"], about["begins"])


def _create_instances(world: World, name: str, units: list[str]) -> None:
    by_name = {unit.name: unit.id for unit in backend(MANAGEMENT_ACCOUNT).ou}
    asked = {
        "StackSetName": name,
        "DeploymentTargets": {"OrganizationalUnitIds": [by_name[unit] for unit in units]},
        "Regions": [REGION],
        "OperationPreferences": _AT_ONCE,
    }
    create_stack_instances(call_of(world, MANAGEMENT_ACCOUNT, "CreateStackInstances", asked))
