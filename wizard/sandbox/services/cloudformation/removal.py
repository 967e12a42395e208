"""Taking a stack's resources away: deleting a stack, and rolling a failed creation back."""

from __future__ import annotations

from collections.abc import Generator
from datetime import datetime
from typing import TypeAlias, TypeVar

from wizard.sandbox.kernel.clock import Course
from wizard.sandbox.services.cloudformation.resources import KINDS, ResourceError
from wizard.sandbox.services.cloudformation.stack import Resource, Stack

T = TypeVar("T")
Part: TypeAlias = "Generator[float, datetime, T]"

BRIEF = 1.0
WORK = 5.0


def deletion(stack: Stack, when: datetime, retain: frozenset[str] = frozenset()) -> Course:
    """DELETE_IN_PROGRESS to DELETE_COMPLETE, skipping what is to be retained, or to DELETE_FAILED."""
    stack.mark("DELETE_IN_PROGRESS", when, "User Initiated")
    when = yield BRIEF
    when, stuck = yield from remove_all(stack, when, creating=False, retain=retain)
    end(stack, "DELETE", when, stuck)


def end(stack: Stack, operation: str, when: datetime, stuck: list[str]) -> None:
    """Marks how a DELETE or ROLLBACK ended."""
    if stuck:
        stack.mark(f"{operation}_FAILED", when, f"The following resource(s) failed to delete: [{', '.join(stuck)}]. ")
        return
    stack.mark(f"{operation}_COMPLETE", when)
    if operation == "DELETE":
        stack.deleted = when


def remove_all(
    stack: Stack, when: datetime, *, creating: bool, retain: frozenset[str] = frozenset()
) -> Part[tuple[datetime, list[str]]]:
    """Takes resources away, the last made first; those that would not go are the answer.

    While creating, another rule decides what is spared than while deleting.
    """
    stuck: list[str] = []
    for resource in reversed(list(stack.resources.values())):
        if resource.status == "CREATE_FAILED" and not resource.physical:
            stack.mark_resource(resource, "DELETE_COMPLETE", when)
            when = yield BRIEF
        elif resource.present:
            spared = resource.retained_on_create if creating else resource.retained
            kept = spared or resource.logical in retain
            when = yield from (skip(stack, resource, when) if kept else remove(stack, resource, when))
            if resource.status == "DELETE_FAILED":
                stuck.append(resource.logical)
    return when, stuck


def skip(stack: Stack, resource: Resource, when: datetime) -> Part[datetime]:
    """Leaves a resource where it is, outside of any stack."""
    stack.mark_resource(resource, "DELETE_SKIPPED", when)
    return (yield BRIEF)


def remove(stack: Stack, resource: Resource, when: datetime) -> Part[datetime]:
    """Takes a resource away."""
    stack.mark_resource(resource, "DELETE_IN_PROGRESS", when)
    when = yield WORK
    try:
        KINDS[resource.type].delete(stack.account, resource.physical, resource.properties)
    except ResourceError as failure:
        stack.mark_resource(resource, "DELETE_FAILED", when, str(failure))
        return when
    stack.mark_resource(resource, "DELETE_COMPLETE", when)
    return (yield BRIEF)
