"""IAM policy documents, really evaluated: trust policies of roles, policies of buckets, and denials of a user.

The subset of the policy language that resource policies use: principals by account, ARN, service or "*",
actions and resources with wildcards, and the string, ARN and Bool conditions. A condition operator that is not
known here never holds, so a policy that is too clever for the sandbox refuses rather than admits.
"""

from __future__ import annotations

import fnmatch
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from wizard.sandbox.kernel.identities import Principal


@dataclass(frozen=True)
class Request:
    """What somebody wants to do. `names` are all the ways in which a policy may name them."""

    names: frozenset[str]
    action: str
    resource: str = "*"
    context: dict[str, str] = field(default_factory=dict)


def names_of(principal: Principal) -> frozenset[str]:
    """Every spelling under which a policy's AWS principal means this one."""
    account = principal.account
    return frozenset({account, f"arn:aws:iam::{account}:root", principal.arn, principal.role_arn or principal.arn})


def allows(document: str, request: Request) -> bool:
    """Whether the document lets that happen; an explicit Deny wins."""
    effects = {
        statement.get("Effect")
        for statement in listed(json.loads(document).get("Statement"))
        if _matches(statement, request)
    }
    return "Allow" in effects and "Deny" not in effects


def denies(document: str, request: Request) -> bool:
    """Whether an identity-based policy, which names no principals, explicitly denies that."""
    statements = listed(json.loads(document).get("Statement"))
    own = ({**statement, "Principal": "*"} for statement in statements if statement.get("Effect") == "Deny")
    return any(_matches(statement, request) for statement in own)


def _is_about(statement: dict[str, Any], action: str) -> bool:
    if "NotAction" in statement:
        return not _like(action.lower(), [str(each).lower() for each in listed(statement["NotAction"])])
    return _like(action.lower(), [str(each).lower() for each in listed(statement.get("Action"))])


def _matches(statement: dict[str, Any], request: Request) -> bool:
    return (
        _is_about(statement, request.action)
        and _like(request.resource, [str(each) for each in listed(statement.get("Resource", request.resource))])
        and _is_named(statement.get("Principal"), request.names)
        and all(_holds(operator, keys, request.context) for operator, keys in statement.get("Condition", {}).items())
    )


def _is_named(named: Any, names: frozenset[str]) -> bool:
    if not isinstance(named, dict):
        return bool(named == "*")
    mentioned = {str(each) for kind in ("AWS", "Service") for each in listed(named.get(kind))}
    return "*" in mentioned or bool(mentioned & names)


def _holds(operator: str, keys: dict[str, Any], context: dict[str, str]) -> bool:
    lenient = operator.endswith("IfExists")
    test = _OPERATORS.get(operator.removesuffix("IfExists"))
    if test is None:
        return False
    lowered = {key.lower(): value for key, value in context.items()}
    for key, wanted in keys.items():
        given = lowered.get(key.lower())
        if given is None and lenient:
            continue
        if not test(given, [_text(value) for value in listed(wanted)]):
            return False
    return True


def _text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _equals(given: str | None, wanted: list[str]) -> bool:
    return given is not None and given in wanted


def _like(given: str | None, wanted: list[str]) -> bool:
    # fnmatch would also give brackets a meaning, which IAM does not.
    return given is not None and any(fnmatch.fnmatchcase(given, each.replace("[", "[[]")) for each in wanted)


def _bool(given: str | None, wanted: list[str]) -> bool:
    return given is not None and given.lower() in [value.lower() for value in wanted]


def _null(given: str | None, wanted: list[str]) -> bool:
    return str(given is None).lower() in [value.lower() for value in wanted]


_OPERATORS: dict[str, Callable[[str | None, list[str]], bool]] = {
    "StringEquals": _equals,
    "StringNotEquals": lambda given, wanted: not _equals(given, wanted),
    "StringLike": _like,
    "StringNotLike": lambda given, wanted: not _like(given, wanted),
    "ArnEquals": _like,
    "ArnLike": _like,
    "ArnNotEquals": lambda given, wanted: not _like(given, wanted),
    "ArnNotLike": lambda given, wanted: not _like(given, wanted),
    "Bool": _bool,
    "Null": _null,
}


def listed(value: Any) -> list[Any]:
    """IAM writes one as itself and several as a list."""
    if value is None:
        return []
    return list(value) if isinstance(value, list) else [value]
