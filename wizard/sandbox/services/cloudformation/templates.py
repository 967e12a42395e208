"""Templates as such: what a stack was made from, what a template asks for, whether it is one."""

from __future__ import annotations

from typing import Any

from wizard.sandbox.kernel.operations import Answer, Call, operation
from wizard.sandbox.services.cloudformation import requests
from wizard.sandbox.services.cloudformation import template as templates
from wizard.sandbox.services.cloudformation.requests import existing
from wizard.sandbox.services.cloudformation.resources import KINDS
from wizard.sandbox.services.cloudformation.template import Template, invalid


@operation("cloudformation", "GetTemplate")
def get_template(call: Call) -> Answer:
    stack = existing(call)
    text = stack.template.text
    wanted = call.get("ChangeSetName")
    if wanted:
        found = next((each for each in stack.change_sets.values() if wanted in (each.id, each.name)), None)
        if found is None:
            raise invalid(f"ChangeSet [{wanted}] does not exist")
        text = found.template.text
    return {"TemplateBody": text, "StagesAvailable": ["Original", "Processed"]}


@operation("cloudformation", "GetTemplateSummary")
def get_template_summary(call: Call) -> Answer:
    template = existing(call).template if call.get("StackName") else requests.of_call(call)
    needed, reason = templates.capabilities(template)
    return {
        "Parameters": [_parameter(name, about) for name, about in template.section("Parameters").items()],
        "Description": template.description,
        "Capabilities": needed,
        "CapabilitiesReason": reason,
        "ResourceTypes": sorted({each["Type"] for each in template.resources.values()}),
        "Version": template.sections.get("AWSTemplateFormatVersion"),
        "DeclaredTransforms": [],
        "ResourceIdentifierSummaries": _identifiers(template),
    }


@operation("cloudformation", "ValidateTemplate")
def validate_template(call: Call) -> Answer:
    template = requests.of_call(call)
    needed, reason = templates.capabilities(template)
    return {
        "Parameters": [_parameter(name, about) for name, about in template.section("Parameters").items()],
        "Description": template.description,
        "Capabilities": needed,
        "CapabilitiesReason": reason,
    }


def _parameter(name: str, about: dict[str, Any]) -> dict[str, Any]:
    return {
        "ParameterKey": name,
        "DefaultValue": str(about["Default"]) if "Default" in about else None,
        "ParameterType": about.get("Type", "String"),
        "NoEcho": bool(about.get("NoEcho")),
        "Description": about.get("Description"),
        "ParameterConstraints": {"AllowedValues": about.get("AllowedValues")},
    }


def _identifiers(template: Template) -> list[dict[str, Any]]:
    by_type: dict[str, list[str]] = {}
    for logical, each in template.resources.items():
        by_type.setdefault(each["Type"], []).append(logical)
    return [
        {"ResourceType": type_, "LogicalResourceIds": names, "ResourceIdentifiers": [KINDS[type_].name_property]}
        for type_, names in by_type.items()
        if type_ in KINDS and KINDS[type_].name_property
    ]
