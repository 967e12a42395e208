"""The order of events of a stack operation: what becomes of each resource, and when.

Every operation is a course: it marks a state, waits, acts, and goes on. A create takes about eight seconds at
pace 1; a failing one ends in a rollback that takes away what it had made.
"""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, TypeAlias, TypeVar

from wizard.sandbox.cloudformation.intrinsics import Scope, resolve
from wizard.sandbox.cloudformation.resources import KINDS, ResourceError
from wizard.sandbox.cloudformation.stack import Resource, Stack, Stacks
from wizard.sandbox.cloudformation.template import Template
from wizard.sandbox.pace import Course

T = TypeVar("T")
Part: TypeAlias = "Generator[float, datetime, T]"

BRIEF = 1.0
WORK = 4.0
_RETAINING = ("Retain", "RetainExceptOnCreate")
# Consecutive events of one moment still need an order in time.
_TICK = timedelta(milliseconds=3)


class Failures:
    """Resource types that a scenario lets fail, with the reason."""

    def __init__(self, by_type: dict[str, str]) -> None:
        self._by_type = by_type

    def check(self, type_: str) -> None:
        if type_ in self._by_type:
            raise ResourceError(self._by_type[type_])


def creation(stacks: Stacks, stack: Stack, failures: Failures, *, when: datetime, imports: frozenset[str]) -> Course:
    """CREATE_IN_PROGRESS to CREATE_COMPLETE, or to what OnFailure asks for. Imported resources are adopted as found."""
    stack.mark("CREATE_IN_PROGRESS", when, "User Initiated")
    failed: list[str] = []
    when = yield BRIEF
    for logical in _wanted(stack):
        resource = _declared(stack, logical, when)
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
    stack.outputs = _outputs(stack)
    stack.mark("CREATE_COMPLETE", when)


def _create(stacks: Stacks, stack: Stack, resource: Resource, when: datetime, failures: Failures) -> Part[datetime]:
    stack.mark_resource(resource, "CREATE_IN_PROGRESS", when)
    when = yield BRIEF
    try:
        failures.check(resource.type)
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
    deleting = choice == "DELETE"
    asked = "Delete" if deleting else "Rollback"
    stack.mark(
        "DELETE_IN_PROGRESS" if deleting else "ROLLBACK_IN_PROGRESS", when, f"{reason}{asked} requested by user."
    )
    when = yield BRIEF
    when, stuck = yield from _remove_all(stack, when, creating=True)
    end = "DELETE" if deleting else "ROLLBACK"
    _end(stack, end, when, stuck)


def deletion(stack: Stack, when: datetime, retain: frozenset[str] = frozenset()) -> Course:
    """DELETE_IN_PROGRESS to DELETE_COMPLETE, skipping what is to be retained, or to DELETE_FAILED."""
    stack.mark("DELETE_IN_PROGRESS", when, "User Initiated")
    when = yield BRIEF
    when, stuck = yield from _remove_all(stack, when, creating=False, retain=retain)
    _end(stack, "DELETE", when, stuck)


def _end(stack: Stack, operation: str, when: datetime, stuck: list[str]) -> None:
    if stuck:
        stack.mark(f"{operation}_FAILED", when, f"The following resource(s) failed to delete: [{', '.join(stuck)}]. ")
        return
    stack.mark(f"{operation}_COMPLETE", when)
    if operation == "DELETE":
        stack.deleted = when


def _remove_all(
    stack: Stack, when: datetime, *, creating: bool, retain: frozenset[str] = frozenset()
) -> Part[tuple[datetime, list[str]]]:
    stuck: list[str] = []
    for resource in reversed(list(stack.resources.values())):
        if resource.status == "CREATE_FAILED" and not resource.physical:
            stack.mark_resource(resource, "DELETE_COMPLETE", when)
            when = yield BRIEF
        elif resource.present:
            spared = resource.retained_on_create if creating else resource.retained
            kept = spared or resource.logical in retain
            when = yield from (_skip(stack, resource, when) if kept else _remove(stack, resource, when))
            if resource.status == "DELETE_FAILED":
                stuck.append(resource.logical)
    return when, stuck


def _skip(stack: Stack, resource: Resource, when: datetime) -> Part[datetime]:
    stack.mark_resource(resource, "DELETE_SKIPPED", when)
    return (yield BRIEF)


