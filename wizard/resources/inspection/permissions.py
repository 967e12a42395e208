"""What a role may do, against what the vendor's profile gives it, and whether it could give itself more.

Escalation: actions by which whoever has them gets other permissions than their own (Rhino Security Labs, "AWS IAM
privilege escalation"; AWS, "Granting a user permissions to pass a role"; both read 2026-11-25).
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from fnmatch import fnmatchcase
from typing import Any

from wizard.resources.inspection.conditions import strangeness
from wizard.resources.inspection.expected import Expected
from wizard.resources.inspection.finding import Document, Evidence, Finding, Severity, statements
from wizard.resources.policy import Grant, grants
from wizard.resources.role import ADMINISTRATOR, policy_name

MEMBERS = ("Sid", "Effect", "Action", "NotAction", "Resource", "NotResource", "Condition")
ESCALATING = (
    "iam:PassRole", "iam:CreatePolicyVersion", "iam:SetDefaultPolicyVersion", "iam:CreateAccessKey",
    "iam:CreateLoginProfile", "iam:UpdateLoginProfile", "iam:AttachUserPolicy", "iam:AttachGroupPolicy",
    "iam:AttachRolePolicy", "iam:PutUserPolicy", "iam:PutGroupPolicy", "iam:PutRolePolicy", "iam:AddUserToGroup",
    "iam:UpdateAssumeRolePolicy", "iam:DeleteRolePermissionsBoundary", "iam:PutRolePermissionsBoundary",
    "iam:DeleteUserPermissionsBoundary", "iam:CreateServiceSpecificCredential", "iam:DeactivateMFADevice",
    "lambda:UpdateFunctionCode", "lambda:UpdateFunctionConfiguration", "glue:UpdateDevEndpoint",
    "ec2:ReplaceIamInstanceProfileAssociation", "ssm:SendCommand", "ssm:StartSession", "codestar:CreateProject",
    "cloudformation:UpdateStack", "cloudformation:CreateStackSet", "sts:AssumeRole",
)  # fmt: skip
_WIDE_MANAGED = (ADMINISTRATOR, "IAMFullAccess", "PowerUserAccess")
MOST = 4
"""Actions that a sentence names."""


def judged_permissions(
    documents: tuple[Document, ...], managed: Mapping[str, Evidence], expected: Expected
) -> Iterator[Finding]:
    """What the role may do beyond its profile. managed: the attached policies' ARNs, and where each is named."""
    for arn in sorted(managed.keys() - expected.managed):
        yield Finding(
            rule="permission-beyond-profile", severity="error",
            sentence=f"The policy {policy_name(arn)} is attached; {expected.vendor}'s profile doesn't ask for it.",
            remedy=f"Detach {arn}.", evidence=managed[arn], control="CAA-007",
        )  # fmt: skip
    administrator = _administrator(managed.keys() & expected.managed)
    wanted = _wanted(expected)
    for document in documents:
        told = administrator or document.name in {f"policy {policy_name(arn)}" for arn in managed}
        yield from _of_document(document, expected, wanted, within=told)


def _administrator(arns: set[str]) -> bool:
    return any(arn.endswith(f":aws:policy/{ADMINISTRATOR}") for arn in arns)


def _wanted(expected: Expected) -> frozenset[Grant]:
    inline = expected.role.inline.values() if expected.role else ()
    return frozenset(grant for policy in inline for grant in policy)


def _of_document(
    document: Document, expected: Expected, wanted: frozenset[Grant], *, within: bool
) -> Iterator[Finding]:
    """within: nothing of it is told to go beyond the profile, which makes the role an administrator, or it is told."""
    if not isinstance(document.value, Mapping) or not statements(document):
        said = f"The wizard can't read a statement in the {document.name}."
        yield _found(document, (), "not-understood", "warning", said, "Check that the document is complete.")
        return
    version = document.value.get("Version")
    for path, statement in statements(document):
        yield from _strange(document, path, statement)
        if not isinstance(statement, Mapping) or statement.get("Effect") != "Allow":
            continue
        given = grants({"Version": version, "Statement": [statement]})
        if given <= wanted:
            continue
        if not within:
            yield _found(
                document, path, "permission-beyond-profile", "error",
                f"The {document.name} allows {_words(given)}; {expected.vendor}'s profile doesn't ask for it.",
                "Remove the statement, or narrow it to what the profile names.", "CAA-007",
            )  # fmt: skip
        yield from _escalation(document, path, statement, given)


def _escalation(
    document: Document, path: tuple[str | int, ...], statement: Mapping[str, Any], given: frozenset[Grant]
) -> Iterator[Finding]:
    if "NotAction" in statement or "NotResource" in statement:
        which = "NotAction" if "NotAction" in statement else "NotResource"
        yield _found(
            document, path, "permission-by-exception", "warning",
            f"{which} with Allow allows everything except what it names, including what AWS adds later.",
            "Name what is allowed instead.", "CAA-007",
        )  # fmt: skip
    patterns = {value for grant in given if not grant.action.opposite for value in grant.action.values}
    means = [action for action in ESCALATING if any(fnmatchcase(action.lower(), pattern) for pattern in patterns)]
    if means:
        told = ", ".join(means[:MOST]) + (f" and {len(means) - MOST} more" if len(means) > MOST else "")
        yield _found(
            document, path, "permission-escalation", "warning",
            f"Anybody with the role can give themselves more permissions with {told}.",
            "Remove these actions, or limit them to resources that can't do more than the role.", "CAA-007",
        )  # fmt: skip


def _strange(document: Document, path: tuple[str | int, ...], statement: Any) -> Iterator[Finding]:
    if not isinstance(statement, Mapping):
        told = ["a statement that isn't an object"]
    else:
        told = [f"{name} in a statement" for name in sorted(set(statement) - set(MEMBERS))]
        if statement.get("Effect") not in ("Allow", "Deny"):
            told.append(f"the effect {statement.get('Effect')!r}")
        told += [one for one in strangeness(statement.get("Condition")) if "condition key" not in one]
        told += [f"{json.dumps(value)} in {name}" for name in MEMBERS[2:6] for value in _no_texts(statement.get(name))]
    for what in told:
        yield _found(
            document, path, "not-understood", "warning", f"The wizard can't judge this: {what}.",
            "Check its meaning yourself, or write it another way.",
        )  # fmt: skip


def _no_texts(value: Any) -> list[Any]:
    listed = value if isinstance(value, list) else [] if value is None else [value]
    return [one for one in listed if not isinstance(one, str)]


def _words(given: frozenset[Grant]) -> str:
    told = sorted({f"{grant.action.words} on {grant.resource.words}" for grant in given})
    return "; ".join(told[:MOST]) + (f" and {len(told) - MOST} more" if len(told) > MOST else "")


def _found(
    document: Document,
    path: tuple[str | int, ...],
    rule: str,
    severity: Severity,
    sentence: str,
    remedy: str,
    control: str = "",
) -> Finding:
    return Finding(
        rule=rule, severity=severity, sentence=sentence, remedy=remedy, evidence=document.at(*path), control=control
    )
