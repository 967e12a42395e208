"""What a change set would change: compared resource by resource with what the stack has."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from wizard.sandbox.kernel.clock import Course
from wizard.sandbox.services.cloudformation.declaration import declared, replaces, wanted
from wizard.sandbox.services.cloudformation.requests import differs
from wizard.sandbox.services.cloudformation.resources import KINDS
from wizard.sandbox.services.cloudformation.stack import ChangeSet, Resource, Stack, Stacks

_NOTHING = "The submitted information didn't contain changes. Submit different information to create a change set."


def considering(stacks: Stacks, stack: Stack, change_set: ChangeSet) -> Course:
    """CREATE_PENDING, CREATE_IN_PROGRESS, and then the changes or why there are none."""
    yield 0.5
    change_set.status = "CREATE_IN_PROGRESS"
    when = yield 1.5
    change_set.changes = _changes(stack, change_set, when)
    problem = _problem(stacks, stack, change_set, when)
    change_set.status = "FAILED" if problem else "CREATE_COMPLETE"
    change_set.reason = problem
    change_set.execution = "UNAVAILABLE" if problem else "AVAILABLE"


def _problem(stacks: Stacks, stack: Stack, change_set: ChangeSet, when: datetime) -> str | None:
    present = stack.status != "REVIEW_IN_PROGRESS"
    if present and not differs(stack, change_set.template, change_set.parameters):
        return _NOTHING
    for resource in asked_for(stack, change_set, when):
        if not is_imported(change_set, stack, resource):
            continue
        if not KINDS[resource.type].exists(stack.account, resource.physical):
            return f"Resource {resource.physical} of type {resource.type} does not exist"
        owner = stacks.owner(stack.account, resource.type, resource.physical, stack)
        if owner is not None:
            return f"{resource.physical} already exists in stack {owner.id}"
    return None


def asked_for(stack: Stack, change_set: ChangeSet, when: datetime) -> list[Resource]:
    """The resources that a change set's template asks for."""
    template, parameters = change_set.template, change_set.parameters
    names = wanted(template, stack.scope(template, parameters))
    return [declared(stack, template, parameters, name, when) for name in names]


def is_imported(change_set: ChangeSet, stack: Stack, resource: Resource) -> bool:
    """Whether the change set takes that resource in rather than makes it."""
    if resource.logical in {each["LogicalResourceId"] for each in change_set.request.get("ResourcesToImport") or []}:
        return True
    if not change_set.request.get("ImportExistingResources") or resource.logical in stack.resources:
        return False
    # Taken in by itself is only what has its name spelled out in the template and would outlive the stack.
    about = change_set.template.resources[resource.logical].get("Properties") or {}
    spelled_out = isinstance(about.get(KINDS[resource.type].name_property), str)
    return spelled_out and resource.retained and KINDS[resource.type].exists(stack.account, resource.physical)


def _changes(stack: Stack, change_set: ChangeSet, when: datetime) -> list[dict[str, Any]]:
    asked = {resource.logical: resource for resource in asked_for(stack, change_set, when)}
    present = {name: each for name, each in stack.resources.items() if each.present}
    changes = [_change(stack, change_set, present.get(name), resource) for name, resource in asked.items()]
    gone = [each for name, each in present.items() if name not in asked]
    changes += [_described("Remove", each, None, [], "Retain" if each.retained else "Delete") for each in gone]
    return [{"Type": "Resource", "ResourceChange": change} for change in changes if change]


def _change(stack: Stack, change_set: ChangeSet, present: Resource | None, asked: Resource) -> dict[str, Any] | None:
    if present is None:
        action = "Import" if is_imported(change_set, stack, asked) else "Add"
        return _described(action, asked, None, [])
    names = sorted(set(present.properties) | set(asked.properties))
    changed = [name for name in names if present.properties.get(name) != asked.properties.get(name)]
    if not changed and present.retained == asked.retained:
        return None
    replacement = "True" if replaces(present, asked) else "False"
    return _described("Modify", present, replacement, changed)


def _described(
    action: str, resource: Resource, replacement: str | None, changed: list[str], policy: str | None = None
) -> dict[str, Any]:
    known = action in ("Modify", "Remove", "Import")
    details = [
        {
            "Target": {"Attribute": "Properties", "Name": name, "RequiresRecreation": _recreation(resource, name)},
            "Evaluation": "Static",
            "ChangeSource": "DirectModification",
        }
        for name in changed
    ]
    modified = ["Properties"] if changed else ["DeletionPolicy"]
    return {
        "Action": action,
        "PolicyAction": policy,
        "LogicalResourceId": resource.logical,
        "PhysicalResourceId": resource.physical if known else None,
        "ResourceType": resource.type,
        "Replacement": replacement,
        "Scope": modified if action == "Modify" else [],
        "Details": details,
    }


def _recreation(resource: Resource, name: str) -> str:
    return "Always" if name in KINDS[resource.type].replacing else "Never"
