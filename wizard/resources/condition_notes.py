"""What the conditions of a statement mean.

IAM reference, "AWS global condition context keys" and "Condition operators". An operator with ``IfExists`` also holds
where the caller sends no such value, so it is told apart: it closes nothing by itself.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from wizard.model.document import Weight
from wizard.resources.explaining import Notes, hours
from wizard.resources.template import NotUnderstoodError
from wizard.resources.written import Path

EXACT = {"StringEquals": "is", "StringEqualsIgnoreCase": "is, in any case,", "ArnEquals": "is", "NumericEquals": "is"}
LIKE = {"StringLike": "is like", "ArnLike": "is like"}
NOT = {"StringNotEquals": "isn't", "StringNotLike": "isn't like", "ArnNotEquals": "isn't", "ArnNotLike": "isn't like"}
EQUALS = {**EXACT, **LIKE, **NOT}
WHAT = {
    "aws:principalarn": "the caller's ARN",
    "aws:principalaccount": "the caller's account",
    "aws:principalorgid": "the caller's organization",
    "aws:principalorgpaths": "the caller's place in its organization",
    "aws:principaltype": "the caller's kind",
    "aws:userid": "the caller's ID",
    "aws:username": "the caller's user name",
    "aws:sourceaccount": "the account that the AWS service acts for",
    "aws:sourcearn": "the resource that the AWS service acts for",
    "aws:sourceorgid": "the organization that the AWS service acts for",
    "aws:sourcevpc": "the VPC the request comes from",
    "aws:sourcevpce": "the VPC endpoint the request comes from",
    "aws:requestedregion": "the region of the request",
    "aws:calledvia": "the service that makes the call for them",
    "iam:passedtoservice": "the service that gets the role",
    "iam:awsservicename": "the service the role is for",
    "s3:x-amz-acl": "the access that the object's ACL gives",
    "sts:rolesessionname": "the name they give the session",
    "sts:sourceidentity": "the source identity of the session",
}
TIMES = {"DateLessThan": "before", "DateLessThanEquals": "until", "DateGreaterThan": "after"}


def on_conditions(notes: Notes, path: Path, conditions: Any, *, denies: bool) -> None:
    """Each condition, where it stands; all of them have to hold."""
    if not isinstance(conditions, Mapping):
        notes.unexplained(path, "this is a condition that the wizard doesn't know")
        return
    for operator, keys in conditions.items():
        there = (*path, operator)
        if not isinstance(keys, Mapping):
            notes.unexplained(there, "this is a condition that the wizard doesn't know")
            continue
        for key, value in keys.items():
            try:
                text, weight = _said(str(operator), str(key), _values(notes.known.resolved(value)))
            except NotUnderstoodError as error:
                notes.unexplained((*there, key), str(error).rstrip("."))
                continue
            notes.put((*there, key), f"{_lead(weight, denies)}{text}.", weight)


def _lead(weight: Weight, denies: bool) -> str:
    if weight == "unknown":
        return ""
    return "Denied only " if denies else "Only "


def _said(operator: str, key: str, values: Sequence[str]) -> tuple[str, Weight]:
    """What has to hold, and how much it says: ``unknown`` is a whole sentence."""
    base = operator.removesuffix("IfExists")
    told = " or ".join(values) or "nothing"
    special = SPECIAL.get(key.lower())
    text = special(base, values) if special else ""
    if not text and key.lower() in WHAT and base in EQUALS:
        text = f"if {WHAT[key.lower()]} {EQUALS[base]} {told}"
    if not text or base.startswith("For"):
        return f"Not explained: a condition has to hold, {operator} {key} = {told}", "unknown"
    if any("${" in value for value in values):
        text += ", where ${…} is filled in from the request"
    return (f"{text}, or if the request has no such value" if base != operator else text), "decisive"


def _external_id(operator: str, values: Sequence[str]) -> str:
    if operator == "StringEquals" and not any("${" in value for value in values):
        return f"with the external ID {' or '.join(values)}"
    if operator in LIKE:
        return f"with an external ID like {' or '.join(values)}: a pattern, not one value"
    return ""


def _yes(yes: str, no: str) -> Callable[[str, Sequence[str]], str]:
    def said(operator: str, values: Sequence[str]) -> str:
        return {"true": yes, "false": no}.get(values[0].lower(), "") if operator == "Bool" and len(values) == 1 else ""

    return said


def _addresses(operator: str, values: Sequence[str]) -> str:
    where = {"IpAddress": "from the addresses", "NotIpAddress": "from other addresses than"}.get(operator, "")
    return f"{where} {', '.join(values)}" if where else ""


def _time(operator: str, values: Sequence[str]) -> str:
    return f"{TIMES[operator]} {values[0]}" if operator in TIMES and len(values) == 1 else ""


def _mfa_age(operator: str, values: Sequence[str]) -> str:
    within = operator in ("NumericLessThan", "NumericLessThanEquals") and len(values) == 1
    return f"within {hours(values[0])} of signing in with MFA" if within else ""


SPECIAL: Mapping[str, Callable[[str, Sequence[str]], str]] = {
    "sts:externalid": _external_id,
    "aws:multifactorauthpresent": _yes("after signing in with MFA", "without MFA"),
    "aws:multifactorauthage": _mfa_age,
    "aws:securetransport": _yes("over TLS", "without TLS"),
    "aws:viaawsservice": _yes("through an AWS service", "if no AWS service makes the call for them"),
    "aws:sourceip": _addresses,
    "aws:currenttime": _time,
}


def _values(value: Any) -> list[str]:
    values = value if isinstance(value, list | tuple) else [value]
    return [one if isinstance(one, str) else json.dumps(one, default=str) for one in values]
