"""Beginning an operation: its id is used once, it waits for others or is refused, and the next one follows it."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from wizard.sandbox.kernel.clock import Course
from wizard.sandbox.kernel.errors import AwsError
from wizard.sandbox.kernel.operations import Answer, Call
from wizard.sandbox.kernel.world import World
from wizard.sandbox.services.cloudformation.stack_sets.running import running
from wizard.sandbox.services.cloudformation.stack_sets.state import Action, Operation, Resolve, StackSet
from wizard.sandbox.services.cloudformation.template import invalid


@dataclass(frozen=True)
class Asked:
    """What is asked of a stack set. kind: the API's operation; resolve: what to work on, once it is its turn.

    provisions: whether the execution role has to be in each account first.
    """

    action: Action
    kind: str
    request: Mapping[str, Any]
    resolve: Resolve
    provisions: bool = False


def begin(call: Call, stack_set: StackSet, asked: Asked) -> Answer:
    """Starts the operation of a call or has it wait; raises where AWS takes none now, or took it already."""
    identifier = str(call.get("OperationId") or uuid.uuid4())
    _check_preferences(dict(call.get("OperationPreferences") or {}))
    check_new(call, stack_set)
    check_free(stack_set)
    enter(call.world, stack_set, identifier, asked, call.world.pace.now())
    return {"OperationId": identifier}


def check_new(call: Call, stack_set: StackSet) -> None:
    """Raises where the operation was sent already."""
    identifier = call.get("OperationId")
    if any(operation.id == identifier for operation in stack_set.operations):
        raise AwsError("OperationIdAlreadyExistsException", f"Operation Id {identifier} already exists", 409)


def check_free(stack_set: StackSet) -> None:
    """Raises while another operation is under way, unless the stack set queues them."""
    if stack_set.under_way() and not stack_set.managed_execution:
        text = f"Another Operation on StackSet {stack_set.arn} is in progress"
        raise AwsError("OperationInProgressException", text, 409)


def enter(world: World, stack_set: StackSet, identifier: str, asked: Asked, when: datetime) -> Operation:
    """Puts an operation behind those under way, and starts it where there are none."""
    operation = Operation(identifier, asked.action, asked.kind, dict(asked.request), when, asked.resolve)
    operation.provisions = asked.provisions
    waits = bool(stack_set.under_way())
    stack_set.operations.append(operation)
    if not waits:
        _start(world, stack_set, operation, when)
    return operation


def _start(world: World, stack_set: StackSet, operation: Operation, when: datetime) -> None:
    operation.status = "RUNNING"
    operation.process = world.pace.start(_to_the_end(world, stack_set, operation), when)


def _to_the_end(world: World, stack_set: StackSet, operation: Operation) -> Course:
    yield from running(world, stack_set, operation)
    assert operation.ended is not None
    following = next(iter(stack_set.under_way()), None)
    if following is not None:
        _start(world, stack_set, following, operation.ended)


def _check_preferences(preferences: dict[str, Any]) -> None:
    for one, other in (
        ("FailureToleranceCount", "FailureTolerancePercentage"),
        ("MaxConcurrentCount", "MaxConcurrentPercentage"),
    ):
        if one in preferences and other in preferences:
            raise invalid(f"You can specify either {one} or {other}, but not both")
