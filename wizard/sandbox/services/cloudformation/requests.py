"""CreateStack, UpdateStack, DeleteStack: checks first, then a course that takes its time."""

from __future__ import annotations

import json
import re

from wizard.sandbox.kernel.errors import AwsError
from wizard.sandbox.kernel.operations import Answer, Call, operation
from wizard.sandbox.kernel.world import World
from wizard.sandbox.services.cloudformation import template as templates
from wizard.sandbox.services.cloudformation.declaration import declared, wanted
from wizard.sandbox.services.cloudformation.deployment import Failures, Target, creation, update
from wizard.sandbox.services.cloudformation.intrinsics import parameters_of
from wizard.sandbox.services.cloudformation.removal import deletion
from wizard.sandbox.services.cloudformation.resources import KINDS
from wizard.sandbox.services.cloudformation.stack import Stack, Stacks, Token
from wizard.sandbox.services.cloudformation.template import Template, invalid

_NAME = re.compile(r"[a-zA-Z][-a-zA-Z0-9]{0,127}")
_UPDATABLE = re.compile(r"(CREATE|UPDATE|UPDATE_ROLLBACK|IMPORT|IMPORT_ROLLBACK)_COMPLETE|UPDATE_FAILED")


@operation("cloudformation", "CreateStack")
def create_stack(call: Call) -> Answer:
    repeated = repeated_token(call)
    if repeated is not None:
        return {"StackId": repeated.id, "OperationId": repeated.operation_id}
    name = check_name(call)
    template = of_call(call)
    check_types(template)
    templates.check_capabilities(template, call.get("Capabilities", []))
    parameters = parameters_of(template, call.get("Parameters", []), {})
    if call.world.of(Stacks).find(call.account, call.region, name) is not None:
        raise AwsError("AlreadyExistsException", f"Stack [{name}] already exists")
    stack = make(call, name, template, parameters)
    stack.begin("CREATE_STACK", call.get("ClientRequestToken"))
    failures = failures_of(call.world, call.account)
    course = creation(call.world.of(Stacks), stack, failures, when=stack.created, imports=frozenset())
    stack.process = call.world.pace.start(course)
    remember_token(call, stack)
    return {"StackId": stack.id, "OperationId": stack.operation_id}


@operation("cloudformation", "UpdateStack")
def update_stack(call: Call) -> Answer:
    repeated = repeated_token(call)
    if repeated is not None:
        return {"StackId": repeated.id, "OperationId": repeated.operation_id}
    stack = existing(call)
    check_updatable(stack)
    template = stack.template if call.get("UsePreviousTemplate") else of_call(call)
    check_types(template)
    templates.check_capabilities(template, call.get("Capabilities", []))
    parameters = parameters_of(template, call.get("Parameters", []), stack.parameters)
    if not differs(stack, template, parameters):
        raise invalid("No updates are to be performed.")
    stack.request = {**stack.request, **call.parameters}
    stack.begin("UPDATE_STACK", call.get("ClientRequestToken"))
    course = update(call.world.of(Stacks), stack, Target(template, parameters), call.world.pace.now())
    stack.process = call.world.pace.start(course)
    remember_token(call, stack)
    return {"StackId": stack.id, "OperationId": stack.operation_id}


@operation("cloudformation", "DeleteStack")
def delete_stack(call: Call) -> Answer:
    """Deleting what is not there, or is deleted, is a success."""
    stack = call.world.of(Stacks).find(call.account, call.region, call.get("StackName", ""))
    if stack is None or stack.status in ("DELETE_COMPLETE", "DELETE_IN_PROGRESS"):
        return {}
    if repeated_token(call) is not None:
        return {}
    if stack.request.get("EnableTerminationProtection"):
        raise invalid(f"Stack [{stack.name}] cannot be deleted while TerminationProtection is enabled")
    if stack.status.endswith("_IN_PROGRESS") and stack.status not in ("CREATE_IN_PROGRESS", "REVIEW_IN_PROGRESS"):
        raise invalid(f"Stack [{stack.name}] cannot be deleted while in status {stack.status}")
    retain = frozenset(call.get("RetainResources", []))
    if retain and stack.status != "DELETE_FAILED":
        raise invalid("Invalid operation on stack. Resources can only be retained for stacks in DELETE_FAILED state.")
    if stack.process is not None:
        # A stack may be deleted while it is still being created.
        stack.process.cancel()
    stack.begin("DELETE_STACK", call.get("ClientRequestToken"))
    stack.process = call.world.pace.start(deletion(stack, call.world.pace.now(), retain))
    remember_token(call, stack)
    return {}


