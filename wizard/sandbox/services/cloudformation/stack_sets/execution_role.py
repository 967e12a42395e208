"""The role by which StackSets acts in a member, and what it may do there.

AWS makes it with AdministratorAccess, or from the stack set's own template. It obeys the service control policies above
the account; where those forbid the role itself, AWS says that the account should have it.
"""

from __future__ import annotations

import hashlib
import json
from datetime import datetime

from wizard.sandbox.kernel.iam import attach, iam_of
from wizard.sandbox.kernel.identities import Principal
from wizard.sandbox.kernel.policy.evaluation import Policies, Request, decide
from wizard.sandbox.kernel.world import ADMINISTRATOR, World
from wizard.sandbox.services.cloudformation.deployment import Failures, Target, creation, update
from wizard.sandbox.services.cloudformation.stack import Stacks
from wizard.sandbox.services.cloudformation.stack_sets.state import StackSet
from wizard.sandbox.services.organizations.policies import service_control

_ADMINISTRATION = "AWSCloudFormationStackSetAdministrationRole"
_EXECUTION = "AWSCloudFormationStackSetExecutionRole"
_SERVICE = "stacksets.cloudformation.amazonaws.com"
_LINKED = "AWSServiceRoleForCloudFormationStackSetsOrgAdmin"


def name_of(stack_set: StackSet) -> str:
    """What the role is called in every account."""
    named = stack_set.request.get("ExecutionRoleName")
    if named:
        return str(named)
    if not stack_set.service_managed:
        return _EXECUTION
    return f"stacksets-exec-{hashlib.md5(stack_set.owner.encode(), usedforsecurity=False).hexdigest()}"


def provision(world: World, stack_set: StackSet, account: str, when: datetime) -> bool:
    """Sees to it that the role is there, and as its template has it by now; whether it may be."""
    if _forbidden(stack_set, account):
        return False
    if stack_set.role_template is not None:
        _by_template(world, stack_set, account, when)
    elif not _has(account, name_of(stack_set)):
        _administrator(stack_set, account)
    return True


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
    making = Request(acting(stack_set, account), "iam:CreateRole", arn, account, {"aws:principalarn": arn})
    return not decide(Policies(identity=(_EVERYTHING,), service_control=above), making).allowed


_EVERYTHING = '{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}}'


def acting(stack_set: StackSet, account: str) -> Principal:
    """The role at work in an account."""
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
