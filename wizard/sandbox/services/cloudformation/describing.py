"""Looking at stacks. Every look at a stack that is under way is a poll: at pace zero it moves on afterwards."""

from __future__ import annotations

from typing import Any

from wizard.sandbox.kernel.operations import Answer, Call, operation, page
from wizard.sandbox.services.cloudformation.requests import existing
from wizard.sandbox.services.cloudformation.stack import STACK_TYPE, Event, Resource, Stack, Stacks
from wizard.sandbox.services.cloudformation.template import invalid

_PAGE = 100


@operation("cloudformation", "DescribeStacks")
def describe_stacks(call: Call) -> Answer:
    if call.get("StackName"):
        stacks = [existing(call)]
    else:
        here = call.world.of(Stacks).here(call.account, call.region)
        stacks = [stack for stack in here if stack.status != "DELETE_COMPLETE"]
    part, token = page(stacks, call, _PAGE)
    return {"Stacks": [_polled(stack, _described(stack)) for stack in part], "NextToken": token}


@operation("cloudformation", "ListStacks")
def list_stacks(call: Call) -> Answer:
    wanted = call.get("StackStatusFilter", [])
    here = call.world.of(Stacks).here(call.account, call.region)
    part, token = page([stack for stack in here if not wanted or stack.status in wanted], call, _PAGE)
    return {"StackSummaries": [_polled(stack, _summarized(stack)) for stack in part], "NextToken": token}


@operation("cloudformation", "DescribeStackEvents")
def describe_stack_events(call: Call) -> Answer:
    """Newest first, and in pages."""
    stack = existing(call)
    part, token = page(list(reversed(stack.events)), call, _PAGE)
    return _polled(stack, {"StackEvents": [_event(stack, event) for event in part], "NextToken": token})


@operation("cloudformation", "DescribeEvents")
def describe_events(call: Call) -> Answer:
    """Newest first; with the filter only what failed, as PROVISIONING_ERROR."""
    if not call.get("StackName") and not call.get("OperationId") and not call.get("ChangeSetName"):
        raise invalid("One of StackName, ChangeSetName or OperationId must be specified.")
    stack = _of_operation(call) if not call.get("StackName") else existing(call)
    events = [event for event in reversed(stack.events) if call.get("OperationId") in (None, event.operation_id)]
    if (call.get("Filters") or {}).get("FailedEvents"):
        events = [event for event in events if event.status.endswith("_FAILED")]
    part, token = page(events, call, _PAGE)
    return _polled(stack, {"OperationEvents": [_operation_event(stack, event) for event in part], "NextToken": token})


@operation("cloudformation", "DescribeStackResources")
def describe_stack_resources(call: Call) -> Answer:
    stack = existing(call) if call.get("StackName") else _of_resource(call)
    wanted = call.get("LogicalResourceId")
    resources = [each for each in stack.resources.values() if wanted in (None, each.logical)]
    return _polled(stack, {"StackResources": [_resource(stack, each) for each in resources]})


@operation("cloudformation", "DescribeStackResource")
def describe_stack_resource(call: Call) -> Answer:
    stack, logical = existing(call), call.get("LogicalResourceId")
    if logical not in stack.resources:
        raise invalid(f"Resource {logical} does not exist for stack {stack.name}")
    resource = stack.resources[logical]
    detail = {**_resource(stack, resource), "LastUpdatedTimestamp": resource.updated}
    return _polled(stack, {"StackResourceDetail": detail})


@operation("cloudformation", "ListStackResources")
def list_stack_resources(call: Call) -> Answer:
    stack = existing(call)
    part, token = page(list(stack.resources.values()), call, _PAGE)
    summaries = [{**_resource(stack, each), "LastUpdatedTimestamp": each.updated} for each in part]
    return _polled(stack, {"StackResourceSummaries": summaries, "NextToken": token})


def _polled(stack: Stack, answer: Answer) -> Answer:
    stack.polled()
    return answer


