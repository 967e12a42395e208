"""What a CloudFormation template says: the role it would make, and how two templates differ.

CloudFormation alone really knows what a template makes. What is resolved here is the little that a bootstrap template
needs (parameters, Fn::Sub, Fn::Join); a template with more is refused as not understood rather than misjudged.
"""

from __future__ import annotations

import difflib
import json
import re
from collections.abc import Mapping
from typing import Any

from wizard.resources.policy import grants
from wizard.resources.role import Role, pairs
from wizard.resources.written import written
from wizard.text import shapes

COMMON = "Both are in one common form, so that only differences with a meaning show."
_EXTERNAL_ID = re.compile(r"external_?id", re.IGNORECASE)
# At the top of a template alone: a resource's description is a property that CloudFormation deploys.
_WITHOUT_MEANING = ("AWSTemplateFormatVersion", "Description")
# Lists in any order, and one for a list of one: elements of policies, and what IAM and CloudFormation take as sets.
_SETS = (
    "Statement", "Action", "NotAction", "Resource", "NotResource", "AWS", "Service", "Federated", "CanonicalUser",
    "ManagedPolicyArns", "Policies", "Tags", "DependsOn",
)  # fmt: skip
_VARIABLE = re.compile(r"\$\{([^!}][^}]*)\}")


class NotUnderstoodError(ValueError):
    """A template uses something that cannot be judged here; the message is a sentence that says what."""


def parsed(template: object) -> Mapping[str, Any]:
    """A template as a mapping, from what GetTemplate answers (a mapping or a text). Raises NotUnderstoodError."""
    if isinstance(template, Mapping):
        return template
    try:
        value = written(str(template)).value
    except ValueError as error:
        raise NotUnderstoodError(f"The template is neither JSON nor YAML: {error}.") from None
    if not isinstance(value, dict):
        raise NotUnderstoodError("The template has no sections.")
    return value


def external_id_parameter(template: Mapping[str, Any]) -> str:
    """The name of the parameter that takes the external ID; "" where the template has none."""
    return next((str(name) for name in template.get("Parameters", {}) if _EXTERNAL_ID.fullmatch(name)), "")


def needs_value(template: Mapping[str, Any], parameter: str) -> bool:
    """Whether a parameter has no default."""
    return "Default" not in template.get("Parameters", {}).get(parameter, {})


def resource_name(template: Mapping[str, Any], role_name: str) -> str:
    """The logical id of the role in a template. Raises NotUnderstoodError."""
    roles = {key: res for key, res in template.get("Resources", {}).items() if res.get("Type") == "AWS::IAM::Role"}
    named = [key for key, res in roles.items() if res.get("Properties", {}).get("RoleName") == role_name]
    if len(named) != 1:
        raise NotUnderstoodError(f"The template has to have exactly one role named {role_name}.")
    return str(named[0])


def keeps_role(template: Mapping[str, Any], role_name: str) -> bool:
    """Whether the role outlives its stack. Raises NotUnderstoodError."""
    policy = template["Resources"][resource_name(template, role_name)].get("DeletionPolicy", "Delete")
    return str(policy).startswith("Retain")


def expected_role(template: Mapping[str, Any], role_name: str, values: Mapping[str, str]) -> Role:
    """The role that a template makes. values: parameters and pseudo parameters. Raises NotUnderstoodError."""
    try:
        defaults = {name: str(p["Default"]) for name, p in template.get("Parameters", {}).items() if "Default" in p}
        logical_id = resource_name(template, role_name)
        properties = template["Resources"][logical_id].get("Properties", {})
        return _role(role_name, resolved(properties, {**defaults, **values}))
    except (AttributeError, KeyError, TypeError) as error:
        raise NotUnderstoodError(f"The template's role isn't valid for CloudFormation: {error}.") from None


