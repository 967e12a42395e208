"""As whom StackSets is called, whose stack sets those are, and finding one of them."""

from __future__ import annotations

from wizard.sandbox.kernel.errors import AwsError
from wizard.sandbox.kernel.operations import Call
from wizard.sandbox.services.cloudformation.stack_sets.state import SERVICE_MANAGED, Operation, StackSet, StackSets
from wizard.sandbox.services.cloudformation.template import invalid
from wizard.sandbox.services.organizations.state import backend, management_of

PRINCIPAL = "member.org.stacksets.cloudformation.amazonaws.com"
_NEITHER = (
    "You must be the management account or delegated admin account of an organization before operating a "
    "SERVICE_MANAGED stack set"
)


def owner_of(call: Call) -> str:
    """The account whose stack sets a call is about: a delegated administrator's are the management account's."""
    if call.get("CallAs", "SELF") == "SELF":
        return call.account
    management = management_of(call.account)
    if management is None or not is_delegated(call.account, management):
        raise invalid(_NEITHER)
    return management


def is_delegated(account: str, management: str) -> bool:
    """Whether an account is registered as an administrator of StackSets."""
    return any(admin.account.id == account and PRINCIPAL in admin.services for admin in backend(management).admins)


def check_service_managed(call: Call, owner: str) -> None:
    """Raises where the organization does not let StackSets in, or the caller is no administrator of it."""
    management = management_of(owner)
    if management is None or management != owner:
        raise invalid(_NEITHER)
    if call.world.of(StackSets).access.get(management) != "ENABLED":
        raise invalid("You must enable organizations access to operate a service managed stack set")


def found(call: Call, *, active: bool = False) -> StackSet:
    """The stack set that a call names. active: one that was deleted does not count."""
    name = str(call.get("StackSetName", ""))
    stack_set = call.world.of(StackSets).find(owner_of(call), call.region, name)
    if stack_set is None or (active and stack_set.status != "ACTIVE"):
        raise AwsError("StackSetNotFoundException", f"StackSet {name} not found", 404)
    delegated = call.get("CallAs", "SELF") != "SELF"
    if delegated and stack_set.request.get("PermissionModel") != SERVICE_MANAGED:
        raise AwsError("StackSetNotFoundException", f"StackSet {name} not found", 404)
    return stack_set


def operation_of(call: Call, stack_set: StackSet) -> Operation:
    """The operation that a call names."""
    wanted = call.get("OperationId")
    for operation in stack_set.operations:
        if operation.id == wanted:
            return operation
    raise AwsError("OperationNotFoundException", f"Operation {wanted} not found", 404)
