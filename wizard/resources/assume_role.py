"""AssumeRole: the call as a read, what its answer tells, and which side a refusal comes from.

A session is made and thrown away: the gateway leaves its keys out of the answer, so that nothing but who and until
when comes back. Who refuses, AWS says in the text of AccessDenied alone, and across accounts not always: what it does
not say is not guessed here. https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html, read
2026-11-26.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Literal

import msgspec

from wizard.model import AssumedRole, CallError, Read, Target, Trouble
from wizard.resources.role_arn import RoleArn

SESSION_NAME = "firetiger-onboard"
DENIED = ("AccessDenied", "AccessDeniedException")

Side = Literal["own", "own-deny", "theirs", "organization", "mfa", "unsaid"]

_KEYS: Mapping[Side, str] = {
    "own": "assume-not-allowed",
    "own-deny": "assume-forbidden",
    "theirs": "assume-not-trusted",
    "organization": "assume-organization",
    "mfa": "assume-code-refused",
    "unsaid": "assume-unsaid",
}
_LACKING = re.compile(r"because no ([\w -]+?) (?:policy )?allows the ", re.IGNORECASE)
_FORBIDDING = re.compile(r"with an explicit deny in an? ([\w -]+?)(?:: |[.,;]|$)", re.IGNORECASE)
_AUTHORIZATION = re.compile(r"authorization id: ([\w-]+)", re.IGNORECASE)
_OWN = ("identity-based", "permissions boundary", "session", "vpc endpoint")
_ORGANIZATION = ("service control", "resource control")


class Refusal(msgspec.Struct, frozen=True, kw_only=True):
    """Who does not let somebody assume a role.

    side: ``own`` (no policy of the caller allows it), ``own-deny`` (one forbids it), ``theirs`` (the role's trust
    policy), ``organization``, ``mfa`` (the code), ``unsaid`` (AWS does not say). policy: its kind, in AWS's words, or
    "". authorization: the id by which AWS tells more, or "".
    """

    side: Side
    policy: str = ""
    authorization: str = ""


def assuming(target: Target, role_arn: str, external_id: str = "") -> Read:
    """The call that asks whether a role may be assumed, in the caller's own name."""
    parameters = {"RoleArn": role_arn, "RoleSessionName": SESSION_NAME}
    if external_id:
        parameters["ExternalId"] = external_id
    return Read(target=target, service="sts", operation="AssumeRole", parameters=parameters)


def assumed(role_arn: str, answer: Mapping[str, Any], *, external_id: bool) -> AssumedRole:
    """As whom, and until when."""
    until = answer.get("Credentials", {}).get("Expiration")
    return AssumedRole(
        role_arn=role_arn,
        session=str(answer.get("AssumedRoleUser", {}).get("Arn", "")),
        until=until.timestamp() if isinstance(until, datetime) else 0,
        external_id=external_id,
    )


def is_refusal(answer: Mapping[str, Any] | CallError) -> bool:
    """Whether AWS looked at the call and said no; any other failure says nothing about the role."""
    return isinstance(answer, CallError) and answer.code in DENIED and not answer.unsure


def refusal_of(error: CallError) -> Refusal:
    """Which side an AccessDenied comes from, as far as AWS's words tell."""
    found = _AUTHORIZATION.search(error.message)
    authorization = found[1] if found else ""
    if "MultiFactorAuthentication" in error.message:
        return Refusal(side="mfa", authorization=authorization)
    lacking, forbidding = _LACKING.search(error.message), _FORBIDDING.search(error.message)
    kind = forbidding or lacking
    if kind is None:
        return Refusal(side="unsaid", authorization=authorization)
    policy = _policy(kind[1])
    return Refusal(side=_side(policy, forbidden=forbidding is not None), policy=policy, authorization=authorization)


def trouble_of(error: CallError, caller: str, role: RoleArn) -> Trouble:
    """Whose side is missing, and what to do. caller: an ARN."""
    refusal = refusal_of(error)
    values = {
        "role_arn": role.text,
        "role_account": role.account,
        "account": caller.split(":")[4],
        "caller": caller,
        "policy": refusal.policy,
    }
    return Trouble(key=_KEYS[refusal.side], values=values, error=error)


def missing_statement(error: CallError, account: str, role: RoleArn) -> tuple[str, Mapping[str, Any]] | None:
    """What would repair it, and what it is called: a policy for account's side, or a statement for the role's trust."""
    match refusal_of(error).side:
        case "own":
            allowed = {"Effect": "Allow", "Action": "sts:AssumeRole", "Resource": role.text}
            return "Policy for your side", {"Version": "2012-10-17", "Statement": [allowed]}
        case "theirs" | "unsaid":
            principal = {"AWS": f"arn:{role.partition}:iam::{account}:root"}
            trusted = {"Effect": "Allow", "Principal": principal, "Action": "sts:AssumeRole"}
            return "Statement for the role's trust policy", trusted
    return None


def _policy(kind: str) -> str:
    """AWS's word for the kind, always with "policy" where it is one."""
    kind = kind.strip().lower()
    return kind if kind.endswith(("policy", "boundary")) else f"{kind} policy"


def _side(policy: str, *, forbidden: bool) -> Side:
    if policy.startswith(_OWN):
        return "own-deny" if forbidden else "own"
    return "organization" if policy.startswith(_ORGANIZATION) else "theirs"
