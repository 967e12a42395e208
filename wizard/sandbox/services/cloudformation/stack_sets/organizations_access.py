"""Whether an organization lets StackSets in.

That is CloudFormation's own switch: trusted access in AWS Organizations alone does not turn it.
"""

from __future__ import annotations

from wizard.sandbox.kernel.errors import AwsError
from wizard.sandbox.kernel.operations import Answer, Call, operation
from wizard.sandbox.kernel.world import World
from wizard.sandbox.services.cloudformation.stack_sets.callers import PRINCIPAL, owner_of
from wizard.sandbox.services.cloudformation.stack_sets.execution_role import linked_role
from wizard.sandbox.services.cloudformation.stack_sets.state import StackSets
from wizard.sandbox.services.organizations.state import backend, management_of


@operation("cloudformation", "DescribeOrganizationsAccess")
def describe_organizations_access(call: Call) -> Answer:
    return {"Status": call.world.of(StackSets).access.get(_management(call), "DISABLED")}


@operation("cloudformation", "ActivateOrganizationsAccess")
def activate_organizations_access(call: Call) -> Answer:
    management = _management(call)
    if backend(management).org.feature_set != "ALL":
        raise _refused("All features must be enabled in your organization to activate trusted access")
    activate(call.world, management)
    return {}


def activate(world: World, management: str) -> None:
    """From now on StackSets may act in the members of that organization."""
    world.of(StackSets).access[management] = "ENABLED"
    linked_role(management)
    backend(management).enable_aws_service_access(ServicePrincipal=PRINCIPAL)


@operation("cloudformation", "DeactivateOrganizationsAccess")
def deactivate_organizations_access(call: Call) -> Answer:
    management = _management(call)
    if any(PRINCIPAL in admin.services for admin in backend(management).admins):
        raise _refused("You must deregister all delegated administrators before you deactivate trusted access")
    call.world.of(StackSets).access[management] = "DISABLED"
    backend(management).disable_aws_service_access(ServicePrincipal=PRINCIPAL)
    return {}


def _management(call: Call) -> str:
    """The organization's management account; raises for every other caller but a delegated administrator who looks."""
    owner = owner_of(call)
    if management_of(owner) != owner:
        raise _refused("Your account must be the management account of an organization to perform this operation")
    return owner


def _refused(text: str) -> AwsError:
    return AwsError("InvalidOperationException", text, 400)
