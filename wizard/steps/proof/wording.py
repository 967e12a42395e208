"""What is said of a role that was assumed, and of one that was refused."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from wizard.model import AssumedRole, CallError, Finding, SignedIn
from wizard.resources.assume_role import is_refusal, missing_statement, refusal_of
from wizard.resources.role_arn import RoleArn

Answer = Mapping[str, Any] | CallError


def was_assumed(role: AssumedRole) -> Finding:
    """As whom, and until when."""
    ends = f"{datetime.fromtimestamp(role.until, UTC).astimezone():%H:%M}" if role.until else ""
    until = f"The session is valid until {ends}. " if ends else ""
    text = f"You can assume the role, as {role.session}"
    return Finding(mark="good", text=text, detail=f"{until}Its credentials were dropped, not kept.")


def asks_for_none(caller: SignedIn, role: RoleArn) -> Finding:
    """That it was assumed without an external ID. In one's own account, nobody needs one."""
    text = "This role doesn't require an external ID"
    if caller.account == role.account:
        return Finding(mark="info", text=text)
    detail = "A vendor with several customers should use a different one for each; the role's owner sets it."
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
    findings = [Finding(mark="bad", text="AWS refused", detail=error.message)]
    if missing := missing_statement(error, caller.account, role):
        # On one line: a document that is kept for whoever asks would not be seen where it is needed.
        findings.append(Finding(mark="info", text=missing[0], detail=json.dumps(missing[1])))
    if authorization := refusal_of(error).authorization:
        text = f"Authorization ID {authorization}"
        detail = "With iam:GetRequestAuthorizationDetails you can look up which policy decided."
        findings.append(Finding(mark="info", text=text, detail=detail))
    return tuple(findings)


def _said(error: CallError) -> str:
    return f"{error.code}: {error.message}"