def _remove(stack: Stack, resource: Resource, when: datetime) -> Part[datetime]:
    stack.mark_resource(resource, "DELETE_IN_PROGRESS", when)
    when = yield WORK
    try:
        KINDS[resource.type].delete(stack.account, resource.physical, resource.properties)
    except ResourceError as failure:
        stack.mark_resource(resource, "DELETE_FAILED", when, str(failure))
        return when
    stack.mark_resource(resource, "DELETE_COMPLETE", when)
    return (yield BRIEF)


def importing(stack: Stack, when: datetime) -> Course:
    """IMPORT_IN_PROGRESS to IMPORT_COMPLETE: the resources stay as they are and belong to the stack from now on."""
    stack.mark("IMPORT_IN_PROGRESS", when, "User Initiated")
    when = yield BRIEF
    for logical in _wanted(stack):
        if logical not in stack.resources or not stack.resources[logical].present:
            when = yield from _adopt(stack, _declared(stack, logical, when), when)
    stack.outputs = _outputs(stack)
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
    gone = [each for name, each in stack.resources.items() if each.present and name not in _wanted(stack)]
    for resource in gone:
        when = yield from (_skip if resource.retained else _remove)(stack, resource, when)
    stack.outputs = _outputs(stack)
    stack.mark("UPDATE_COMPLETE", when)


def _update_all(stacks: Stacks, stack: Stack, imports: frozenset[str], when: datetime) -> Part[tuple[str, datetime]]:
    for logical in _wanted(stack):
        present = stack.resources.get(logical)
        declared = _declared(stack, logical, when)
        if logical in imports:
            when = yield from _adopt(stack, declared, when)
        elif present is None or not present.present:
            when = yield from _create(stacks, stack, declared, when, Failures({}))
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


def replaces(present: Resource, declared: Resource) -> bool:
    """Whether the change means another resource in its place."""
    return any(present.properties.get(name) != declared.properties.get(name) for name in KINDS[present.type].replacing)


def wanted(template: Template, scope: Scope) -> list[str]:
    """The logical ids that a template asks for under its conditions, those that others need first."""
    resources = template.resources
    chosen = [name for name, each in resources.items() if "Condition" not in each or scope.holds(each["Condition"])]
    ordered: list[str] = []

    def place(name: str) -> None:
        needs = [other for other in chosen if other != name and _mentions(resources[name], other)]
        for other in needs:
            if other not in ordered:
                place(other)
        if name not in ordered:
            ordered.append(name)

    for name in chosen:
        place(name)
    return ordered


def _mentions(value: Any, logical: str) -> bool:
    if isinstance(value, dict):
        named = value.get("Ref") == logical or _first(value.get("Fn::GetAtt")) == logical
        depends = logical in _listed(value.get("DependsOn"))
        sub = f"${{{logical}" in str(value.get("Fn::Sub", ""))
        return named or depends or sub or any(_mentions(each, logical) for each in value.values())
    return isinstance(value, list) and any(_mentions(each, logical) for each in value)


def _first(value: Any) -> Any:
    return value.split(".", 1)[0] if isinstance(value, str) else value[0] if isinstance(value, list) else None


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _wanted(stack: Stack) -> list[str]:
    return wanted(stack.template, stack.scope(stack.template, stack.parameters))


def _declared(stack: Stack, logical: str, when: datetime) -> Resource:
    return declared(stack, stack.template, stack.parameters, logical, when)


def declared(stack: Stack, template: Template, parameters: dict[str, Any], logical: str, when: datetime) -> Resource:
    """A resource as the template wants it. A name that CloudFormation once chose stays."""
    about = template.resources[logical]
    properties = resolve(about.get("Properties") or {}, stack.scope(template, parameters))
    kind = KINDS[about["Type"]]
    present = stack.resources.get(logical)
    if present is not None and present.present and not properties.get(kind.name_property):
        name = present.physical
    else:
        name = kind.name(stack.name, logical, properties)
    policy = about.get("DeletionPolicy", "Delete")
    spares_created = policy == "Retain" and not stack.request.get("RetainExceptOnCreate")
    return Resource(
        logical,
        about["Type"],
        name,
        properties,
        "CREATE_IN_PROGRESS",
        when + _TICK,
        retained=policy in _RETAINING,
        retained_on_create=spares_created,
    )


def _outputs(stack: Stack) -> list[dict[str, Any]]:
    scope = stack.scope(stack.template, stack.parameters)
    return [
        {
            "OutputKey": key,
            "OutputValue": str(resolve(about["Value"], scope)),
            "Description": about.get("Description"),
            "ExportName": resolve((about.get("Export") or {}).get("Name"), scope),
        }
        for key, about in stack.template.section("Outputs").items()
        if "Condition" not in about or scope.holds(about["Condition"])
    ]
