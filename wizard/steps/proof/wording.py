"""What is said of a role that was assumed, and of one that was refused."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from wizard.model import AssumedRole, CallError, Finding, SignedIn, Trouble
from wizard.resources.assume_role import Refusal, Side, is_refusal, refusal_of
from wizard.resources.role_arn import RoleArn

Answer = Mapping[str, Any] | CallError

_KEYS: Mapping[Side, str] = {
    "own": "assume-not-allowed",
    "own-deny": "assume-forbidden",
    "theirs": "assume-not-trusted",
    "organization": "assume-organization",
    "mfa": "assume-code-refused",
    "unsaid": "assume-unsaid",
}


def was_assumed(role: AssumedRole) -> Finding:
    """As whom, and until when."""
    ends = f"{datetime.fromtimestamp(role.until, UTC).astimezone():%H:%M}" if role.until else ""
    until = f"The session is valid until {ends}. " if ends else ""
    text = f"You can assume the role, as {role.session}"
    return Finding(mark="good", text=text, detail=f"{until}Its credentials were dropped, not kept.")


def asks_for_none(caller: SignedIn, role: RoleArn) -> Finding:
    """That it was assumed without an external ID. In one's own account, nobody needs one."""
    text = "This role asks for no external ID"
    if caller.account == role.account:
        return Finding(mark="info", text=text)
    detail = "Whoever uses it for several customers should have one for each; the role's account sets it."
    return Finding(mark="info", text=text, detail=detail)


def of_call(what: str, answer: Answer, *, proves: bool) -> Finding:
    """One of the calls that have to be refused. proves: whether the right one was answered."""
    if not isinstance(answer, CallError):
        return Finding(mark="bad", text=f"{what}, the role was assumed")
    if not is_refusal(answer):
        return Finding(mark="unknown", text=f"{what}: no answer about the role", detail=_said(answer))
    if not proves:
        detail = "This proves nothing: the right external ID was refused, too."
        return Finding(mark="unknown", text=f"{what}, AWS refused", detail=detail)
    return Finding(mark="good", text=f"{what}, AWS refused, as it should")


def was_refused(error: CallError, caller: SignedIn, role: RoleArn) -> tuple[Finding, ...]:
    """What AWS said, and what either side can be given to repair it."""
    refusal = refusal_of(error)
    findings = [Finding(mark="bad", text="AWS refused", detail=error.message)]
    if refusal.side == "own":
        findings.append(_document("Policy for your side", _allowing(role)))
    if refusal.side in ("theirs", "unsaid"):
        findings.append(_document("Statement for the role's trust policy", _trusting(caller, role)))
    if refusal.authorization:
        text = f"Authorization ID {refusal.authorization}"
        detail = "With iam:GetRequestAuthorizationDetails you can look up which policy decided."
        findings.append(Finding(mark="info", text=text, detail=detail))
    return tuple(findings)


def trouble_of(error: CallError, caller: SignedIn, role: RoleArn) -> Trouble:
    """Whose side is missing, and what to do."""
    refusal: Refusal = refusal_of(error)
    values = {
        "role_arn": role.text,
        "role_account": role.account,
        "account": caller.account,
        "caller": caller.arn,
        "policy": refusal.policy,
    }
    return Trouble(key=_KEYS[refusal.side], values=values, error=error)


def _said(error: CallError) -> str:
    return f"{error.code}: {error.message}"


def _document(text: str, document: Mapping[str, Any]) -> Finding:
    """On one line: what is kept for whoever asks would not be seen where it is needed."""
    return Finding(mark="info", text=text, detail=json.dumps(document))


def _allowing(role: RoleArn) -> dict[str, Any]:
    statement = {"Effect": "Allow", "Action": "sts:AssumeRole", "Resource": role.text}
    return {"Version": "2012-10-17", "Statement": [statement]}


def _trusting(caller: SignedIn, role: RoleArn) -> dict[str, Any]:
    principal = {"AWS": f"arn:{role.partition}:iam::{caller.account}:root"}
    return {"Effect": "Allow", "Principal": principal, "Action": "sts:AssumeRole"}
