"""What the execution role may do in an account: with the stack, and with the resources that are made by it.

StackSets makes every call in a member with that role. The calls for each resource are those that the schemas of the
resource types name for their handlers, https://docs.aws.amazon.com/cloudcontrolapi/latest/userguide/ (2026-11-26).
"""

from __future__ import annotations

from collections.abc import Iterable

from wizard.sandbox.kernel.iam import held, iam_of
from wizard.sandbox.kernel.policy.evaluation import Documents, Policies, Request, decide
from wizard.sandbox.services.cloudformation.deployment import Failures
from wizard.sandbox.services.cloudformation.resources import ResourceError, handler_message
from wizard.sandbox.services.cloudformation.stack import Resource, Stack
from wizard.sandbox.services.cloudformation.stack_sets.execution_role import acting, name_of
from wizard.sandbox.services.cloudformation.stack_sets.state import StackSet
from wizard.sandbox.services.organizations.policies import service_control

# For each kind of resource: what making, changing and taking it away calls.
_CALLS = {
    "AWS::IAM::Role": (
        ("iam:CreateRole", "iam:GetRole"),
        ("iam:UpdateRole", "iam:UpdateAssumeRolePolicy", "iam:GetRole"),
        ("iam:DeleteRole", "iam:GetRole", "iam:ListAttachedRolePolicies", "iam:ListRolePolicies"),
    ),
    "AWS::IAM::ManagedPolicy": (("iam:CreatePolicy",), ("iam:CreatePolicyVersion",), ("iam:DeletePolicy",)),
    "AWS::IAM::UserPolicy": (("iam:PutUserPolicy",), ("iam:PutUserPolicy",), ("iam:DeleteUserPolicy",)),
    "AWS::IAM::GroupPolicy": (("iam:PutGroupPolicy",), ("iam:PutGroupPolicy",), ("iam:DeleteGroupPolicy",)),
    "AWS::IAM::RolePolicy": (("iam:PutRolePolicy",), ("iam:PutRolePolicy",), ("iam:DeleteRolePolicy",)),
}
# And what a role's properties need besides.
_OF_ROLES = {
    "Policies": ("iam:PutRolePolicy", "iam:PutRolePolicy", "iam:DeleteRolePolicy"),
    "ManagedPolicyArns": ("iam:AttachRolePolicy", "iam:AttachRolePolicy", "iam:DetachRolePolicy"),
    "Tags": ("iam:TagRole", "iam:TagRole", ""),
    "PermissionsBoundary": ("", "iam:PutRolePermissionsBoundary", ""),
}
_MAKING, _CHANGING, _TAKING = range(3)


class Permitted(Failures):
    """What fails in a creation, and besides that what the execution role may not do in the account."""

    def __init__(self, stack_set: StackSet, account: str, failing: Failures) -> None:
        super().__init__([])
        self._stack_set, self._account, self._others = stack_set, account, failing

    def check(self, resource: Resource) -> None:
        """Raises where the resource is one that fails, or may not be made."""
        self._others.check(resource)
        reason = _of_resource(self._stack_set, self._account, resource, _MAKING)
        if reason:
            raise ResourceError(reason)


def may_act(stack_set: StackSet, account: str, operation: str, arn: str) -> str | None:
    """Why the role may not call that operation of CloudFormation about a stack; None where it may."""
    return _refused(stack_set, account, [f"cloudformation:{operation}"], arn)


def may_change(stack_set: StackSet, stack: Stack) -> tuple[Resource, str] | None:
    """The first resource of a stack that the role may not change, and why."""
    return _first(stack_set, stack, _CHANGING)


def may_take(stack_set: StackSet, stack: Stack) -> tuple[Resource, str] | None:
    """The first resource of a stack that the role may not take away, and why; what is retained stays anyhow."""
    return _first(stack_set, stack, _TAKING)


def _first(stack_set: StackSet, stack: Stack, kind: int) -> tuple[Resource, str] | None:
    for resource in stack.resources.values():
        if resource.present and not (kind == _TAKING and resource.retained):
            reason = _of_resource(stack_set, stack.account, resource, kind)
            if reason:
                return resource, reason
    return None


def _of_resource(stack_set: StackSet, account: str, resource: Resource, kind: int) -> str | None:
    actions = list(_CALLS[resource.type][kind])
    if resource.type == "AWS::IAM::Role":
        needed = [calls[kind] for name, calls in _OF_ROLES.items() if resource.properties.get(name)]
        actions += [action for action in needed if action]
    reason = _refused(stack_set, account, actions, _arn(account, resource))
    return handler_message(f"{reason} (Service: Iam, Status Code: 403)", "AccessDenied") if reason else None


def _refused(stack_set: StackSet, account: str, actions: Iterable[str], arn: str) -> str | None:
    """What AWS says to the first of these calls that is not allowed."""
    above = service_control(account)
    if not above and stack_set.role_template is None:
        return None
    identity, caller = _documents(stack_set, account), acting(stack_set, account)
    for action in actions:
        request = Request(caller, action, arn, account, {"aws:principalarn": caller.role_arn})
        decision = decide(Policies(identity=identity, service_control=above), request)
        if not decision.allowed:
            return f"User: {caller.arn} is not authorized to perform: {action} on resource: {arn} {decision.why}"
    return None


def _documents(stack_set: StackSet, account: str) -> Documents:
    role = next((each for each in iam_of(account).roles.values() if each.name == name_of(stack_set)), None)
    return tuple(held(role)) if role is not None else ()


def _arn(account: str, resource: Resource) -> str:
    if resource.physical.startswith("arn:"):
        return resource.physical
    kind = "policy" if resource.type == "AWS::IAM::ManagedPolicy" else "role"
    path = str(resource.properties.get("Path", "/"))
    return f"arn:aws:iam::{account}:{kind}{path}{resource.physical}"
