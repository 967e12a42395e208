"""What is inspected: roles and policies as they come in files, taken out with the place of everything.

Known are a policy document, what GetRole and GetAccountAuthorizationDetails answer, and CloudFormation templates in
JSON and YAML. A document with a Principal is a role's trust policy, one without is what somebody may do.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from wizard.resources.inspection.finding import Document, Evidence
from wizard.resources.inspection.subject import INLINE, NotInspectableError, Subject, decoded
from wizard.resources.inspection.templates import roles_of_template
from wizard.resources.written import written

LARGEST = 1_000_000
"""Characters. A policy has 10,240 at most, a template a million (IAM and CloudFormation quotas)."""
LARGEST_POLICY = 100_000


def subjects(text: str, source: str) -> tuple[Subject, ...]:
    """Everything in a file that can be inspected. source: its name. Raises NotInspectableError."""
    if len(text) > LARGEST:
        raise NotInspectableError(f"{source} has {len(text):,} characters; a template has at most 1,000,000.")
    value = _parsed(text, source)
    if not isinstance(value, Mapping):
        raise NotInspectableError(f"{source} isn't a policy, role or template: it contains {type(value).__name__}.")
    if "Resources" in value:
        found = tuple(roles_of_template(value))
    elif isinstance(value.get("Role"), Mapping):
        found = (_of_role(value["Role"], "/Role"),)
    elif isinstance(value.get("RoleDetailList"), list):
        found = tuple(_of_role(role, f"/RoleDetailList/{at}") for at, role in enumerate(value["RoleDetailList"]))
    elif "AssumeRolePolicyDocument" in value:
        found = (_of_role(value, ""),)
    elif "Statement" in value:
        found = (_of_policy(value, text, source),)
    else:
        found = ()
    if not found:
        raise NotInspectableError(f"{source} has no policy, role or template with a role in it.")
    return found


def _parsed(text: str, source: str) -> Any:
    try:
        return written(text).value
    except (ValueError, RecursionError) as error:
        why = " ".join(str(error).split())[:200]
        raise NotInspectableError(f"{source} is neither JSON nor YAML: {why}.") from None


def _of_policy(value: Mapping[str, Any], text: str, source: str) -> Subject:
    if len(text) > LARGEST_POLICY:
        raise NotInspectableError(f"{source} has {len(text):,} characters; an IAM policy has at most 10,240.")
    listed = value["Statement"] if isinstance(value["Statement"], list) else [value["Statement"]]
    trusts = any(isinstance(one, Mapping) and {"Principal", "NotPrincipal"} & one.keys() for one in listed)
    if trusts:
        return Subject(trust=Document("trust policy", "", value))
    return Subject(permissions=(Document("policy", "", value),))


def _of_role(role: Any, pointer: str) -> Subject:
    """A role as IAM answers it; its policies are with it where it comes from GetAccountAuthorizationDetails."""
    if not isinstance(role, Mapping):
        raise NotInspectableError(f"{pointer} isn't a role.")
    trust = role.get("AssumeRolePolicyDocument")
    inline = role.get("RolePolicyList")
    attached = role.get("AttachedManagedPolicies")
    besides = {name: value for name, value in role.items() if name not in ("RolePolicyList", "AttachedManagedPolicies")}
    return Subject(
        name=str(role.get("RoleName", "")),
        trust=Document("trust policy", f"{pointer}/AssumeRolePolicyDocument", decoded(trust)) if trust else None,
        permissions=tuple(_inline(inline, pointer)),
        managed=dict(_attached(attached, pointer)),
        role=Document("role", pointer, besides),
        whole=inline is not None and attached is not None,
    )


def _inline(policies: Any, pointer: str) -> Iterator[Document]:
    for at, policy in enumerate(policies if isinstance(policies, list) else ()):
        if isinstance(policy, Mapping):
            name = f"{INLINE}{policy.get('PolicyName', '')}"
            yield Document(name, f"{pointer}/RolePolicyList/{at}/PolicyDocument", decoded(policy.get("PolicyDocument")))


def _attached(policies: Any, pointer: str) -> Iterator[tuple[str, Evidence]]:
    for at, policy in enumerate(policies if isinstance(policies, list) else ()):
        if isinstance(policy, Mapping) and policy.get("PolicyArn"):
            arn = str(policy["PolicyArn"])
            yield arn, Evidence("attached policies", f"{pointer}/AttachedManagedPolicies/{at}", arn)
