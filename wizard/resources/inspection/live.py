"""A role as it is in AWS, read by whoever may."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from wizard.model import Port, Read, Target
from wizard.resources.inspection.finding import Document, Evidence
from wizard.resources.inspection.subject import INLINE, Subject, decoded

READS = ("GetRole", "ListRolePolicies", "GetRolePolicy", "ListAttachedRolePolicies", "GetPolicy", "GetPolicyVersion")
"""Of IAM."""


def live_role(port: Port, target: Target, name: str, expected: frozenset[str]) -> Subject:
    """A role with its policies. expected: managed policies that need no look inside. Raises CallFailed."""

    def read(operation: str, **parameters: Any) -> Mapping[str, Any]:
        return port.read(Read(target=target, service="iam", operation=operation, parameters=parameters))

    role = read("GetRole", RoleName=name)["Role"]
    inline = read("ListRolePolicies", RoleName=name)["PolicyNames"]
    documents = [
        (f"{INLINE}{one}", read("GetRolePolicy", RoleName=name, PolicyName=one)["PolicyDocument"]) for one in inline
    ]
    attached = [one["PolicyArn"] for one in read("ListAttachedRolePolicies", RoleName=name)["AttachedPolicies"]]
    for arn in attached:
        if arn not in expected:
            version = read("GetPolicy", PolicyArn=arn)["Policy"]["DefaultVersionId"]
            content = read("GetPolicyVersion", PolicyArn=arn, VersionId=version)["PolicyVersion"]
            documents.append((f"policy {arn.rsplit('/', 1)[-1]}", content["Document"]))
    trust = role.get("AssumeRolePolicyDocument")
    return Subject(
        name=name,
        trust=Document("trust policy", "/Role/AssumeRolePolicyDocument", decoded(trust)),
        permissions=tuple(Document(title, f"/{title}", decoded(document)) for title, document in documents),
        managed={arn: Evidence("attached policies", f"/AttachedPolicies/{at}", arn) for at, arn in enumerate(attached)},
        role=Document("role", "/Role", role),
        whole=True,
    )
