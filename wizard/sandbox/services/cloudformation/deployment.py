"""The order of events of a stack operation: what becomes of each resource, and when.

Every operation is a course: it marks a state, waits, acts, and goes on. A create takes about eight seconds at
pace 1; a failing one ends in a rollback that takes away what it had made.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from wizard.sandbox.kernel.clock import Course
from wizard.sandbox.services.cloudformation.declaration import declared_by, outputs_of, replaces, wanted_by
from wizard.sandbox.services.cloudformation.removal import BRIEF, WORK, Part, end, remove, remove_all, skip
from wizard.sandbox.services.cloudformation.resources import KINDS, ResourceError
from wizard.sandbox.services.cloudformation.stack import Resource, Stack, Stacks
from wizard.sandbox.services.cloudformation.template import Template


class Failures:
    """What a scenario lets fail: tables of a resource's `type` and the `reason`, and how many `times` if not always."""

    def __init__(self, failing: list[dict[str, Any]]) -> None:
        self._failing = failing

    def check(self, resource: Resource) -> None:
        """Raises where that resource is one that fails."""
        for each in self._failing:
            if each["type"] == resource.type and each.get("times", 1) > 0:
                if "times" in each:
                    each["times"] -= 1
                raise ResourceError(str(each["reason"]))


def creation(stacks: Stacks, stack: Stack, failures: Failures, *, when: datetime, imports: frozenset[str]) -> Course:
    """CREATE_IN_PROGRESS to CREATE_COMPLETE, or to what OnFailure asks for. Imported resources are adopted as found."""
    stack.mark("CREATE_IN_PROGRESS", when, "User Initiated")
    failed: list[str] = []
    when = yield BRIEF
    for logical in wanted_by(stack):
        resource = declared_by(stack, logical, when)
        imported = logical in imports
        when = yield from (
            _adopt(stack, resource, when) if imported else _create(stacks, stack, resource, when, failures)
        )
        if resource.status == "CREATE_FAILED":
            failed.append(logical)
            break
    if failed:
        yield from _failed_creation(stack, failed, when)
        return
    stack.outputs = outputs_of(stack)
    stack.mark("CREATE_COMPLETE", when)


def _create(stacks: Stacks, stack: Stack, resource: Resource, when: datetime, failures: Failures) -> Part[datetime]:
    stack.mark_resource(resource, "CREATE_IN_PROGRESS", when)
    when = yield BRIEF
    try:
        failures.check(resource)
        _check_owner(stacks, stack, resource)
        KINDS[resource.type].create(stack.account, resource.physical, resource.properties)
    except ResourceError as failure:
        resource.physical = ""
        stack.mark_resource(resource, "CREATE_FAILED", when, str(failure))
        return when
    stack.mark_resource(resource, "CREATE_IN_PROGRESS", when, "Resource creation Initiated")
    when = yield WORK
    stack.mark_resource(resource, "CREATE_COMPLETE", when)
    return (yield BRIEF)


def _check_owner(stacks: Stacks, stack: Stack, resource: Resource) -> None:
    owner = stacks.owner(stack.account, resource.type, resource.physical, stack)
    if owner is not None:
        raise ResourceError(f"{resource.physical} already exists in stack {owner.id}")


def _adopt(stack: Stack, resource: Resource, when: datetime) -> Part[datetime]:
    stack.mark_resource(resource, "IMPORT_IN_PROGRESS", when, "Resource import started.")
    when = yield WORK
    stack.mark_resource(resource, "IMPORT_COMPLETE", when, "Resource import completed.")
    return (yield BRIEF)


def _failed_creation(stack: Stack, failed: list[str], when: datetime) -> Course:
    names = ", ".join(failed)
    reason = f"The following resource(s) failed to create: [{names}]. "
    choice = stack.request.get("OnFailure") or ("DO_NOTHING" if stack.request.get("DisableRollback") else "ROLLBACK")
    if choice == "DO_NOTHING":
        stack.mark("CREATE_FAILED", when, reason)
        return
    operation, asked = ("DELETE", "Delete") if choice == "DELETE" else ("ROLLBACK", "Rollback")
    stack.mark(f"{operation}_IN_PROGRESS", when, f"{reason}{asked} requested by user.")
    when = yield BRIEF
    when, stuck = yield from remove_all(stack, when, creating=True)
    end(stack, operation, when, stuck)


