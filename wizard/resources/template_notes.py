"""What a CloudFormation template means, section by section, at the lines where each part stands.

Only what is really in it is said: a template with an external ID, a narrower policy or another resource is explained
as it is, and what is not known here is said to be not explained. The text is the vendor's own, byte for byte.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from wizard.model import Document, Note
from wizard.resources import template as texts
from wizard.resources.explaining import Known, Notes, hours
from wizard.resources.policy_notes import on_policy
from wizard.resources.role import ADMINISTRATOR, policy_name
from wizard.resources.written import Path, written

DEFAULT_SESSION = 3600
"""Seconds; what IAM takes where a role says nothing."""

MANAGED = {
    ADMINISTRATOR: "It can do everything: every action on every resource in this account",
    "PowerUserAccess": "It can do everything except manage users, roles and the organization",
    "ReadOnlyAccess": "It can read everything in this account, data included, and change nothing",
    "ViewOnlyAccess": "It can list what is in this account and read its settings, but not its data",
    "SecurityAudit": "It can read security settings in this account",
}
"""AWS's managed policies whose meaning has a name (IAM user guide, "AWS managed policies for job functions")."""

KEPT = {
    "Retain": "Deleting the stack keeps this resource; to remove it, delete the resource itself.",
    "RetainExceptOnCreate": "Deleting the stack keeps this resource, unless its creation failed.",
    "Delete": "Deleting the stack deletes this resource, too.",
}
HARMLESS = {
    "AWSTemplateFormatVersion": "The version of the template format.",
    "Description": "A description. It has no effect.",
    "Metadata": "Notes about the template. They create nothing.",
}


def template_document(title: str, text: str, known: Known, about: tuple[str, ...] = ()) -> Document:
    """The template as it was written, explained."""
    try:
        read = written(text)
    except ValueError as error:
        unread = Note(first=0, last=0, text=f"Not explained: the text can't be read ({error}).", weight="unknown")
        return Document(title=title, text=text, about=about, notes=(unread,))
    notes = Notes(read, known)
    if isinstance(read.value, Mapping):
        _on_sections(notes, read.value)
        about = (*about, *_absent(read.value))
    else:
        notes.unexplained((), "a template is an object with sections")
    return Document(title=title, text=text, language=read.language, about=about, notes=notes.in_order())


def _absent(template: Mapping[str, Any]) -> Iterator[str]:
    """What a role does not say, and therefore is."""
    for properties in _roles(template):
        trust = str(properties.get("AssumeRolePolicyDocument")).lower()
        if "sts:externalid" not in trust:
            yield "The template asks for no external ID."
        if "MaxSessionDuration" not in properties:
            yield f"It sets no session duration, so AWS's default applies: up to {hours(DEFAULT_SESSION)}."
        if "PermissionsBoundary" not in properties:
            yield "It sets no permissions boundary."