def _of_resource(call: Call) -> Stack:
    """The stack of this region that has a resource, or else a deleted one that had it."""
    physical = call.get("PhysicalResourceId", "")
    here = sorted(
        call.world.of(Stacks).here(call.account, call.region), key=lambda one: one.status == "DELETE_COMPLETE"
    )
    for stack in here:
        if any(each.physical == physical for each in stack.resources.values()):
            return stack
    raise invalid(f"Stack for {physical} does not exist")


def _of_operation(call: Call) -> Stack:
    for stack in call.world.of(Stacks).here(call.account, call.region):
        if any(event.operation_id == call.get("OperationId") for event in stack.events):
            return stack
        if any(change_set.id == call.get("ChangeSetName") for change_set in stack.change_sets.values()):
            return stack
    raise invalid(f"Operation with id {call.get('OperationId')} does not exist")


def _described(stack: Stack) -> dict[str, Any]:
    request = stack.request
    parameters = [{"ParameterKey": key, "ParameterValue": _plain(value)} for key, value in stack.parameters.items()]
    return {
        "StackId": stack.id,
        "StackName": stack.name,
        "Description": stack.template.description,
        "Parameters": parameters,
        "CreationTime": stack.created,
        "LastUpdatedTime": stack.updated,
        "DeletionTime": stack.deleted,
        "StackStatus": stack.status,
        "StackStatusReason": stack.reason,
        "DisableRollback": bool(request.get("DisableRollback")),
        "NotificationARNs": request.get("NotificationARNs", []),
        "TimeoutInMinutes": request.get("TimeoutInMinutes"),
        "Capabilities": request.get("Capabilities", []),
        "Outputs": stack.outputs,
        "RoleARN": request.get("RoleARN"),
        "Tags": request.get("Tags", []),
        "EnableTerminationProtection": bool(request.get("EnableTerminationProtection")),
        "RetainExceptOnCreate": bool(request.get("RetainExceptOnCreate")),
        "RollbackConfiguration": {},
        "DriftInformation": {"StackDriftStatus": "NOT_CHECKED"},
        "ChangeSetId": stack.executed,
        "LastOperations": [{"OperationType": kind, "OperationId": id_} for kind, id_ in stack.operations[:2]],
    }


def _plain(value: Any) -> str:
    return ",".join(value) if isinstance(value, list) else str(value)


def _summarized(stack: Stack) -> dict[str, Any]:
    described = _described(stack)
    names = ("StackId", "StackName", "CreationTime", "LastUpdatedTime", "DeletionTime", "StackStatus")
    more = {name: described[name] for name in ("StackStatusReason", "DriftInformation", "LastOperations")}
    return {name: described[name] for name in names} | more | {"TemplateDescription": stack.template.description}


def _event(stack: Stack, event: Event) -> dict[str, Any]:
    return {
        "StackId": stack.id,
        "EventId": event.id,
        "StackName": stack.name,
        "OperationId": event.operation_id,
        "LogicalResourceId": event.logical,
        "PhysicalResourceId": event.physical,
        "ResourceType": event.type,
        "Timestamp": event.when,
        "ResourceStatus": event.status,
        "ResourceStatusReason": event.reason,
        "ClientRequestToken": event.token,
    }


def _operation_event(stack: Stack, event: Event) -> dict[str, Any]:
    failed = event.status.endswith("_FAILED") and event.type != STACK_TYPE
    told = {name: value for name, value in _event(stack, event).items() if name != "StackName"}
    return told | {
        "OperationType": event.operation_type,
        "EventType": "PROVISIONING_ERROR" if failed else "STACK_EVENT",
        "StartTime": event.when,
    }


def _resource(stack: Stack, resource: Resource) -> dict[str, Any]:
    return {
        "StackId": stack.id,
        "StackName": stack.name,
        "LogicalResourceId": resource.logical,
        "PhysicalResourceId": resource.physical or None,
        "ResourceType": resource.type,
        "Timestamp": resource.updated,
        "ResourceStatus": resource.status,
        "ResourceStatusReason": resource.reason,
        "DriftInformation": {"StackResourceDriftStatus": "NOT_CHECKED"},
    }
