"""What an IAM policy document says, however it is written.

Two policies that grant the same need not look alike: order, a string for a list of one, an account id for its root
ARN, two statements for one. So a policy is taken apart into single grants (one principal, one action, one resource,
under one condition), which are compared as sets. The cost: what cannot be multiplied out (NotAction, NotResource,
NotPrincipal) stays whole and is compared as it is written, so it can look different where it is not. Never the
other way round.
"""

from __future__ import annotations

import fnmatch
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import product
from typing import Any, NamedTuple
from urllib.parse import unquote

from wizard.text import shapes

_OLD_VERSION = "2008-10-17"


class Condition(NamedTuple):
    """One condition: operator, key in small letters, and the values of which one has to hold, sorted.

    plain: there is a ``${…}`` in them that is no variable, because the policy is of the old version.
    """

    operator: str
    key: str
    values: tuple[str, ...]
    plain: bool = False

    @property
    def words(self) -> str:
        """As it is told."""
        told = " or ".join(json.dumps(value) if " " in value else value for value in self.values)
        note = f" (variables are plain text in policy version {_OLD_VERSION})" if self.plain else ""
        return f"{self.operator} {self.key} = {told}{note}"

    @property
    def exact(self) -> bool:
        """Whether it wants one of these very values: a variable takes whatever the caller brings."""
        return bool(self.values) and (self.plain or not any("${" in value for value in self.values))


@dataclass(frozen=True, order=True, slots=True)
class Part:
    """One principal, action or resource; or, as its opposite (NotAction…), all but these, which stay together.

    spelled: the values as the policy has them, which say nothing more.
    """

    values: tuple[str, ...]
    opposite: bool = False
    spelled: tuple[str, ...] = field(default=(), compare=False)

    @property
    def words(self) -> str:
        """As it is told."""
        told = self.spelled or self.values
        return f"anything but {', '.join(told)}" if self.opposite else told[0]

    @property
    def in_small_letters(self) -> Part:
        """The same where letters have no case, as in the names of actions."""
        return Part(tuple(value.lower() for value in self.values), self.opposite, spelled=self.values)


class Grant(NamedTuple):
    """One thing that a policy says: effect, who, the action in small letters, the resource, under which conditions."""

    effect: str
    who: Part
    action: Part
    resource: Part
    conditions: tuple[Condition, ...] = ()
    plain: bool = False

    @property
    def condition(self) -> str:
        """All conditions, as they are told."""
        return " and ".join(condition.words for condition in self.conditions)

    @property
    def whom(self) -> str:
        """The principal, as it is told."""
        return self.who.words.replace("anything but", "anyone but")


def grants(document: object) -> frozenset[Grant]:
    """The single grants of a policy document: a mapping, or its JSON text, also in the URL encoding that IAM sends."""
    policy = parsed(document)
    old = str(policy.get("Version") or _OLD_VERSION) == _OLD_VERSION
    return frozenset(grant for statement in listed(policy.get("Statement")) for grant in _multiplied(statement, old))


def matches(value: str, patterns: Iterable[str]) -> bool:
    """Whether one of these patterns covers it; in IAM ``*`` and ``?`` stand for others, and brackets for themselves."""
    return any(fnmatch.fnmatchcase(value, pattern.replace("[", "[[]")) for pattern in patterns)


def covers(statement: Mapping[str, Any], element: str, value: str) -> bool:
    """Whether a statement is about an action or a resource; IAM takes the names of actions in any case."""
    lower = element == "Action"

    def found(name: str) -> bool:
        patterns = [str(one).lower() if lower else str(one) for one in listed(statement[name])]
        return matches(value.lower() if lower else value, patterns)

    if f"Not{element}" in statement:
        return not found(f"Not{element}")
    return element in statement and found(element)


def parsed(document: object) -> Mapping[str, Any]:
    """A document as a mapping; what cannot be read is a statement without effect.

    document: a mapping, or its JSON text, also in the URL encoding that IAM sends.
    """
    if isinstance(document, Mapping):
        return document
    text = str(document or "{}")
    try:
        policy = json.loads(text if text.lstrip().startswith("{") else unquote(text))
    except ValueError:
        return {"Statement": {"Effect": "unreadable", "NotAction": text}}
    return policy if isinstance(policy, Mapping) else {}


def listed(value: object) -> list[Any]:
    """Where a policy may have one value or a list of them: the list."""
    if value is None:
        return []
    return list(value) if isinstance(value, (list, tuple)) else [value]


def _multiplied(statement: Mapping[str, Any], old: bool) -> Iterator[Grant]:
    conditions = _conditions(statement.get("Condition"), old)
    effect = str(statement.get("Effect", ""))
    # In the old version ${…} is plain text, so what has it in it means something else there.
    plain = old and "${" in json.dumps(statement, default=str)
    actions = [part.in_small_letters for part in _parts(statement, "Action")]
    for who, action, resource in product(_principals(statement), actions, _parts(statement, "Resource")):
        yield Grant(effect, who, action, resource, conditions, plain)


def _parts(statement: Mapping[str, Any], element: str) -> list[Part]:
    """The values of an element, each by itself; those of its opposite (NotAction…) together."""
    if f"Not{element}" in statement:
        return [Part(tuple(sorted(map(str, listed(statement[f"Not{element}"])))), opposite=True)]
    return [Part((str(value),)) for value in listed(statement.get(element))] or [Part(("",))]


def _principals(statement: Mapping[str, Any]) -> list[Part]:
    if "NotPrincipal" in statement:
        return [Part(tuple(sorted(_named(statement["NotPrincipal"]))), opposite=True)]
    return [Part((name,)) for name in _named(statement.get("Principal"))] or [Part(("",))]


def _named(principal: object) -> list[str]:
    if isinstance(principal, Mapping):
        return [_principal(kind, str(value)) for kind, values in principal.items() for value in listed(values)]
    return [_principal("AWS", str(value)) for value in listed(principal)]


def _principal(kind: str, value: str) -> str:
    if kind != "AWS":
        return f"{kind.lower()} {value}"
    root = re.fullmatch(shapes.ROOT_ARN, value) or re.fullmatch(f"({shapes.ACCOUNT})", value)
    return f"account {root[1]}" if root else "anyone" if value == "*" else value


def _conditions(condition: object, old: bool) -> tuple[Condition, ...]:
    if not isinstance(condition, Mapping):
        return ()
    return tuple(
        sorted(
            _one_condition(str(operator), str(key).lower(), tuple(sorted(map(_scalar, listed(values)))), old)
            for operator, keys in condition.items()
            for key, values in (keys.items() if isinstance(keys, Mapping) else [("", keys)])
        )
    )


def _one_condition(operator: str, key: str, values: tuple[str, ...], old: bool) -> Condition:
    return Condition(operator, key, values, plain=old and any("${" in value for value in values))


def _scalar(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