def _role(name: str, properties: Mapping[str, Any]) -> Role:
    inline = {policy["PolicyName"]: policy["PolicyDocument"] for policy in properties.get("Policies", ())}
    return Role(
        name=name,
        trust=grants(properties.get("AssumeRolePolicyDocument")),
        managed=frozenset(properties.get("ManagedPolicyArns", ())),
        inline={policy: grants(document) for policy, document in inline.items()},
        boundary=properties.get("PermissionsBoundary", ""),
        path=properties.get("Path", "/"),
        session=int(properties.get("MaxSessionDuration", 3600)),
        tags=pairs(properties.get("Tags", ())),
        trust_document=properties.get("AssumeRolePolicyDocument"),
        inline_documents=inline,
    )


def same_meaning(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Whether two templates make the same: the order of sets, a string for a list of one, an account id for its root
    ARN and the template's own description make no difference.
    """
    return bool(_canonical(one) == _canonical(other))


def difference(one: object, other: str, names: tuple[str, str]) -> str:
    """A unified diff from a template to another, each in the common form where it is understood."""
    before, after = (as_compared(template).splitlines() for template in (one, other))
    return "\n".join(difflib.unified_diff(before, after, *names, n=3, lineterm=""))


def as_compared(template: object) -> str:
    """In the common form; where it isn't understood, as it is."""
    try:
        return in_common_form(parsed(template))
    except NotUnderstoodError:
        return str(template)


def in_common_form(template: Mapping[str, Any]) -> str:
    """The same text for all ways to write the same."""
    return json.dumps(_canonical(template), indent=2, sort_keys=True, default=str)


def _canonical(template: Mapping[str, Any]) -> Any:
    """One form for all ways to write the same."""
    return {str(key): _common(value, str(key)) for key, value in template.items() if key not in _WITHOUT_MEANING}


def _common(value: Any, key: str = "") -> Any:
    """Order has no meaning in the elements of a policy and where a resource takes a set; everywhere else it has."""
    if isinstance(value, Mapping):
        if key == "Condition":
            return {str(op): _condition(keys) for op, keys in value.items()}
        return {str(name): _common(inner, str(name)) for name, inner in value.items()}
    if key == "Fn::GetAtt" and isinstance(value, str):
        return value.split(".", 1)
    if key in _SETS:
        return _set(value, key)
    if isinstance(value, (list, tuple)):
        return [_common(item, key) for item in value]
    return re.sub(shapes.ROOT_ARN, r"\1", value) if isinstance(value, str) else value


def _condition(keys: Any) -> Any:
    return {str(key): _set(values) for key, values in keys.items()} if isinstance(keys, Mapping) else _common(keys)


def _set(value: Any, key: str = "") -> Any:
    """A list whose order says nothing; a list of one is the one."""
    listed = value if isinstance(value, (list, tuple)) else [value]
    items = [_common(item, "" if key in _SETS else key) for item in listed]
    return items[0] if len(items) == 1 else sorted(items, key=lambda item: json.dumps(item, sort_keys=True))


def resolved(value: Any, values: Mapping[str, str]) -> Any:
    """A part of a template with parameters and functions replaced by what they give. Raises NotUnderstoodError."""
    if isinstance(value, list):
        return [resolved(item, values) for item in value]
    if not isinstance(value, Mapping):
        return value
    if len(value) == 1:
        (name, argument), *_ = value.items()
        if name == "Ref" or name.startswith("Fn::"):
            return _called(name, argument, values)
    return {key: resolved(item, values) for key, item in value.items()}


def _called(name: str, argument: Any, values: Mapping[str, str]) -> Any:
    if name == "Ref":
        return _value(str(argument), values)
    if name == "Fn::Sub" and isinstance(argument, str):
        return _VARIABLE.sub(lambda match: _value(match[1], values), argument)
    if name == "Fn::Join":
        separator, parts = argument
        return str(separator).join(str(part) for part in resolved(parts, values))
    raise NotUnderstoodError(f"The template uses {name} in the role, which the wizard can't evaluate.")


def _value(name: str, values: Mapping[str, str]) -> str:
    if name not in values:
        raise NotUnderstoodError(f"The template refers to {name} in the role, which has no value here.")
    return values[name]
