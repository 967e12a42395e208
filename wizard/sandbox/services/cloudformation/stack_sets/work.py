"""What an operation does in one account: a stack is made, changed, taken away, taken in or looked at.

Everything is done to ordinary stacks by the courses of ordinary stacks; here is when that is not possible, and what the
end of such a stack means for the instance.
"""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from wizard.sandbox.kernel.clock import Course, Process
from wizard.sandbox.kernel.world import World
from wizard.sandbox.services.cloudformation.deployment import Target, creation, update
from wizard.sandbox.services.cloudformation.intrinsics import parameters_of
from wizard.sandbox.services.cloudformation.removal import deletion
from wizard.sandbox.services.cloudformation.requests import differs, failures_of
from wizard.sandbox.services.cloudformation.stack import STACK_TYPE, Resource, Stack, Stacks
from wizard.sandbox.services.cloudformation.stack_sets.drift import drifts
from wizard.sandbox.services.cloudformation.stack_sets.execution_role import missing
from wizard.sandbox.services.cloudformation.stack_sets.permissions import Permitted, may_act, may_change, may_take
from wizard.sandbox.services.cloudformation.stack_sets.state import Operation, Result, StackSet
from wizard.sandbox.services.cloudformation.stack_sets.targets import states

_SUSPENDED = (
    "This account is suspended. To remove this instance from the stack set, run DeleteStackInstances with the "
    "RetainStacks parameter."
)
# How long a stack is looked at, in seconds.
_LOOKING = 4.0
_STILL = "No updates are to be performed."
_UPDATABLE = ("CREATE_COMPLETE", "UPDATE_COMPLETE", "UPDATE_ROLLBACK_COMPLETE", "IMPORT_COMPLETE", "UPDATE_FAILED")


class Work:
    """One instance in one operation, from its beginning to its end."""

    # Whether nothing can be done in its account, by AWS Organizations.
    suspended = False

    def __init__(self, world: World, stack_set: StackSet, operation: Operation, result: Result) -> None:
        self._world, self._stack_set, self._operation = world, stack_set, operation
        self.result, self._instance = result, result.instance
        self._process: Process | None = None

    @property
    def ended(self) -> bool:
        return self.result.status not in ("PENDING", "RUNNING")

    def begin(self, when: datetime) -> None:
        """Starts, and ends at once where nothing can be done there."""
        self.result.status = self._instance.detailed = "RUNNING"
        if self.suspended:
            self.result.skipped = True
            self.end("CANCELLED", _SUSPENDED)
            self._instance.detailed = "SKIPPED_SUSPENDED_ACCOUNT"
            return
        reason = missing(self._stack_set, self._instance.account)
        if reason:
            self.result.skipped = self._operation.provisions
            self.end("FAILED", reason)
            return
        self._act(when)

    def go_on(self, when: datetime) -> None:
        """Goes on as far as it is due by then."""
        if self._process is not None:
            self._process.settle(when)
            if self._process.finished and not self.ended:
                self._conclude(when)

    def end(self, status: str, reason: str | None = None) -> None:
        """What became of it, also where it never began."""
        self.result.end(status, reason)
        instance = self._instance
        instance.detailed, instance.reason = status, reason
        instance.status = "CURRENT" if status == "SUCCEEDED" else "OUTDATED"

    def _act(self, when: datetime) -> None:
        raise NotImplementedError

    def _conclude(self, when: datetime) -> None:
        raise NotImplementedError

    def _run(self, course: Course, when: datetime) -> None:
        stack = self._instance.stack
        assert stack is not None
        self._process = stack.process = self._world.pace.apart(course, when)

    def _parameters(self) -> dict[str, Any]:
        """The stack set's, with what is overridden here."""
        given = [{"ParameterKey": key, "ParameterValue": value} for key, value in self._instance.overrides.items()]
        stack_set = self._stack_set
        known = {each["ParameterKey"] for each in given}
        plain = [
            {"ParameterKey": key, "ParameterValue": ",".join(value) if isinstance(value, list) else value}
            for key, value in stack_set.parameters.items()
            if key not in known
        ]
        return parameters_of(stack_set.template, [*plain, *given], {})


class Deploying(Work):
    """A stack is made where there is none, and brought up to date where there is one."""

    def _act(self, when: datetime) -> None:
        stack = self._instance.stack
        if stack is None or not self._instance.deployed:
            self._create(when)
        else:
            self._update(stack, when)

    def _create(self, when: datetime) -> None:
        stack_set, instance, stacks = self._stack_set, self._instance, self._world.of(Stacks)
        name = f"StackSet-{stack_set.name}-{uuid.uuid4()}"
        arn = f"arn:aws:cloudformation:{instance.region}:{instance.account}:stack/{name}/*"
        reason = may_act(stack_set, instance.account, "CreateStack", arn)
        if reason:
            self.end("FAILED", reason)
            return
        parameters = self._parameters()
        stack = stacks.make(instance.account, instance.region, name, stack_set.template, when, parameters)
        names = ("Capabilities", "Tags")
        stack.request = {key: stack_set.request[key] for key in names if stack_set.request.get(key)}
        stack.request["OnFailure"] = "DELETE"
        stack.begin("CREATE_STACK", None)
        instance.stack = stack
        failures = Permitted(stack_set, instance.account, failures_of(self._world, instance.account))
        self._run(creation(stacks, stack, failures, when=when, imports=frozenset()), when)

    def _update(self, stack: Stack, when: datetime) -> None:
        template, parameters = self._stack_set.template, self._parameters()
        if stack.status not in _UPDATABLE:
            self.end("FAILED", f"Stack:{stack.id} is in {stack.status} state and can not be updated.")
            return
        if not differs(stack, template, parameters):
            self.end("SUCCEEDED", _STILL)
            return
        reason = may_act(self._stack_set, stack.account, "UpdateStack", stack.id)
        refused = may_change(self._stack_set, stack)
        if reason or refused:
            self.end("FAILED", reason or _about(refused))
            return
        stack.begin("UPDATE_STACK", None)
        self._run(update(self._world.of(Stacks), stack, Target(template, parameters), when), when)

    def _conclude(self, when: datetime) -> None:  # noqa: ARG002 - as every work
        stack = self._instance.stack
        assert stack is not None
        if stack.status in ("CREATE_COMPLETE", "UPDATE_COMPLETE"):
            self.end("SUCCEEDED")
        else:
            self.end("FAILED", _why(stack))


