"""Looking at stack sets. Every look at what is under way is a poll: at pace zero it moves on afterwards."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from wizard.sandbox.kernel.errors import AwsError
from wizard.sandbox.kernel.operations import Answer, Call, operation, page
from wizard.sandbox.services.cloudformation.stack_sets.callers import found, operation_of, owner_of
from wizard.sandbox.services.cloudformation.stack_sets.drift import of_all
from wizard.sandbox.services.cloudformation.stack_sets.progress import details, regional
from wizard.sandbox.services.cloudformation.stack_sets.state import Instance, Operation, Result, StackSet, StackSets
from wizard.sandbox.services.cloudformation.template import invalid

_PAGE = 100


@operation("cloudformation", "DescribeStackSet")
def describe_stack_set(call: Call) -> Answer:
    stack_set = found(call)
    request = stack_set.request
    names = ("Description", "Capabilities", "Tags", "AdministrationRoleARN", "ExecutionRoleName")
    bucket = request.get("StackSetOutputBucket")
    told = {
        **_summary(stack_set),
        **{name: request[name] for name in names if request.get(name)},
        "TemplateBody": stack_set.template.text,
        "Parameters": [
            {"ParameterKey": key, "ParameterValue": ",".join(value) if isinstance(value, list) else value}
            for key, value in stack_set.parameters.items()
        ],
        "StackSetARN": stack_set.arn,
        "OrganizationalUnitIds": stack_set.units,
        "Regions": stack_set.regions,
        "StackSetDriftDetectionDetails": stack_set.drift or None,
        "StackSetOutputBucketPath": f"s3://{bucket}/{stack_set.id}" if bucket else None,
    }
    return {"StackSet": {name: value for name, value in told.items() if name not in ("DriftStatus",)}}


@operation("cloudformation", "ListStackSets")
def list_stack_sets(call: Call) -> Answer:
    here = call.world.of(StackSets).here(owner_of(call), call.region)
    wanted = call.get("Status")
    delegated = call.get("CallAs", "SELF") != "SELF"
    shown = [each for each in here if wanted in (None, each.status) and (each.service_managed or not delegated)]
    part, token = page(shown, call, _PAGE, limit="MaxResults")
    return {"Summaries": [_summary(each) for each in part], "NextToken": token}


def _summary(stack_set: StackSet) -> dict[str, Any]:
    return {
        "StackSetName": stack_set.name,
        "StackSetId": stack_set.id,
        "Description": stack_set.request.get("Description"),
        "Status": stack_set.status,
        "AutoDeployment": stack_set.auto_deployment or None,
        "PermissionModel": stack_set.request["PermissionModel"],
        "DriftStatus": stack_set.drift.get("DriftStatus", "NOT_CHECKED"),
        "LastDriftCheckTimestamp": stack_set.drift.get("LastDriftCheckTimestamp"),
        "ManagedExecution": {"Active": stack_set.managed_execution},
    }


@operation("cloudformation", "DescribeStackSetOperation")
def describe_stack_set_operation(call: Call) -> Answer:
    stack_set = found(call)
    wanted = operation_of(call, stack_set)
    request = wanted.request
    targets = request.get("DeploymentTargets")
    told = {
        **_operation(wanted),
        "StackSetId": stack_set.id,
        "RetainStacks": request.get("RetainStacks"),
        "AdministrationRoleARN": stack_set.request.get("AdministrationRoleARN"),
        "ExecutionRoleName": stack_set.request.get("ExecutionRoleName"),
        "DeploymentTargets": targets,
        "StackSetDriftDetectionDetails": of_all(wanted) if wanted.action == "DETECT_DRIFT" else None,
        "RegionalStatusDetails": regional(wanted),
    }
    return _polled(call, stack_set, {"StackSetOperation": told})


@operation("cloudformation", "ListStackSetOperations")
def list_stack_set_operations(call: Call) -> Answer:
    """Newest first."""
    stack_set = found(call)
    part, token = page(list(reversed(stack_set.operations)), call, _PAGE, limit="MaxResults")
    return _polled(call, stack_set, {"Summaries": [_operation(each) for each in part], "NextToken": token})


def _operation(wanted: Operation) -> dict[str, Any]:
    return {
        "OperationId": wanted.id,
        "Action": wanted.action,
        "Status": wanted.status,
        "CreationTimestamp": wanted.created,
        "EndTimestamp": wanted.ended,
        "StatusReason": wanted.reason,
        "StatusDetails": details(wanted),
        "OperationPreferences": wanted.preferences,
    }


@operation("cloudformation", "ListStackSetOperationResults")
def list_stack_set_operation_results(call: Call) -> Answer:
    stack_set = found(call)
    wanted = operation_of(call, stack_set)
    results = _seen(call, stack_set, wanted.id, [_result(call, each) for each in wanted.results])
    for each in call.get("Filters", []):
        if each.get("Name") != "OPERATION_RESULT_STATUS":
            raise invalid(f"Unknown filter {each.get('Name')}")
        results = [result for result in results if result["Status"] == each.get("Values")]
    part, token = page(results, call, _PAGE, limit="MaxResults")
    return _polled(call, stack_set, {"Summaries": part, "NextToken": token})


def _result(call: Call, result: Result) -> dict[str, Any]:
    instance = result.instance
    function = f"arn:aws:lambda:{call.region}:{instance.account}:function:AWSCloudFormationStackSetAccountGate"
    gate = {"Status": "SKIPPED", "StatusReason": f"Function not found: {function}"}
    begun = result.status in ("SUCCEEDED", "RUNNING")
    return {
        "Account": instance.account,
        "Region": instance.region,
        "Status": result.status,
        "StatusReason": result.reason,
        "AccountGateResult": gate if begun else None,
        "OrganizationalUnitId": instance.unit,
    }


_FILTERS: dict[str, Callable[[dict[str, Any]], Any]] = {
    "DETAILED_STATUS": lambda told: told["StackInstanceStatus"]["DetailedStatus"],
    "LAST_OPERATION_ID": lambda told: told["LastOperationId"],
    "DRIFT_STATUS": lambda told: told["DriftStatus"],
}


@operation("cloudformation", "ListStackInstances")
def list_stack_instances(call: Call) -> Answer:
    stack_set = found(call)
    told = [_instance(stack_set, each) for each in stack_set.instances.values()]
    account, region = call.get("StackInstanceAccount"), call.get("StackInstanceRegion")
    instances = [
        each
        for each in _seen(call, stack_set, "instances", told)
        if account in (None, each["Account"]) and region in (None, each["Region"])
    ]
    for asked in call.get("Filters", []):
        if asked.get("Name") not in _FILTERS:
            raise invalid(f"Unknown filter {asked.get('Name')}")
        of = _FILTERS[asked["Name"]]
        instances = [each for each in instances if of(each) == asked.get("Values")]
    part, token = page(instances, call, _PAGE, limit="MaxResults")
    return _polled(call, stack_set, {"Summaries": part, "NextToken": token})


@operation("cloudformation", "DescribeStackInstance")
def describe_stack_instance(call: Call) -> Answer:
    stack_set = found(call)
    instance = instance_of(call, stack_set)
    overrides = [{"ParameterKey": key, "ParameterValue": value} for key, value in instance.overrides.items()]
    return _polled(
        call, stack_set, {"StackInstance": {**_instance(stack_set, instance), "ParameterOverrides": overrides}}
    )


def instance_of(call: Call, stack_set: StackSet) -> Instance:
    """The instance that a call names."""
    place = (str(call.get("StackInstanceAccount")), str(call.get("StackInstanceRegion")))
    if place not in stack_set.instances:
        text = f"Stack instance not found for StackSet {stack_set.name}, account {place[0]} and region {place[1]}"
        raise AwsError("StackInstanceNotFoundException", text, 404)
    return stack_set.instances[place]


def _instance(stack_set: StackSet, instance: Instance) -> dict[str, Any]:
    return {
        "StackSetId": stack_set.id,
        "Region": instance.region,
        "Account": instance.account,
        "StackId": instance.stack.id if instance.stack is not None else None,
        "Status": instance.status,
        "StatusReason": instance.reason,
        "StackInstanceStatus": {"DetailedStatus": instance.detailed},
        "OrganizationalUnitId": instance.unit,
        "DriftStatus": instance.drift,
        "LastDriftCheckTimestamp": instance.checked,
        "LastOperationId": instance.operation,
    }


def _seen(call: Call, stack_set: StackSet, of: str, told: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What a list shows: what is, or while lists lag behind, what the last one has shown."""
    before, stack_sets = stack_set.shown.get(of, []), call.world.of(StackSets)
    if call.get("NextToken"):
        return before
    if stack_sets.lag > 0 and before != told:
        stack_sets.lag -= 1
        return before
    stack_set.shown[of] = told
    return told


def _polled(call: Call, stack_set: StackSet, answer: Answer) -> Answer:
    # The further pages of a list are the same look.
    if not call.get("NextToken"):
        stack_set.polled()
    return answer
