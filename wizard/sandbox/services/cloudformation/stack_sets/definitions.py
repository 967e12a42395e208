"""CreateStackSet, UpdateStackSet, DeleteStackSet: what a stack set is, before any account has it."""

from __future__ import annotations

import json
import re
import uuid
from typing import Any

from wizard.sandbox.kernel.errors import AwsError
from wizard.sandbox.kernel.operations import Answer, Call, operation
from wizard.sandbox.services.cloudformation import template as templates
from wizard.sandbox.services.cloudformation.intrinsics import parameters_of
from wizard.sandbox.services.cloudformation.requests import check_types, of_call
from wizard.sandbox.services.cloudformation.stack_sets import targets
from wizard.sandbox.services.cloudformation.stack_sets.callers import check_service_managed, found, owner_of
from wizard.sandbox.services.cloudformation.stack_sets.operations import Asked, begin, check_free, check_new
from wizard.sandbox.services.cloudformation.stack_sets.state import (
    SERVICE_MANAGED,
    Instance,
    Operation,
    Result,
    StackSet,
    StackSets,
)
from wizard.sandbox.services.cloudformation.template import Template, invalid

_NAME = re.compile(r"[a-zA-Z][-a-zA-Z0-9]{0,127}")
_CUSTOM = "stacksets-exec-custom-"
# What an update keeps where it says nothing of it.
_KEPT = (
    "Description",
    "Tags",
    "AdministrationRoleARN",
    "ExecutionRoleName",
    "PermissionModel",
    "AutoDeployment",
    "ManagedExecution",
    "StackSetOutputBucket",
)


@operation("cloudformation", "CreateStackSet")
def create_stack_set(call: Call) -> Answer:
    owner = owner_of(call)
    name = _check_name(call)
    existing = call.world.of(StackSets).find(owner, call.region, name)
    if existing is not None:
        return _again(call, existing)
    request = {"PermissionModel": "SELF_MANAGED", **call.parameters}
    if request["PermissionModel"] == SERVICE_MANAGED:
        check_service_managed(call, owner)
        if not call.get("AutoDeployment"):
            raise invalid("You must specify AutoDeployment for a SERVICE_MANAGED stack set")
    template = of_call(call)
    _check(request, template)
    stack_set = StackSet(
        name=name,
        uuid=str(uuid.uuid4()),
        owner=owner,
        region=call.region,
        request=request,
        template=template,
        parameters=parameters_of(template, call.get("Parameters", []), {}),
        token=call.get("ClientRequestToken"),
        role_template=_role_template(request),
    )
    call.world.of(StackSets).all.append(stack_set)
    return {"StackSetId": stack_set.id}


def _again(call: Call, existing: StackSet) -> Answer:
    """The same request once more is answered as before; any other one finds the name taken."""
    token = call.get("ClientRequestToken")
    same = {"PermissionModel": "SELF_MANAGED", **call.parameters}
    if token is None or token != existing.token:
        raise AwsError("NameAlreadyExistsException", f"StackSet {existing.name} already exists", 409)
    if existing.changed or json.dumps(same, sort_keys=True) != json.dumps(existing.request, sort_keys=True):
        text = f"StackSet {existing.name} already exists, but has been changed"
        raise AwsError("CreatedButModifiedException", text, 409)
    return {"StackSetId": existing.id}


@operation("cloudformation", "UpdateStackSet")
def update_stack_set(call: Call) -> Answer:
    """The definition changes when it is the operation's turn, and stays changed whatever becomes of it."""
    stack_set = found(call, active=True)
    if stack_set.service_managed:
        check_service_managed(call, stack_set.owner)
    check_new(call, stack_set)
    check_free(stack_set)
    _check_update(call, stack_set)
    template = stack_set.template if call.get("UsePreviousTemplate") else of_call(call)
    kept = {name: stack_set.request[name] for name in _KEPT if name in stack_set.request}
    request = {**kept, **call.parameters}
    _check(request, template)
    parameters = parameters_of(template, call.get("Parameters", []), stack_set.parameters)
    role_template = stack_set.role_template
    if call.get("UseAdminExecutionRole"):
        role_template = None
        request.pop("ExecutionRoleName", None)
    elif call.get("ExecutionRoleTemplateBody"):
        role_template = _role_template(request)
    if call.get("Regions"):
        targets.check(stack_set, call.parameters, creating=False)

    def resolve(begun: Operation) -> list[Result]:
        differs = (template.text, parameters) != (stack_set.template.text, stack_set.parameters)
        stack_set.request, stack_set.changed = request, True
        stack_set.template, stack_set.parameters, stack_set.role_template = template, parameters, role_template
        if differs:
            _outdate(stack_set)
        if stack_set.service_managed:
            # Automatic deployment is for those who come later.
            stack_set.seen = targets.below(stack_set.owner, stack_set.units)
        return [Result(each) for each in updatable(targets.present(stack_set, begun.request))]

    asked = Asked("UPDATE", "UpdateStackSet", call.parameters, resolve, provisions=stack_set.service_managed)
    return begin(call, stack_set, asked)