class Removing(Work):
    """The instance is taken out of the set, and its stack away, unless it is to stay."""

    def begin(self, when: datetime) -> None:
        if self._operation.request.get("RetainStacks") or not (self._instance.deployed or self.suspended):
            self._gone()
            return
        super().begin(when)

    def _act(self, when: datetime) -> None:
        stack = self._instance.stack
        assert stack is not None
        if stack.request.get("EnableTerminationProtection"):
            self._stuck(f"Stack [{stack.name}] cannot be deleted while TerminationProtection is enabled")
            return
        reason = may_act(self._stack_set, stack.account, "DeleteStack", stack.id)
        refused = may_take(self._stack_set, stack)
        if reason or refused:
            self._stuck(reason or _about(refused))
            return
        stack.begin("DELETE_STACK", None)
        self._run(deletion(stack, when), when)

    def _conclude(self, when: datetime) -> None:  # noqa: ARG002 - as every work
        stack = self._instance.stack
        assert stack is not None
        if stack.status == "DELETE_COMPLETE":
            self._gone()
        else:
            self._stuck(_why(stack))

    def end(self, status: str, reason: str | None = None) -> None:
        """What was not begun leaves the instance as it is."""
        standing = self._instance.status
        super().end(status, reason)
        if status == "CANCELLED":
            self._instance.status = standing

    def _gone(self) -> None:
        self.result.end("SUCCEEDED")
        self._stack_set.instances.pop((self._instance.account, self._instance.region), None)

    def _stuck(self, reason: str) -> None:
        self.end("FAILED", reason)
        self._instance.status = self._instance.detailed = "INOPERABLE"


def _why(stack: Stack) -> str:
    """What failed in a stack, as StackSets tells it: the first resource that did."""
    for event in stack.events:
        if event.operation_id == stack.operation_id and event.type != STACK_TYPE and event.status.endswith("_FAILED"):
            return _of(event.logical, event.type, event.reason or "")
    return stack.reason or ""


def _about(refused: tuple[Resource, str] | None) -> str:
    return _of(refused[0].logical, refused[0].type, refused[1]) if refused else ""


def _of(logical: str, type_: str, reason: str) -> str:
    return f"ResourceLogicalId:{logical}, ResourceType:{type_}, ResourceStatusReason:{reason}."


class Importing(Work):
    """A stack that somebody made becomes the instance's, if it is what the set would have made."""

    def _act(self, when: datetime) -> None:
        self._process = self._world.pace.apart(_waiting(), when)

    def _conclude(self, when: datetime) -> None:  # noqa: ARG002 - as every work
        stack = self.result.stack
        assert stack is not None
        if differs(stack, self._stack_set.template, self._parameters()):
            self.end("FAILED", f"Stack {stack.id} does not match the template of StackSet {self._stack_set.name}")
            self._instance.status, self._instance.detailed = "INOPERABLE", "FAILED_IMPORT"
            return
        self.end("SUCCEEDED")


class Looking(Work):
    """The resources of the stack are compared with what the set wants; the instance is as current as before."""

    def begin(self, when: datetime) -> None:
        self.result.status = "RUNNING"
        self.result.skipped = self.suspended
        reason = missing(self._stack_set, self._instance.account)
        if self.suspended:
            self.end("CANCELLED", _SUSPENDED)
        elif reason:
            self.end("FAILED", reason)
        else:
            self._act(when)

    def end(self, status: str, reason: str | None = None) -> None:
        """It is told of the operation alone."""
        self.result.end(status, reason)

    def _act(self, when: datetime) -> None:
        self._process = self._world.pace.apart(_waiting(), when)

    def _conclude(self, when: datetime) -> None:
        instance = self._instance
        assert instance.stack is not None
        found = drifts(instance.stack, when)
        instance.found[self._operation.id] = found
        drifted = any(each["StackResourceDriftStatus"] != "IN_SYNC" for each in found)
        instance.drift, instance.checked = "DRIFTED" if drifted else "IN_SYNC", when
        self.end("SUCCEEDED")


def _waiting() -> Course:
    yield _LOOKING


_WORKS: dict[str, type[Work]] = {
    "CreateStackInstances": Deploying,
    "UpdateStackInstances": Deploying,
    "UpdateStackSet": Deploying,
    "DeleteStackInstances": Removing,
    "ImportStacksToStackSet": Importing,
    "DetectStackSetDrift": Looking,
}


def works_of(world: World, stack_set: StackSet, operation: Operation) -> list[Work]:
    """What is to be done in each account, in the order of the operation's results."""
    works = [_WORKS[operation.kind](world, stack_set, operation, result) for result in operation.results]
    if stack_set.service_managed:
        known = states(stack_set.owner)
        for work in works:
            work.suspended = known.get(work.result.instance.account) != "ACTIVE"
    return works
