"""Conditions: whether what is known of a request is what a statement asks for.

Sources, read on 2026-11-26, all of https://docs.aws.amazon.com/IAM/latest/UserGuide/:
reference_policies_elements_condition_operators.html (the operators, …IfExists, Null),
reference_policies_condition-logic-multiple-context-keys-or-values.html (several values are an OR, for a negated
operator a NOR), reference_policies_condition-single-vs-multi-valued-context-keys.html (ForAllValues, ForAnyValue),
reference_policies_variables.html (variables without a value: nothing equals them, so a negated operator holds).

An operator that is not known here, and a value that its operator cannot read, have no answer: None. A statement that
denies then applies and one that allows does not, so what is too clever for the sandbox is refused.
"""

from __future__ import annotations

import base64
import ipaddress
import operator
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, TypeAlias

from wizard.sandbox.kernel.policy.documents import Condition
from wizard.sandbox.kernel.policy.patterns import Context, Reading, matches

# Whether a value of the request is what a text of the policy says; raises ValueError for what it cannot read.
_Test: TypeAlias = "Callable[[str, str, Context, bool], bool]"

_IF_EXISTS = "IfExists"


def holds(condition: Condition, context: Context, *, variables: bool) -> bool | None:
    """Whether one condition holds; None where nobody can say."""
    given = context.get(condition.key)
    if condition.operator == "Null":
        return str(given is None).lower() in (value.lower() for value in condition.values)
    quantifier, _, name = condition.operator.rpartition(":")
    lenient = name.endswith(_IF_EXISTS)
    found = _OPERATORS.get(name.removesuffix(_IF_EXISTS))
    if found is None or quantifier not in ("", "ForAllValues", "ForAnyValue"):
        return None
    test, negated = found
    if given is None:
        return lenient or quantifier == "ForAllValues" or (negated and not quantifier)
    if quantifier == "" and not isinstance(given, str):
        # A key of several values needs a quantifier.
        return False
    try:
        outcomes = [
            any(test(value, wanted, context, variables) for wanted in condition.values) is not negated
            for value in ((given,) if isinstance(given, str) else given)
        ]
    except ValueError:
        return None
    return any(outcomes) if quantifier == "ForAnyValue" else all(outcomes)


def all_hold(conditions: tuple[Condition, ...], context: Context, *, variables: bool) -> bool | None:
    """Whether every one of them holds: one that does not settles it, whatever the others are."""
    outcomes = [holds(condition, context, variables=variables) for condition in conditions]
    if False in outcomes:
        return False
    return None if None in outcomes else True


# --- the tests --------------------------------------------------------------------------------------------------------


def _text(reading: Reading) -> _Test:
    return lambda value, wanted, context, variables: matches(wanted, value, reading, context, variables=variables)


def _ignoring_case(value: str, wanted: str, context: Context, variables: bool) -> bool:
    lowered = {key: each.lower() if isinstance(each, str) else each for key, each in context.items()}
    return matches(wanted.lower(), value.lower(), Reading.LITERAL, lowered, variables=variables)


def _compared(read: Callable[[str], Any], compare: Callable[[Any, Any], bool]) -> _Test:
    return lambda value, wanted, _context, _variables: compare(read(value), read(wanted))


def _instant(text: str) -> float:
    """A date as ISO 8601 has it, or as seconds since 1970."""
    if text.lstrip("-").isdigit() and len(text) > len("2026"):
        return float(text)
    known = datetime.fromisoformat(text)
    return (known if known.tzinfo else known.replace(tzinfo=UTC)).timestamp()


def _truth(value: str, wanted: str, context: Context, variables: bool) -> bool:
    return matches(wanted.lower(), value.lower(), Reading.LITERAL, context, variables=variables)


def _bytes(text: str) -> bytes:
    return base64.b64decode(text, validate=True)


def _in_network(value: str, wanted: str, _context: Context, _variables: bool) -> bool:
    network, address = ipaddress.ip_network(wanted, strict=False), ipaddress.ip_address(value)
    return address.version == network.version and address in network


_EQUAL = operator.eq
_COMPARISONS: dict[str, tuple[Callable[[Any, Any], bool], bool]] = {
    "Equals": (_EQUAL, False),
    "NotEquals": (_EQUAL, True),
    "LessThan": (operator.lt, False),
    "LessThanEquals": (operator.le, False),
    "GreaterThan": (operator.gt, False),
    "GreaterThanEquals": (operator.ge, False),
}
# Each operator with its test, and whether it holds where the test fails.
_OPERATORS: dict[str, tuple[_Test, bool]] = {
    "StringEquals": (_text(Reading.LITERAL), False),
    "StringNotEquals": (_text(Reading.LITERAL), True),
    "StringEqualsIgnoreCase": (_ignoring_case, False),
    "StringNotEqualsIgnoreCase": (_ignoring_case, True),
    "StringLike": (_text(Reading.WILD), False),
    "StringNotLike": (_text(Reading.WILD), True),
    "ArnEquals": (_text(Reading.ARN), False),
    "ArnLike": (_text(Reading.ARN), False),
    "ArnNotEquals": (_text(Reading.ARN), True),
    "ArnNotLike": (_text(Reading.ARN), True),
    "Bool": (_truth, False),
    "BinaryEquals": (_compared(_bytes, _EQUAL), False),
    "IpAddress": (_in_network, False),
    "NotIpAddress": (_in_network, True),
    **{f"Numeric{name}": (_compared(float, compare), negated) for name, (compare, negated) in _COMPARISONS.items()},
    **{f"Date{name}": (_compared(_instant, compare), negated) for name, (compare, negated) in _COMPARISONS.items()},
}
