"""The calls that make the same without CloudFormation, and the script of them."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from wizard.export.aws_cli import script
from wizard.export.resources import ROLE, Resource, resources
from wizard.model import Change, Target
from wizard.model.exported import Exported
from wizard.resources.role import policy_name


def as_script(exported: Exported) -> str:
    """A shell script of ``aws iam`` commands. Raises NotExportableError."""
    return script(iam_calls(exported))


def iam_calls(exported: Exported) -> tuple[Change, ...]:
    """The calls in the order in which each finds what it needs. Raises NotExportableError."""
    return tuple(call for one in resources(exported) for call in (_role(one) if one.kind == ROLE else _policy(one)))


def _role(role: Resource) -> Iterator[Change]:
    about = {
        "RoleName": role.name,
        "AssumeRolePolicyDocument": _document(role.properties["AssumeRolePolicyDocument"]),
        **{
            name: role.get(name)
            for name in ("Path", "Description", "MaxSessionDuration", "PermissionsBoundary", "Tags")
        },
    }
    yield _call("CreateRole", about, f"Create the role {role.name}")
    for policy in role.get("Policies", ()):
        name = policy["PolicyName"]
        about = {"RoleName": role.name, "PolicyName": name, "PolicyDocument": _document(policy["PolicyDocument"])}
        yield _call("PutRolePolicy", about, f"Write the inline policy {name}")
    for arn in role.get("ManagedPolicyArns", ()):
        yield _call("AttachRolePolicy", {"RoleName": role.name, "PolicyArn": arn}, f"Attach {policy_name(arn)}")


def _policy(policy: Resource) -> Iterator[Change]:
    holder, name = policy.holder
    about = {
        f"{holder}Name": name,
        "PolicyName": policy.name,
        "PolicyDocument": _document(policy.properties["PolicyDocument"]),
    }
    yield _call(f"Put{holder}Policy", about, f"Write the inline policy {policy.name} of the {holder.lower()} {name}")


def _document(document: object) -> str:
    return json.dumps(document)


def _call(operation: str, parameters: Mapping[str, Any], sentence: str) -> Change:
    given = {name: value for name, value in parameters.items() if value not in ("", [], ())}
    return Change(target=Target(), service="iam", operation=operation, parameters=given, sentence=sentence)
