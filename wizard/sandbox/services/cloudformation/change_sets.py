"""Change sets: seeing what would change before it does, and taking a resource that exists into a stack."""

from __future__ import annotations

import uuid
from typing import Any

from wizard.sandbox.kernel.clock import Course
from wizard.sandbox.kernel.errors import AwsError
from wizard.sandbox.kernel.operations import Answer, Call, operation, page
from wizard.sandbox.services.cloudformation import requests
from wizard.sandbox.services.cloudformation import template as templates
from wizard.sandbox.services.cloudformation.change_set_diff import asked_for, considering, is_imported
from wizard.sandbox.services.cloudformation.deployment import Target, creation, importing, update
from wizard.sandbox.services.cloudformation.intrinsics import parameters_of
from wizard.sandbox.services.cloudformation.requests import (
    check_name,
    check_types,
    check_updatable,
    existing,
    failures_of,
    make,
)
from wizard.sandbox.services.cloudformation.stack import ChangeSet, Stack, Stacks
from wizard.sandbox.services.cloudformation.template import Template, invalid


@operation("cloudformation", "CreateChangeSet")
def create_change_set(call: Call) -> Answer:
    kind = call.get("ChangeSetType", "UPDATE")
    stack, fresh = _stack_for(call, kind)
    template = stack.template if call.get("UsePreviousTemplate") else requests.of_call(call)
    check_types(template)
    templates.check_capabilities(template, call.get("Capabilities", []))
    parameters = parameters_of(template, call.get("Parameters", []), {} if fresh else stack.parameters)
    if call.get("ChangeSetName") in stack.change_sets:
        raise AwsError("AlreadyExistsException", f"ChangeSet [{call.get('ChangeSetName')}] already exists")
    if kind == "IMPORT":
        _check_importable(call, template)
    change_set = _change_set(call, kind, template, parameters)
    stack.change_sets[change_set.name] = change_set
    change_set.process = call.world.pace.start(considering(call.world.of(Stacks), stack, change_set))
    return {"Id": change_set.id, "StackId": stack.id}


def _stack_for(call: Call, kind: str) -> tuple[Stack, bool]:
    """The stack of a change set; a new one waits in REVIEW_IN_PROGRESS. Also whether it has no resources yet."""
    name = call.get("StackName", "")
    stack = call.world.of(Stacks).find(call.account, call.region, name)
    reviewing = stack is not None and stack.status == "REVIEW_IN_PROGRESS"
    if kind == "CREATE" and stack is not None and not reviewing:
        text = f"Stack [{stack.name}] already exists and cannot be created again with the changeSet"
        raise invalid(f"{text} [{call.get('ChangeSetName')}].")
    if stack is None and kind == "UPDATE":
        raise invalid(f"Stack [{name}] does not exist")
    if stack is not None and not reviewing:
        check_updatable(stack)
        return stack, False
    if stack is None:
        template = requests.of_call(call)
        check_types(template)
        templates.check_capabilities(template, call.get("Capabilities", []))
        stack = make(call, check_name(call), templates.read('{"Resources": {"None": {"Type": "None"}}}'), {})
        stack.begin("CREATE_CHANGESET", None)
        stack.mark("REVIEW_IN_PROGRESS", stack.created, "User Initiated")
    return stack, True


def _change_set(call: Call, kind: str, template: Template, parameters: dict[str, Any]) -> ChangeSet:
    name = call.get("ChangeSetName")
    arn = f"arn:aws:cloudformation:{call.region}:{call.account}:changeSet/{name}/{uuid.uuid4()}"
    return ChangeSet(arn, name, kind, template, parameters, dict(call.parameters), call.world.pace.now())


def _check_importable(call: Call, template: Template) -> None:
    named = {each["LogicalResourceId"] for each in call.get("ResourcesToImport", [])}
    if not named and not call.get("ImportExistingResources"):
        raise invalid("As part of the import operation, you must specify the resources to import.")
    bare = sorted(name for name, each in template.resources.items() if name in named and "DeletionPolicy" not in each)
    if bare:
        raise invalid(f"Resources {bare} is missing DeletionPolicy attribute. Resources to import must have it.")


