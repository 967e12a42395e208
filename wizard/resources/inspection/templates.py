"""The roles of a CloudFormation template, in JSON or YAML, with what is known before it is deployed filled in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from wizard.resources.inspection.finding import Document, Evidence
from wizard.resources.inspection.subject import INLINE, NotInspectableError, Subject
from wizard.resources.template import NotUnderstoodError, resolved

_MEMBERS = ("Path", "MaxSessionDuration", "Tags", "Description")


def roles_of_template(template: Mapping[str, Any]) -> Iterator[Subject]:
    """Each role that a template makes. What only a deployment knows stays as it is written, and is told."""
    parameters = template.get("Parameters")
    defaults = {
        name: str(one["Default"])
        for name, one in (parameters.items() if isinstance(parameters, Mapping) else ())
        if isinstance(one, Mapping) and "Default" in one
    }
    values = {"AWS::Partition": "aws", "AWS::AccountId": "000000000000", **defaults}
    resources = template["Resources"]
    for name, resource in resources.items() if isinstance(resources, Mapping) else ():
        if isinstance(resource, Mapping) and resource.get("Type") == "AWS::IAM::Role":
            yield _role(name, _filled(resource.get("Properties", {}), values))


def _filled(value: Any, values: Mapping[str, str]) -> Any:
    """With parameters and pseudo parameters filled in where they are known, each place by itself."""
    try:
        return resolved(value, values)
    except (NotUnderstoodError, TypeError, ValueError, KeyError):
        if isinstance(value, list):
            return [_filled(one, values) for one in value]
        if isinstance(value, Mapping) and not any(str(name).startswith("Fn::") or name == "Ref" for name in value):
            return {name: _filled(one, values) for name, one in value.items()}
        return value


def _role(logical: str, properties: Any) -> Subject:
    pointer = f"/Resources/{logical}/Properties"
    if not isinstance(properties, Mapping):
        raise NotInspectableError(f"{pointer} isn't an object.")
    trust, inline, managed = (
        properties.get(name) for name in ("AssumeRolePolicyDocument", "Policies", "ManagedPolicyArns")
    )
    members = {name: properties[name] for name in properties if name in _MEMBERS}
    if "PermissionsBoundary" in properties:
        members["PermissionsBoundary"] = {"PermissionsBoundaryArn": properties["PermissionsBoundary"]}
    return Subject(
        name=str(properties.get("RoleName", logical)),
        trust=Document("trust policy", f"{pointer}/AssumeRolePolicyDocument", trust) if trust else None,
        permissions=tuple(_inline(inline, pointer)),
        managed={
            str(arn): Evidence("attached policies", f"{pointer}/ManagedPolicyArns/{at}", str(arn))
            for at, arn in enumerate(managed if isinstance(managed, list) else ())
        },
        role=Document("role", pointer, members),
        whole=True,
    )


def _inline(policies: Any, pointer: str) -> Iterator[Document]:
    for at, policy in enumerate(policies if isinstance(policies, list) else ()):
        if isinstance(policy, Mapping):
            place = f"{pointer}/Policies/{at}/PolicyDocument"
            yield Document(f"{INLINE}{policy.get('PolicyName', '')}", place, policy.get("PolicyDocument"))
