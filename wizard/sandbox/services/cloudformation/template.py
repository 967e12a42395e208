"""Reading a CloudFormation template, JSON or YAML, and refusing one that AWS would refuse."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

import yaml  # comes with moto[server]; its stubs do not

from wizard.sandbox.kernel.errors import AwsError

# Types whose creation needs the caller's acknowledgement, and the property that names them.
_IAM_TYPES = {
    "AWS::IAM::Role": "RoleName",
    "AWS::IAM::ManagedPolicy": "ManagedPolicyName",
    "AWS::IAM::Policy": "",
    "AWS::IAM::UserPolicy": "",
    "AWS::IAM::GroupPolicy": "",
    "AWS::IAM::RolePolicy": "",
}
_SECTIONS = frozenset(
    {
        "AWSTemplateFormatVersion",
        "Description",
        "Metadata",
        "Parameters",
        "Rules",
        "Mappings",
        "Conditions",
        "Transform",
        "Resources",
        "Outputs",
    }
)


@dataclass(frozen=True)
class Template:
    """A template's text and its sections, short YAML tags spelled out."""

    text: str
    sections: dict[str, Any]

    @property
    def resources(self) -> dict[str, dict[str, Any]]:
        return dict(self.sections["Resources"])

    @property
    def description(self) -> str | None:
        return self.sections.get("Description")

    def section(self, name: str) -> dict[str, Any]:
        found = self.sections.get(name)
        return found if isinstance(found, dict) else {}


class _Loader(yaml.SafeLoader):  # yaml has no types
    """YAML in which every scalar of a date's or number's looks stays what CloudFormation takes it for."""


# CloudFormation reads 2012-10-17 as a string, and so must we.
_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:timestamp"]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def _short_tag(loader: yaml.SafeLoader, suffix: str, node: yaml.Node) -> dict[str, Any]:
    name = suffix if suffix in ("Ref", "Condition") else f"Fn::{suffix}"
    if isinstance(node, yaml.ScalarNode):
        value: Any = loader.construct_scalar(node)
        return {name: value.split(".", 1) if suffix == "GetAtt" else value}
    if isinstance(node, yaml.SequenceNode):
        return {name: loader.construct_sequence(node, deep=True)}
    assert isinstance(node, yaml.MappingNode)
    return {name: loader.construct_mapping(node, deep=True)}


_Loader.add_multi_constructor("!", _short_tag)


def read(text: str) -> Template:
    """A template; raises AWS's ValidationError."""
    sections = _parse(text)
    unknown = sorted(set(sections) - _SECTIONS)
    if unknown:
        raise invalid(f"Invalid template property or properties [{', '.join(unknown)}]")
    resources = sections.get("Resources")
    if not isinstance(resources, dict) or not resources:
        raise invalid("Template format error: At least one Resources member must be defined.")
    for logical, resource in resources.items():
        if not isinstance(resource, dict) or not isinstance(resource.get("Type"), str):
            path = f"/Resources/{logical}"
            raise invalid(f"Template format error: [{path}] Every Resources object must contain a Type member.")
    return Template(text, sections)


def capabilities(template: Template) -> tuple[list[str], str | None]:
    """The capabilities that a template needs, and the reason in AWS's words."""
    iam = {name: each for name, each in template.resources.items() if each["Type"] in _IAM_TYPES}
    if not iam:
        return [], None
    named = any(_IAM_TYPES[each["Type"]] in (each.get("Properties") or {}) for each in iam.values())
    types = ", ".join(sorted({each["Type"] for each in iam.values()}))
    reason = f"The following resource(s) require capabilities: [{types}]"
    return ["CAPABILITY_NAMED_IAM" if named else "CAPABILITY_IAM"], reason


def check_capabilities(template: Template, given: list[str]) -> None:
    """Raises InsufficientCapabilitiesException; the stronger capability includes the weaker."""
    needed, _ = capabilities(template)
    if not needed or "CAPABILITY_NAMED_IAM" in given or needed[0] in given:
        return
    raise AwsError("InsufficientCapabilitiesException", f"Requires capabilities : [{needed[0]}]")


def invalid(message: str) -> AwsError:
    """CloudFormation's answer to everything that it cannot make sense of."""
    return AwsError("ValidationError", message, 400)


def _parse(text: str) -> dict[str, Any]:
    try:
        # The loader is a subclass of SafeLoader: it builds plain data only.
        parsed = json.loads(text) if text.lstrip().startswith("{") else yaml.load(text, Loader=_Loader)
    except json.JSONDecodeError as wrong:
        where = f"(line {wrong.lineno}, column {wrong.colno})"
        raise invalid(f"Template format error: JSON not well-formed. {where}") from None
    except yaml.YAMLError as wrong:
        raise invalid(f"Template format error: YAML not well-formed. ({wrong.__class__.__name__})") from None
    if not isinstance(parsed, dict):
        raise invalid("Template format error: unsupported structure.")
    return parsed
