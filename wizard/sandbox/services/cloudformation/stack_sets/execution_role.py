"""The role by which StackSets acts in a member, and what it may do there.

AWS makes it with AdministratorAccess, or from the stack set's own template. It obeys the service control policies above
the account; where those forbid the role itself, AWS says that the account should have it.
"""

from __future__ import annotations

import hashlib
import json
from datetime import datetime
from typing import TypeAlias

from wizard.sandbox.kernel.iam import attach, held, iam_of
from wizard.sandbox.kernel.identities import Principal
from wizard.sandbox.kernel.policy.evaluation import Decision, Documents, Policies, Request, decide
from wizard.sandbox.kernel.world import ADMINISTRATOR, World
from wizard.sandbox.services.cloudformation.deployment import Failures, Target, creation, update
from wizard.sandbox.services.cloudformation.resources import ResourceError, handler_message
from wizard.sandbox.services.cloudformation.stack import Resource, Stacks
from wizard.sandbox.services.cloudformation.stack_sets.state import StackSet
from wizard.sandbox.services.organizations.policies import service_control
from wizard.sandbox.services.organizations.state import management_of

_ADMINISTRATION = "AWSCloudFormationStackSetAdministrationRole"
_EXECUTION = "AWSCloudFormationStackSetExecutionRole"
_SERVICE = "stacksets.cloudformation.amazonaws.com"
_LINKED = "AWSServiceRoleForCloudFormationStackSetsOrgAdmin"
# What each call of IAM's is that CloudFormation makes for a kind of resource.
_Calls: TypeAlias = dict[str, tuple[str, ...]]
_MAKING: _Calls = {
    "AWS::IAM::Role": ("iam:CreateRole",),
    "AWS::IAM::ManagedPolicy": ("iam:CreatePolicy",),
    "AWS::IAM::UserPolicy": ("iam:PutUserPolicy",),
    "AWS::IAM::GroupPolicy": ("iam:PutGroupPolicy",),
    "AWS::IAM::RolePolicy": ("iam:PutRolePolicy",),
}
_CHANGING: _Calls = {
    **_MAKING,
    "AWS::IAM::Role": ("iam:UpdateAssumeRolePolicy",),
    "AWS::IAM::ManagedPolicy": ("iam:CreatePolicyVersion",),
}
_TAKING: _Calls = {
    "AWS::IAM::Role": ("iam:DeleteRole",),
    "AWS::IAM::ManagedPolicy": ("iam:DeletePolicy",),
    "AWS::IAM::UserPolicy": ("iam:DeleteUserPolicy",),
    "AWS::IAM::GroupPolicy": ("iam:DeleteGroupPolicy",),
    "AWS::IAM::RolePolicy": ("iam:DeleteRolePolicy",),
}


def name_of(stack_set: StackSet) -> str:
    """What the role is called in every account."""
    named = stack_set.request.get("ExecutionRoleName")
    if named:
        return str(named)
    if not stack_set.service_managed:
        return _EXECUTION
    return f"stacksets-exec-{hashlib.md5(stack_set.owner.encode(), usedforsecurity=False).hexdigest()}"


def provision(world: World, stack_set: StackSet, account: str, when: datetime) -> None:
    """Sees to it that the role is there, where it may be, and as its template has it by now."""
    if _forbidden(stack_set, account):
        return
    if stack_set.role_template is not None:
        _by_template(world, stack_set, account, when)
    elif not _has(account, name_of(stack_set)):
        _administrator(stack_set, account)


def missing(stack_set: StackSet, account: str) -> str | None:
    """Why nothing can be done in an account, in AWS's words; None where the role is there."""
    own, name = stack_set.service_managed, name_of(stack_set)
    if _has(account, name) and not (own and _forbidden(stack_set, account)):
        return None
    trusted = _LINKED if own else _administration(stack_set)
    return f"Account {account} should have '{name}' role with trust relationship to Role '{trusted}'."


def _administration(stack_set: StackSet) -> str:
    return str(stack_set.request.get("AdministrationRoleARN") or _ADMINISTRATION).rpartition("/")[2]


def _has(account: str, name: str) -> bool:
    return any(role.name == name for role in iam_of(account).roles.values())


