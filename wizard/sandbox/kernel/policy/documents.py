"""A policy document as its statements, read once however often it is asked.

The grammar is that of https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html (2026-11-26):
one may stand for a list of one, and statements may do without a list. A document that is no JSON has no statements: it
allows nothing.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

# Policy variables are known since this version only; 2008-10-17 is what a policy has that names none.
_KNOWS_VARIABLES = "2012-10-17"


@dataclass(frozen=True)
class Condition:
    """One key under one operator: its name in small letters, and the values that it is held against."""

    operator: str
    key: str
    values: tuple[str, ...]


@dataclass(frozen=True)
class Statement:
    """One statement. What it does not have is None: a Resource that is not there is not one that is empty."""

    effect: str
    actions: tuple[str, ...] | None
    not_actions: tuple[str, ...] | None
    resources: tuple[str, ...] | None
    not_resources: tuple[str, ...] | None
    # By kind: AWS, Service, Federated, CanonicalUser.
    principals: Mapping[str, frozenset[str]] | None
    not_principals: Mapping[str, frozenset[str]] | None
    conditions: tuple[Condition, ...]
    variables: bool


@functools.lru_cache(maxsize=4096)
def statements(document: str) -> tuple[Statement, ...]:
    """The statements of a document, in its order."""
    try:
        read = json.loads(document)
    except (ValueError, RecursionError):
        return ()
    if not isinstance(read, dict):
        return ()
    variables = read.get("Version") == _KNOWS_VARIABLES
    return tuple(_statement(each, variables) for each in listed(read.get("Statement")) if isinstance(each, dict))


def listed(value: Any) -> list[Any]:
    """IAM writes one as itself and several as a list."""
    if value is None:
        return []
    return list(value) if isinstance(value, list) else [value]


def _statement(read: dict[str, Any], variables: bool) -> Statement:
    return Statement(
        effect=str(read.get("Effect")),
        actions=_texts(read, "Action"),
        not_actions=_texts(read, "NotAction"),
        resources=_texts(read, "Resource"),
        not_resources=_texts(read, "NotResource"),
        principals=_principals(read.get("Principal")),
        not_principals=_principals(read.get("NotPrincipal")),
        conditions=tuple(_conditions(read.get("Condition", {}))),
        variables=variables,
    )


def _texts(read: dict[str, Any], name: str) -> tuple[str, ...] | None:
    return tuple(str(each) for each in listed(read[name])) if name in read else None


def _principals(named: Any) -> Mapping[str, frozenset[str]] | None:
    if named is None:
        return None
    # "*" alone is everybody, as {"AWS": "*"} is.
    kinds = named if isinstance(named, dict) else {"AWS": named}
    return {str(kind): frozenset(str(each) for each in listed(names)) for kind, names in kinds.items()}


def _conditions(read: Any) -> list[Condition]:
    """What is no condition is one of an operator that nobody knows: it allows nothing, and denies."""
    if not isinstance(read, dict) or not all(isinstance(keys, dict) for keys in read.values()):
        return [Condition("", "", ())]
    return [
        Condition(operator, key.lower(), tuple(_text(value) for value in listed(values)))
        for operator, keys in read.items()
        for key, values in keys.items()
    ]


def _text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