@operation("cloudformation", "DescribeChangeSet")
def describe_change_set(call: Call) -> Answer:
    stack, change_set = _find(call)
    part, token = page(change_set.changes, call, 100)
    answer = _summary(stack, change_set) | {
        "Parameters": [
            {"ParameterKey": key, "ParameterValue": str(value)} for key, value in change_set.parameters.items()
        ],
        "Changes": part,
        "NextToken": token,
        "Capabilities": change_set.request.get("Capabilities", []),
        "Tags": change_set.request.get("Tags", []),
        "NotificationARNs": [],
        "RollbackConfiguration": {},
    }
    if change_set.process is not None:
        change_set.process.polled()
    return answer


@operation("cloudformation", "ListChangeSets")
def list_change_sets(call: Call) -> Answer:
    stack = existing(call)
    return {"Summaries": [_summary(stack, change_set) for change_set in stack.change_sets.values()]}


@operation("cloudformation", "DeleteChangeSet")
def delete_change_set(call: Call) -> Answer:
    """The stack that a change set was to create stays behind in REVIEW_IN_PROGRESS."""
    stack, change_set = _find(call)
    del stack.change_sets[change_set.name]
    return {}


@operation("cloudformation", "ExecuteChangeSet")
def execute_change_set(call: Call) -> Answer:
    stack, change_set = _find(call)
    if change_set.execution != "AVAILABLE":
        text = f"ChangeSet [{change_set.id}] cannot be executed in its current status of [{change_set.status}]"
        raise AwsError("InvalidChangeSetStatus", text, 400)
    change_set.execution, stack.executed = "EXECUTE_COMPLETE", change_set.id
    reviewing = stack.status == "REVIEW_IN_PROGRESS"
    retaining = call.get("RetainExceptOnCreate")
    stack.request = {**change_set.request, "RetainExceptOnCreate": retaining}
    stack.begin("CREATE_STACK" if reviewing else "UPDATE_STACK", call.get("ClientRequestToken"))
    stack.process = call.world.pace.start(_course(call, stack, change_set, reviewing))
    # An executed change set takes the others of its stack with it.
    stack.change_sets = {change_set.name: change_set}
    return {}


def _course(call: Call, stack: Stack, change_set: ChangeSet, reviewing: bool) -> Course:
    now = call.world.pace.now()
    template, parameters = change_set.template, change_set.parameters
    if change_set.type == "IMPORT":
        stack.template, stack.parameters = template, parameters
        return importing(stack, now)
    declared_now = asked_for(stack, change_set, now)
    taken = frozenset(each.logical for each in declared_now if is_imported(change_set, stack, each))
    if not reviewing:
        return update(call.world.of(Stacks), stack, Target(template, parameters, taken), now)
    stack.template, stack.parameters = template, parameters
    return creation(call.world.of(Stacks), stack, failures_of(call.world, call.account), when=now, imports=taken)


def _summary(stack: Stack, change_set: ChangeSet) -> dict[str, Any]:
    return {
        "ChangeSetName": change_set.name,
        "ChangeSetId": change_set.id,
        "StackId": stack.id,
        "StackName": stack.name,
        "Description": change_set.request.get("Description"),
        "CreationTime": change_set.created,
        "ExecutionStatus": change_set.execution,
        "Status": change_set.status,
        "StatusReason": change_set.reason,
        "IncludeNestedStacks": False,
        "ImportExistingResources": bool(change_set.request.get("ImportExistingResources")),
        "OnStackFailure": change_set.request.get("OnStackFailure"),
    }


def _find(call: Call) -> tuple[Stack, ChangeSet]:
    wanted_name = call.get("ChangeSetName", "")
    stacks = [existing(call)] if call.get("StackName") else call.world.of(Stacks).here(call.account, call.region)
    for stack in stacks:
        for change_set in stack.change_sets.values():
            if wanted_name in (change_set.id, change_set.name):
                return stack, change_set
    raise AwsError("ChangeSetNotFound", f"ChangeSet [{wanted_name}] does not exist", 404)
