"""Terraform's configuration: a resource for each thing that AWS's provider has as one of its own.

Its documentation has them under aws_iam_role, aws_iam_role_policy, aws_iam_role_policy_attachment, aws_iam_user_policy
and aws_iam_group_policy. What detaches other policies (``inline_policy``, ``managed_policy_arns``) is not used.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from wizard.export.literals import HCL, Call, Code, literal
from wizard.export.resources import ROLE, Resource, outputs, resources
from wizard.model.exported import Exported

PROVIDER = """\
terraform {
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 5.0"
    }
  }
}
"""


def as_terraform(exported: Exported) -> str:
    """One file, which ``terraform init`` and ``terraform apply`` take as it is. Raises NotExportableError."""
    found = resources(exported)
    told = [
        _block("output", (_label(one.name),), {
            "description": one.words,
            "value": Code(f"aws_iam_role.{_label(one.resource)}.arn"),
        })
        for one in outputs(exported)
    ]  # fmt: skip
    blocks = [block for one in found for block in (_role(one) if one.kind == ROLE else _policy(one))]
    return "\n".join([PROVIDER, *blocks, *told])


def _role(role: Resource) -> Iterator[str]:
    label = _label(role.id)
    yield _block("resource", ("aws_iam_role", label), {
        "name": role.name,
        "path": role.get("Path"),
        "description": role.get("Description"),
        "max_session_duration": role.get("MaxSessionDuration"),
        "permissions_boundary": role.get("PermissionsBoundary"),
        "assume_role_policy": Call("jsonencode(", role.properties["AssumeRolePolicyDocument"]),
        "tags": {tag["Key"]: tag["Value"] for tag in role.get("Tags", ())},
    })  # fmt: skip
    named = Code(f"aws_iam_role.{label}.name")
    for number, policy in enumerate(role.get("Policies", ()), 1):
        yield _block("resource", ("aws_iam_role_policy", f"{label}_{number}"), {
            "name": policy["PolicyName"],
            "role": named,
            "policy": Call("jsonencode(", policy["PolicyDocument"]),
        })  # fmt: skip
    for number, arn in enumerate(role.get("ManagedPolicyArns", ()), 1):
        about = {"role": named, "policy_arn": arn}
        yield _block("resource", ("aws_iam_role_policy_attachment", f"{label}_{number}"), about)


def _policy(policy: Resource) -> Iterator[str]:
    holder, name = policy.holder
    yield _block("resource", (f"aws_iam_{holder.lower()}_policy", _label(policy.id)), {
        "name": policy.name,
        holder.lower(): name,
        "policy": Call("jsonencode(", policy.properties["PolicyDocument"]),
    })  # fmt: skip


def _block(kind: str, labels: tuple[str, ...], attributes: Mapping[str, Any]) -> str:
    """A block as ``terraform fmt`` leaves it: the signs of neighbors on one line each are in a column."""
    written = [(name, literal(value, HCL, 1)) for name, value in attributes.items() if value not in ("", {}, [], ())]
    lines: list[str] = []
    for group in _neighbors(written):
        widest = max(len(name) for name, _ in group)
        lines += [f"  {name:{widest}} = {value}" for name, value in group]
    head = " ".join([kind, *(literal(label, HCL) for label in labels)])
    return "\n".join([f"{head} {{", *lines, "}", ""])


def _neighbors(written: list[tuple[str, str]]) -> Iterator[list[tuple[str, str]]]:
    group: list[tuple[str, str]] = []
    for name, value in written:
        if "\n" in value:
            yield from filter(None, (group, [(name, value)]))
            group = []
        else:
            group.append((name, value))
    if group:
        yield group


def _label(name: str) -> str:
    """Terraform's way to write a name: ``CrossAccountRole`` as ``cross_account_role``."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", name).lower()
