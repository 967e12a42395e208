"""What a template asks of a stack: which resources, in which order, with which properties, and the outputs."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from wizard.sandbox.services.cloudformation.intrinsics import Scope, resolve
from wizard.sandbox.services.cloudformation.resources import KINDS
from wizard.sandbox.services.cloudformation.stack import Resource, Stack
from wizard.sandbox.services.cloudformation.template import Template

_RETAINING = ("Retain", "RetainExceptOnCreate")
# Consecutive events of one moment still need an order in time.
_TICK = timedelta(milliseconds=3)


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


def replaces(present: Resource, declared: Resource) -> bool:
    """Whether the change means another resource in its place."""
    return any(present.properties.get(name) != declared.properties.get(name) for name in KINDS[present.type].replacing)


def outputs_of(stack: Stack) -> list[dict[str, Any]]:
    """The outputs that a stack's template promises, now that its resources are there."""
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


def wanted_by(stack: Stack) -> list[str]:
    """The logical ids that a stack's own template asks for, in order."""
    return wanted(stack.template, stack.scope(stack.template, stack.parameters))


def declared_by(stack: Stack, logical: str, when: datetime) -> Resource:
    """A resource as the stack's own template wants it."""
    return declared(stack, stack.template, stack.parameters, logical, when)
