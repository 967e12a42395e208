"""StopStackSetOperation, DetectStackSetDrift, ImportStacksToStackSet, and what follows from them."""

from __future__ import annotations

from wizard.sandbox.kernel.errors import AwsError
from wizard.sandbox.kernel.operations import Answer, Call, operation, page
from wizard.sandbox.services.cloudformation.stack import Stack, Stacks
from wizard.sandbox.services.cloudformation.stack_sets import targets
from wizard.sandbox.services.cloudformation.stack_sets.callers import check_service_managed, found, operation_of
from wizard.sandbox.services.cloudformation.stack_sets.describing import instance_of
from wizard.sandbox.services.cloudformation.stack_sets.operations import Asked, begin
from wizard.sandbox.services.cloudformation.stack_sets.state import Instance, Operation, Result, StackSet, StackSets
from wizard.sandbox.services.cloudformation.template import invalid

_MOST_IMPORTED = 10


@operation("cloudformation", "StopStackSetOperation")
def stop_stack_set_operation(call: Call) -> Answer:
    """What has begun is finished; nothing else begins."""
    wanted = operation_of(call, found(call, active=True))
    if wanted.status == "QUEUED":
        wanted.status, wanted.ended = "STOPPED", call.world.pace.now()
    elif wanted.status == "RUNNING":
        wanted.status = "STOPPING"
    else:
        text = f"Operation {wanted.id} is in {wanted.status} state and can not be stopped"
        raise AwsError("InvalidOperationException", text, 400)
    return {}


@operation("cloudformation", "DetectStackSetDrift")
def detect_stack_set_drift(call: Call) -> Answer:
    stack_set = found(call, active=True)
    if any(each.action == "DETECT_DRIFT" for each in stack_set.under_way()):
        text = f"Another drift detection on StackSet {stack_set.arn} is in progress"
        raise AwsError("OperationInProgressException", text, 409)

    def resolve(_: Operation) -> list[Result]:
        return [Result(each) for each in stack_set.instances.values() if each.deployed]

    return begin(call, stack_set, Asked("DETECT_DRIFT", "DetectStackSetDrift", call.parameters, resolve))


@operation("cloudformation", "ListStackInstanceResourceDrifts")
def list_stack_instance_resource_drifts(call: Call) -> Answer:
    stack_set = found(call)
    looked = operation_of(call, stack_set)
    wanted = call.get("StackInstanceResourceDriftStatuses", [])
    drifts = instance_of(call, stack_set).found.get(looked.id, [])
    shown = [each for each in drifts if not wanted or each["StackResourceDriftStatus"] in wanted]
    part, token = page(shown, call, 100, limit="MaxResults")
    return {"Summaries": part, "NextToken": token}


@operation("cloudformation", "ListStackSetAutoDeploymentTargets")
def list_stack_set_auto_deployment_targets(call: Call) -> Answer:
    stack_set = found(call)
    listed = [{"OrganizationalUnitId": unit, "Regions": stack_set.regions} for unit in stack_set.units]
    part, token = page(listed, call, 100, limit="MaxResults")
    return {"Summaries": part, "NextToken": token}


@operation("cloudformation", "ImportStacksToStackSet")
def import_stacks_to_stack_set(call: Call) -> Answer:
    stack_set = found(call, active=True)
    if stack_set.service_managed:
        check_service_managed(call, stack_set.owner)
    places = [(stack, _unit(call, stack_set, stack)) for stack in _stacks(call)]

    def resolve(_: Operation) -> list[Result]:
        units = [unit for _, unit in places if unit]
        stack_set.units += [unit for unit in dict.fromkeys(units) if unit not in stack_set.units]
        return [_taken_in(stack_set, stack, unit) for stack, unit in places]

    asked = Asked("CREATE", "ImportStacksToStackSet", call.parameters, resolve, provisions=stack_set.service_managed)
    return begin(call, stack_set, asked)


def _taken_in(stack_set: StackSet, stack: Stack, unit: str) -> Result:
    instance = Instance(stack.account, stack.region, unit, stack=stack)
    stack_set.instances[stack.account, stack.region] = instance
    if stack.region not in stack_set.regions:
        stack_set.regions.append(stack.region)
    return Result(instance, stack=stack)


def _stacks(call: Call) -> list[Stack]:
    if call.get("StackIdsUrl"):
        raise invalid("The file of stack ids must be in an S3 bucket to which you have access.")
    named = [str(each) for each in call.get("StackIds", [])]
    if not named:
        raise invalid("You must specify either StackIds or StackIdsUrl")
    if len(named) > _MOST_IMPORTED:
        text = f"At most {_MOST_IMPORTED} stacks can be imported at a time"
        raise AwsError("LimitExceededException", text, 400)
    stacks = [_stack(call, each) for each in named]
    owned = {id(each.stack) for one in call.world.of(StackSets).all for each in one.instances.values() if each.deployed}
    for stack in stacks:
        if id(stack) in owned:
            raise invalid(f"Stack {stack.id} already belongs to a stack set")
        if any(about.get("NoEcho") for about in stack.template.section("Parameters").values()):
            raise invalid(f"Stack {stack.id} has NoEcho parameters and cannot be imported")
    return stacks


def _stack(call: Call, arn: str) -> Stack:
    parts = arn.split(":")
    stack = call.world.of(Stacks).find(parts[4], parts[3], arn) if len(parts) > 5 else None
    if stack is None or stack.status == "DELETE_COMPLETE":
        raise AwsError("StackNotFoundException", f"Stack {arn} not found", 404)
    return stack


def _unit(call: Call, stack_set: StackSet, stack: Stack) -> str:
    """The unit that a stack is mapped to; raises where there is no place for it in the stack set."""
    if (stack.account, stack.region) in stack_set.instances:
        raise invalid(f"StackSet {stack_set.name} has a stack instance in account {stack.account} already")
    if not stack_set.service_managed:
        return ""
    units = [str(each) for each in call.get("OrganizationalUnitIds", [])]
    if not units:
        raise invalid("You must specify OrganizationalUnitIds for SERVICE_MANAGED stack sets")
    housed = targets.below(stack_set.owner, units)
    if stack.account not in housed:
        raise invalid(f"Account {stack.account} is not in the given organizational units")
    return housed[stack.account]