def updatable(instances: list[Instance]) -> list[Instance]:
    """Those that operations still work on."""
    return [each for each in instances if each.status != "INOPERABLE"]


def _outdate(stack_set: StackSet) -> None:
    for each in updatable(list(stack_set.instances.values())):
        each.status, each.detailed, each.reason = "OUTDATED", "PENDING", None


def _check_update(call: Call, stack_set: StackSet) -> None:
    given = [name for name in ("TemplateBody", "TemplateURL", "UsePreviousTemplate") if call.get(name)]
    if len(given) != 1:
        raise invalid("You must specify only one of TemplateBody, TemplateURL or UsePreviousTemplate")
    if call.get("AutoDeployment") and (call.get("DeploymentTargets") or call.get("Regions")):
        raise invalid("If you specify AutoDeployment, don't specify DeploymentTargets or Regions")
    managed = bool(call.get("ManagedExecution", {}).get("Active", stack_set.managed_execution))
    if managed != stack_set.managed_execution and stack_set.under_way():
        text = "ManagedExecution cannot be modified while there are running or queued operations"
        raise AwsError("InvalidOperationException", text, 400)
    model = call.get("PermissionModel")
    if model and model != stack_set.request["PermissionModel"] and stack_set.instances:
        raise invalid("PermissionModel cannot be modified while there are stack instances in the stack set")


@operation("cloudformation", "DeleteStackSet")
def delete_stack_set(call: Call) -> Answer:
    """Deleting what is not there, or is deleted, is a success."""
    stack_set = call.world.of(StackSets).find(owner_of(call), call.region, call.get("StackSetName", ""))
    if stack_set is None or stack_set.status == "DELETED":
        return {}
    if stack_set.under_way():
        text = f"Another Operation on StackSet {stack_set.arn} is in progress"
        raise AwsError("OperationInProgressException", text, 409)
    if stack_set.instances:
        raise AwsError("StackSetNotEmptyException", "StackSet is not empty", 409)
    stack_set.status = "DELETED"
    return {}


def _check_name(call: Call) -> str:
    name = str(call.get("StackSetName", ""))
    if not _NAME.fullmatch(name):
        text = f"Value '{name}' at 'stackSetName' failed to satisfy constraint: "
        text += "Member must satisfy regular expression pattern: [a-zA-Z][-a-zA-Z0-9]*"
        raise invalid(f"1 validation error detected: {text}")
    return name


def _check(request: dict[str, Any], template: Template) -> None:
    check_types(template)
    templates.check_capabilities(template, request.get("Capabilities") or [])
    service_managed = request.get("PermissionModel") == SERVICE_MANAGED
    automatic = request.get("AutoDeployment") or {}
    if automatic and not service_managed:
        raise invalid("AutoDeployment can only be specified for SERVICE_MANAGED stack sets")
    if "RetainStacksOnAccountRemoval" in automatic and not automatic.get("Enabled"):
        raise invalid("RetainStacksOnAccountRemoval can only be specified if AutoDeployment is enabled")
    if service_managed and request.get("AdministrationRoleARN"):
        raise invalid("AdministrationRoleARN can only be specified for SELF_MANAGED stack sets")
    if not service_managed and request.get("ExecutionRoleTemplateBody"):
        raise invalid("ExecutionRoleTemplateBody can only be specified for SERVICE_MANAGED stack sets")
    named = str(request.get("ExecutionRoleName") or "")
    if service_managed and named and not named.startswith(_CUSTOM):
        raise invalid(f"ExecutionRoleName must begin with {_CUSTOM} for SERVICE_MANAGED stack sets")


def _role_template(request: dict[str, Any]) -> Template | None:
    """The template of the execution role; it has to make a role of the name that is given."""
    text = request.get("ExecutionRoleTemplateBody")
    if not text:
        return None
    template, named = templates.read(str(text)), request.get("ExecutionRoleName")
    check_types(template)
    made = [about.get("Properties", {}).get("RoleName") for about in template.resources.values()]
    if not named or named not in made:
        raise invalid("The execution role template must contain a role of the name given as ExecutionRoleName")
    return template