def importing(stack: Stack, when: datetime) -> Course:
    """IMPORT_IN_PROGRESS to IMPORT_COMPLETE: the resources stay as they are and belong to the stack from now on."""
    stack.mark("IMPORT_IN_PROGRESS", when, "User Initiated")
    when = yield BRIEF
    for logical in wanted_by(stack):
        if logical not in stack.resources or not stack.resources[logical].present:
            when = yield from _adopt(stack, declared_by(stack, logical, when), when)
    stack.outputs = outputs_of(stack)
    stack.mark("IMPORT_COMPLETE", when)


@dataclass(frozen=True)
class Target:
    """What an update leads to; the resources named in `imports` are adopted as found."""

    template: Template
    parameters: dict[str, Any]
    imports: frozenset[str] = frozenset()


def update(stacks: Stacks, stack: Stack, target: Target, when: datetime) -> Course:
    """UPDATE_IN_PROGRESS to UPDATE_COMPLETE, or back to what was there in UPDATE_ROLLBACK_COMPLETE."""
    before = (stack.template, stack.parameters)
    stack.mark("UPDATE_IN_PROGRESS", when, "User Initiated")
    stack.template, stack.parameters, stack.updated = target.template, target.parameters, when
    when = yield BRIEF
    failed, when = yield from _update_all(stacks, stack, target.imports, when)
    if failed:
        reason = f"The following resource(s) failed to update: [{failed}]. "
        stack.mark("UPDATE_ROLLBACK_IN_PROGRESS", when, reason)
        stack.template, stack.parameters = before
        when = yield WORK
        stack.mark("UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS", when)
        when = yield BRIEF
        stack.mark("UPDATE_ROLLBACK_COMPLETE", when)
        return
    stack.mark("UPDATE_COMPLETE_CLEANUP_IN_PROGRESS", when)
    when = yield BRIEF
    gone = [each for name, each in stack.resources.items() if each.present and name not in wanted_by(stack)]
    for resource in gone:
        when = yield from (skip if resource.retained else remove)(stack, resource, when)
    stack.outputs = outputs_of(stack)
    stack.mark("UPDATE_COMPLETE", when)


def _update_all(stacks: Stacks, stack: Stack, imports: frozenset[str], when: datetime) -> Part[tuple[str, datetime]]:
    for logical in wanted_by(stack):
        present = stack.resources.get(logical)
        declared = declared_by(stack, logical, when)
        if logical in imports:
            when = yield from _adopt(stack, declared, when)
        elif present is None or not present.present:
            when = yield from _create(stacks, stack, declared, when, Failures([]))
            if declared.status == "CREATE_FAILED":
                return logical, when
        elif present.properties != declared.properties:
            when = yield from _modify(stack, present, declared, when)
            if present.status == "UPDATE_FAILED":
                return logical, when
        else:
            present.retained, present.retained_on_create = declared.retained, declared.retained_on_create
    return "", when


def _modify(stack: Stack, present: Resource, declared: Resource, when: datetime) -> Part[datetime]:
    stack.mark_resource(present, "UPDATE_IN_PROGRESS", when)
    when = yield WORK
    kind = KINDS[present.type]
    try:
        if replaces(present, declared):
            kind.create(stack.account, declared.physical, declared.properties)
            if not present.retained:
                kind.delete(stack.account, present.physical, present.properties)
            present.physical = declared.physical
        else:
            kind.update(stack.account, present.physical, declared.properties)
    except ResourceError as failure:
        stack.mark_resource(present, "UPDATE_FAILED", when, str(failure))
        return when
    present.properties = declared.properties
    present.retained, present.retained_on_create = declared.retained, declared.retained_on_create
    stack.mark_resource(present, "UPDATE_COMPLETE", when)
    return (yield BRIEF)