def _roles(template: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    resources = template.get("Resources")
    for resource in resources.values() if isinstance(resources, Mapping) else ():
        if isinstance(resource, Mapping) and resource.get("Type") == "AWS::IAM::Role":
            properties = resource.get("Properties")
            yield properties if isinstance(properties, Mapping) else {}


def _on_sections(notes: Notes, template: Mapping[str, Any]) -> None:
    for name, value in template.items():
        members = value if isinstance(value, Mapping) else {}
        match name:
            case "Parameters":
                for parameter, what in members.items():
                    _on_parameter(notes, (name, parameter), parameter, what)
            case "Resources":
                for resource, what in members.items():
                    _on_resource(notes, (name, resource), what)
            case "Outputs":
                for output in members:
                    notes.put((name, output), "CloudFormation shows this value once the stack exists.")
            case _ if name in HARMLESS:
                notes.put((name,), HARMLESS[name])
            case _:
                notes.unexplained((name,), f"the wizard doesn't know what {name} changes")


def _on_parameter(notes: Notes, path: Path, name: str, what: Any) -> None:
    given = notes.known.values.get(name, "")
    default = what.get("Default") if isinstance(what, Mapping) else None
    external = texts.external_id_parameter({"Parameters": {name: {}}})
    meant = "Takes the external ID" if external else "Takes a value when the stack is created"
    if given:
        notes.put(path, f"{meant}: {given}.")
    elif default is not None:
        notes.put(path, f"{meant}. The template's default is {default}.")
    else:
        notes.put(path, f"{meant}. It has no value yet.")


def _on_resource(notes: Notes, path: Path, resource: Any) -> None:
    if not isinstance(resource, Mapping):
        notes.unexplained(path, "this isn't a resource")
        return
    kind = str(resource.get("Type"))
    if kind not in EXPLAINED:
        notes.unexplained(path, f"this creates {kind}, which the wizard doesn't know")
        return
    for name, value in resource.items():
        there = (*path, name)
        match name:
            case "Type":
                notes.put(there, EXPLAINED[kind])
            case "DeletionPolicy" | "UpdateReplacePolicy":
                _on_retention(notes, there, name, value)
            case "DependsOn":
                notes.put(there, "CloudFormation creates the resources named here first.")
            case "Metadata" | "Description":
                notes.put(there, HARMLESS[name])
            case "Properties" if isinstance(value, Mapping):
                for element, said in value.items():
                    _on_property(notes, (*there, element), str(element), said)
            case _:
                notes.unexplained(there, f"the wizard doesn't know what {name} changes")


EXPLAINED = {
    "AWS::IAM::Role": "Creates an IAM role.",
    "AWS::IAM::ManagedPolicy": "Creates an IAM policy.",
    "AWS::IAM::RolePolicy": "Adds a policy to a role.",
    "AWS::IAM::Policy": "Adds a policy to users, groups or roles.",
}


def _on_retention(notes: Notes, path: Path, name: str, value: Any) -> None:
    if name == "DeletionPolicy" and value in KEPT:
        notes.put(path, KEPT[str(value)], "decisive" if str(value).startswith("Retain") else "plain")
    elif name == "UpdateReplacePolicy" and value in ("Retain", "Delete"):
        what = "keeps" if value == "Retain" else "deletes"
        notes.put(path, f"An update that replaces this resource {what} the old one.")
    else:
        notes.unexplained(path, f"{name} {value}")


def _on_property(notes: Notes, path: Path, name: str, value: Any) -> None:
    try:
        match name:
            case "AssumeRolePolicyDocument" | "PolicyDocument":
                on_policy(notes, path, value)
            case "Policies" if isinstance(value, list):
                for at, policy in enumerate(value):
                    _on_inline(notes, (*path, at), policy)
            case "ManagedPolicyArns" if isinstance(value, list):
                for at, arn in enumerate(value):
                    _on_managed(notes, (*path, at), notes.known.resolved(arn))
            case _:
                _on_value(notes, path, name, notes.known.resolved(value))
    except texts.NotUnderstoodError as error:
        notes.unexplained(path, str(error).rstrip("."))


def _on_inline(notes: Notes, path: Path, policy: Any) -> None:
    for name, value in policy.items() if isinstance(policy, Mapping) else ():
        _on_property(notes, (*path, name), str(name), value)
    if not isinstance(policy, Mapping) or "PolicyDocument" not in policy:
        notes.unexplained(path, "the wizard can't tell what this policy allows")


def _on_managed(notes: Notes, path: Path, arn: Any) -> None:
    name = policy_name(str(arn))
    if str(arn).split(":")[4:5] == ["aws"]:
        if name in MANAGED:
            notes.put(path, f"{MANAGED[name]} (AWS's policy {name}).", "decisive")
        else:
            notes.unexplained(path, f"AWS's policy {name} is attached, and AWS decides what it allows")
    else:
        notes.unexplained(path, f"the policy {name} is attached, and what it allows isn't in this document")


def _on_value(notes: Notes, path: Path, name: str, value: Any) -> None:
    match name:
        case "RoleName" | "PolicyName" | "ManagedPolicyName":
            notes.put(path, f"Its name: {value}.")
        case "Description":
            notes.put(path, HARMLESS[name])
        case "PermissionsBoundary":
            text = f"It can never do more than the policy {policy_name(str(value))} allows, whatever else is attached."
            notes.put(path, text, "decisive")
        case "MaxSessionDuration":
            notes.put(path, f"One session lasts up to {hours(value)}.", "decisive")
        case "Path":
            notes.put(path, "A path for its name. It allows nothing by itself.")
        case "Tags":
            notes.put(path, "Labels. Policies elsewhere can refer to them.")
        case "Roles" | "Users" | "Groups":
            notes.put(path, f"Who gets the policy: {name.lower()}.")
        case _:
            notes.unexplained(path, f"{name} is a property that the wizard doesn't know")
