"""The resources that a template makes, every value filled in: what all forms but CloudFormation's are made from.

A form that left out what it has no word for would make something else, so what is not known here is refused in one
sentence: a kind of resource, a property, a function.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from wizard.model.exported import Exported, NotExportableError
from wizard.resources import template as texts

ROLE = "AWS::IAM::Role"
# The inline policy of somebody who is there already, by whose it is.
HOLDERS: Mapping[str, str] = {f"AWS::IAM::{holder}Policy": holder for holder in ("User", "Group", "Role")}
# By kind, its properties; https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-iam-role.html
PROPERTIES: Mapping[str, tuple[str, ...]] = {
    ROLE: (
        "RoleName", "Path", "Description", "MaxSessionDuration", "PermissionsBoundary", "AssumeRolePolicyDocument",
        "ManagedPolicyArns", "Policies", "Tags",
    ),
    **{kind: ("PolicyName", "PolicyDocument", f"{holder}Name") for kind, holder in HOLDERS.items()},
}  # fmt: skip
NAMES: Mapping[str, str] = {ROLE: "RoleName", **dict.fromkeys(HOLDERS, "PolicyName")}
_ABOUT = ("Type", "Properties", "DeletionPolicy", "UpdateReplacePolicy", "Metadata")


@dataclass(frozen=True, slots=True, kw_only=True)
class Resource:
    """A resource. id: its logical id. properties: by CloudFormation's names. kept: it outlives its stack."""

    id: str
    kind: str
    properties: Mapping[str, Any]
    kept: bool = False

    @property
    def name(self) -> str:
        """What it is called in IAM."""
        return str(self.properties[NAMES[self.kind]])

    @property
    def holder(self) -> tuple[str, str]:
        """Whose policy it is: ``User``, ``Group`` or ``Role``, and the name."""
        holder = HOLDERS[self.kind]
        return holder, str(self.properties[f"{holder}Name"])

    def get(self, name: str, default: Any = "") -> Any:
        """A property, or what holds where it is not set."""
        return self.properties.get(name, default)


@dataclass(frozen=True, slots=True, kw_only=True)
class Output:
    """The ARN of a resource, under a name and with words of the template's own."""

    name: str
    resource: str
    words: str = ""


def resources(exported: Exported) -> tuple[Resource, ...]:
    """Everything that the template makes, in its order. Raises NotExportableError."""
    template = exported.template
    if extra := sorted(template.keys() & {"Conditions", "Mappings", "Transform", "Rules", "Hooks"}):
        raise NotExportableError(f"The template has {extra[0]}, which only CloudFormation can evaluate.")
    defaults = {name: str(one["Default"]) for name, one in template.get("Parameters", {}).items() if "Default" in one}
    values = {**defaults, **exported.values}
    found = tuple(_resource(name, one, values) for name, one in template.get("Resources", {}).items())
    if not found:
        raise NotExportableError("The template has no resources.")
    return found


def outputs(exported: Exported) -> tuple[Output, ...]:
    """What the template tells of what it made, as far as it is an ARN."""
    made = exported.template.get("Resources", {})
    found = []
    for name, output in exported.template.get("Outputs", {}).items():
        match output.get("Value"):
            case {"Fn::GetAtt": [str(resource), "Arn"]} if resource in made:
                found.append(Output(name=name, resource=resource, words=str(output.get("Description", ""))))
    return tuple(found)


def _resource(name: str, resource: Mapping[str, Any], values: Mapping[str, str]) -> Resource:
    kind = str(resource.get("Type"))
    if kind not in PROPERTIES:
        raise NotExportableError(f"The template makes {name}, of type {kind}, which only CloudFormation can create.")
    try:
        properties = texts.resolved(resource.get("Properties", {}), values)
    except texts.NotUnderstoodError as problem:
        raise NotExportableError(str(problem)) from None
    strange = [*(resource.keys() - set(_ABOUT)), *(properties.keys() - set(PROPERTIES[kind]))]
    if strange:
        raise NotExportableError(f"{name} in the template has {min(strange)}, which only CloudFormation can set.")
    if NAMES[kind] not in properties:
        raise NotExportableError(f"{name} in the template has no {NAMES[kind]}; only CloudFormation makes one up.")
    kept = str(resource.get("DeletionPolicy", "Delete")).startswith("Retain")
    return Resource(id=name, kind=kind, properties=properties, kept=kept)