def _forbidden(stack_set: StackSet, account: str) -> bool:
    above = service_control(account)
    if not above:
        return False
    arn = f"arn:aws:iam::{account}:role/{name_of(stack_set)}"
    making = Request(_acting(stack_set, account), "iam:CreateRole", arn, account, {"aws:principalarn": arn})
    return not decide(Policies(identity=(_EVERYTHING,), service_control=above), making).allowed


_EVERYTHING = '{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}}'


def _acting(stack_set: StackSet, account: str) -> Principal:
    name = name_of(stack_set)
    arn = f"arn:aws:sts::{account}:assumed-role/{name}/{stack_set.uuid}"
    role_arn = f"arn:aws:iam::{account}:role/{name}"
    return Principal(account, arn, f"AROA:{stack_set.uuid}", "role", "", role_arn=role_arn)


def _administrator(stack_set: StackSet, account: str) -> None:
    document = _trusting({"AWS": f"arn:aws:iam::{stack_set.owner}:role/aws-service-role/{_SERVICE}/{_LINKED}"})
    name = name_of(stack_set)
    iam_of(account).create_role(name, document, "/", None, "Role assumed by CloudFormation StackSets", [], "3600")
    attach(account, ADMINISTRATOR, name)


def linked_role(management: str) -> None:
    """The service-linked role by which StackSets acts in the management account."""
    if not _has(management, _LINKED):
        path = f"/aws-service-role/{_SERVICE}/"
        iam_of(management).create_role(_LINKED, _trusting({"Service": _SERVICE}), path, None, "", [], "3600", _SERVICE)


def _trusting(principal: dict[str, str]) -> str:
    trust = {"Effect": "Allow", "Principal": principal, "Action": "sts:AssumeRole"}
    return json.dumps({"Version": "2012-10-17", "Statement": [trust]})


def _by_template(world: World, stack_set: StackSet, account: str, when: datetime) -> None:
    template, stacks = stack_set.role_template, world.of(Stacks)
    assert template is not None
    name = f"stacksets-exec-role-stack-{stack_set.uuid[:8]}"
    stack = stacks.find(account, stack_set.region, name)
    if stack is not None and stack.template.text == template.text:
        return
    if stack is not None:
        stack.begin("UPDATE_STACK", None)
        course = update(stacks, stack, Target(template, {}), when)
    elif _has(account, name_of(stack_set)):
        # Another stack set's, of the same name.
        return
    else:
        stack = stacks.make(account, stack_set.region, name, template, when)
        stack.request = {"Capabilities": ["CAPABILITY_NAMED_IAM"]}
        stack.begin("CREATE_STACK", None)
        course = creation(stacks, stack, Failures([]), when=when, imports=frozenset())
    world.pace.apart(course, when).run_out(when)


class Permitted(Failures):
    """What fails in a creation, and besides that what the execution role may not do in the account."""

    def __init__(self, stack_set: StackSet, account: str, failing: Failures) -> None:
        super().__init__([])
        self._stack_set, self._account, self._others = stack_set, account, failing

    def check(self, resource: Resource) -> None:
        self._others.check(resource)
        reason = refusal(self._stack_set, self._account, resource, _MAKING)
        if reason:
            raise ResourceError(reason)


def may_change(stack_set: StackSet, account: str, resource: Resource) -> str | None:
    """Why the role may not change a resource."""
    return refusal(stack_set, account, resource, _CHANGING)


def may_take(stack_set: StackSet, account: str, resource: Resource) -> str | None:
    """Why the role may not take a resource away."""
    return refusal(stack_set, account, resource, _TAKING)


def refusal(stack_set: StackSet, account: str, resource: Resource, calls: _Calls) -> str | None:
    """Why the role may not make one of these calls about a resource, in the words of an event."""
    above = service_control(account) if management_of(account) else ()
    if not above and stack_set.role_template is None:
        return None
    identity = _documents(stack_set, account)
    caller = _acting(stack_set, account)
    arn = _arn(account, resource)
    for action in calls[resource.type]:
        request = Request(caller, action, arn, account, {"aws:principalarn": caller.role_arn})
        decision = decide(Policies(identity=identity, service_control=above), request)
        if not decision.allowed:
            return _denied(caller, action, arn, decision)
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


def _denied(caller: Principal, action: str, arn: str, decision: Decision) -> str:
    said = f"User: {caller.arn} is not authorized to perform: {action} on resource: {arn} {decision.why}"
    return handler_message(f"{said} (Service: Iam, Status Code: 403)", "AccessDenied")
