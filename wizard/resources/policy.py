"""What an IAM policy document says, however it is written.

Two policies that grant the same need not look alike: order, a string for a list of one, an account id for its root
ARN, two statements for one. So a policy is taken apart into single grants (one principal, one action, one resource,
under one condition), which are compared as sets. The cost: what cannot be multiplied out (NotAction, NotResource,
NotPrincipal) stays whole and is compared as it is written, so it can look different where it is not. Never the
other way round.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from itertools import product
from typing import Any, NamedTuple
from urllib.parse import unquote

_ROOT = re.compile(r"(?:arn:aws[\w-]*:iam::)?(\d{12})(?::root)?")
_OLD_VERSION = "2008-10-17"


class Grant(NamedTuple):
    """One thing that a policy says: effect, who, the action in small letters, the resource, under which condition."""

    effect: str
    who: str
    action: str
    resource: str
    condition: str


def grants(document: object) -> frozenset[Grant]:
    """The single grants of a policy document: a mapping, or its JSON text, also in the URL encoding that IAM sends."""
    policy = document if isinstance(document, Mapping) else _parsed(document)
    old = str(policy.get("Version") or _OLD_VERSION) == _OLD_VERSION
    return frozenset(grant for statement in _listed(policy.get("Statement")) for grant in _multiplied(statement, old))


def _parsed(document: object) -> Mapping[str, Any]:
    text = str(document or "{}")
    try:
        policy = json.loads(text if text.lstrip().startswith("{") else unquote(text))
    except ValueError:
        return {"Statement": {"Effect": "unreadable", "NotAction": text}}
    return policy if isinstance(policy, Mapping) else {}


def _listed(value: object) -> list[Any]:
    if value is None:
        return []
    return list(value) if isinstance(value, (list, tuple)) else [value]


def _multiplied(statement: Mapping[str, Any], old: bool) -> Iterator[Grant]:
    condition = _condition(statement.get("Condition"))
    if old and "${" in json.dumps(statement, default=str):
        condition = f"{condition} (variables are plain text in policy version {_OLD_VERSION})".strip()
    effect = str(statement.get("Effect", ""))
    actions = [action.lower() for action in _either(statement, "Action")]
    for who, action, resource in product(_principals(statement), actions, _either(statement, "Resource")):
        yield Grant(effect, who, action, resource, condition)


def _either(statement: Mapping[str, Any], element: str) -> list[str]:
    """The values of an element; of its opposite (NotAction…) one text, because that cannot be taken apart."""
    if f"Not{element}" in statement:
        return ["anything but " + ", ".join(sorted(map(str, _listed(statement[f"Not{element}"]))))]
    return [str(value) for value in _listed(statement.get(element))] or [""]


def _principals(statement: Mapping[str, Any]) -> list[str]:
    if "NotPrincipal" in statement:
        return ["anyone but " + ", ".join(sorted(_named(statement["NotPrincipal"])))]
    return _named(statement.get("Principal")) or [""]


def _named(principal: object) -> list[str]:
    if isinstance(principal, Mapping):
        return [_principal(kind, str(value)) for kind, values in principal.items() for value in _listed(values)]
    return [_principal("AWS", str(value)) for value in _listed(principal)]


def _principal(kind: str, value: str) -> str:
    if kind != "AWS":
        return f"{kind.lower()} {value}"
    root = _ROOT.fullmatch(value)
    return f"account {root[1]}" if root else "anyone" if value == "*" else value


def _condition(condition: object) -> str:
    if not isinstance(condition, Mapping):
        return ""
    parts = (
        f"{operator} {key.lower()} = {' or '.join(sorted(map(_scalar, _listed(values))))}"
        for operator, keys in condition.items()
        for key, values in keys.items()
    )
    return " and ".join(sorted(parts))


def _scalar(value: object) -> str:
    text = str(value).lower() if isinstance(value, bool) else str(value)
    # Quoted where it has a space, so that one value "a or b" is never taken for two.
    return json.dumps(text) if " " in text else text