@operation("cloudformation", "UpdateTerminationProtection")
def update_termination_protection(call: Call) -> Answer:
    stack = existing(call)
    stack.request["EnableTerminationProtection"] = call.get("EnableTerminationProtection")
    return {"StackId": stack.id}


def make(call: Call, name: str, template: Template, parameters: dict[str, object]) -> Stack:
    """A new stack, entered among those there are."""
    stack = call.world.of(Stacks).make(call.account, call.region, name, template, call.world.pace.now(), parameters)
    stack.request = dict(call.parameters)
    return stack


def existing(call: Call) -> Stack:
    """The stack that a call names; raises AWS's ValidationError where there is none."""
    name = call.get("StackName", "")
    stack = call.world.of(Stacks).find(call.account, call.region, name)
    if stack is None:
        raise invalid(f"Stack with id {name} does not exist")
    return stack


def check_name(call: Call) -> str:
    name = str(call.get("StackName", ""))
    if not _NAME.fullmatch(name):
        text = f"Value '{name}' at 'stackName' failed to satisfy constraint: "
        text += "Member must satisfy regular expression pattern: [a-zA-Z][-a-zA-Z0-9]*"
        raise invalid(f"1 validation error detected: {text}")
    return name


def check_types(template: Template) -> None:
    unknown = sorted({each["Type"] for each in template.resources.values()} - set(KINDS))
    if unknown:
        raise invalid(f"Template format error: Unrecognized resource types: [{', '.join(unknown)}]")


def check_updatable(stack: Stack) -> None:
    if not _UPDATABLE.fullmatch(stack.status):
        raise invalid(f"Stack:{stack.id} is in {stack.status} state and can not be updated.")


def differs(stack: Stack, template: Template, parameters: dict[str, object]) -> bool:
    """Whether deploying that would change anything about the stack."""
    now = stack.created
    names = wanted(template, stack.scope(template, parameters))
    present = {name: each for name, each in stack.resources.items() if each.present}
    if set(names) != set(present) or template.section("Outputs") != stack.template.section("Outputs"):
        return True
    asked = {name: declared(stack, template, parameters, name, now) for name in names}
    return any(
        (present[name].properties, present[name].retained) != (asked[name].properties, asked[name].retained)
        for name in names
    )


def failures_of(world: World, account: str) -> Failures:
    """What the scenario lets fail in a creation in that account now."""
    return Failures([each for each in world.failing if each.get("account", account) == account])


def repeated_token(call: Call) -> Stack | None:
    """The stack of an earlier call with the same token; raises when it was another request.

    AWS compares the requests: the same again is answered as before, another one is refused.
    """
    token = call.get("ClientRequestToken")
    used = call.world.of(Stacks).tokens.get((call.account, call.region, token)) if token else None
    if used is None:
        return None
    if (used.operation, used.fingerprint) != (call.operation, _fingerprint(call)):
        raise AwsError("TokenAlreadyExistsException", f"A client request token already exists: {token}")
    return call.world.of(Stacks).find(call.account, call.region, used.stack_id)


def remember_token(call: Call, stack: Stack) -> None:
    token = call.get("ClientRequestToken")
    if token:
        used = Token(call.operation, _fingerprint(call), stack.id)
        call.world.of(Stacks).tokens[(call.account, call.region, token)] = used


def _fingerprint(call: Call) -> str:
    return json.dumps(call.parameters, sort_keys=True, default=str)


def of_call(call: Call) -> Template:
    """The template that a call carries; TemplateURL is refused, since the sandbox reaches no other place."""
    if call.get("TemplateBody") is None:
        if call.get("TemplateURL"):
            raise invalid("TemplateURL must reference a valid S3 object to which you have access.")
        raise invalid("Either Template URL or Template Body must be specified.")
    if len(call.get("TemplateBody")) > 51200:
        raise invalid(
            "1 validation error detected: Value at 'templateBody' failed to satisfy constraint: "
            "Member must have length less than or equal to 51200"
        )
    return templates.read(call.get("TemplateBody"))
