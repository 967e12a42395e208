"""The texts of a policy that stand for many: the wildcards * and ?, and policy variables.

Sources, read on 2026-11-26, all of https://docs.aws.amazon.com/IAM/latest/UserGuide/:
reference_policies_elements_resource.html (wildcards in ARNs), reference_policies_variables.html (variables, defaults,
what has no value), reference_policies_elements_condition_operators.html (ArnLike, part by part).

A variable without a value makes a pattern that matches nothing. What a variable stands for is taken literally: a
wildcard in a tag opens nothing. Patterns are compiled once; those with variables once for each value.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import TypeAlias

# What is known of a request by the name of its key, in small letters; several values are a tuple.
Context: TypeAlias = Mapping[str, "str | tuple[str, ...]"]

_TOKEN = re.compile(r"\$\{([^}]*)\}|[*?]")
_WITH_DEFAULT = re.compile(r"\s*([^,\s]+)\s*,\s*'(.*)'\s*", re.DOTALL)
_PARTS_OF_AN_ARN = 6


class Reading(Enum):
    """How a pattern is read: wildcards anywhere, nowhere, or within the parts of an ARN."""

    WILD = "wild"
    LITERAL = "literal"
    # The Resource element: a * that ends a part may run on past the colon.
    RESOURCE = "resource"
    # The ARN operators: each of the six parts by itself.
    ARN = "arn"


@dataclass(frozen=True)
class _Variable:
    key: str
    default: str | None


def matches(pattern: str, text: str, reading: Reading, context: Context, *, variables: bool) -> bool:
    """Whether the pattern means that text. variables: whether its policy's version knows them."""
    if pattern == "*" and reading is not Reading.ARN:
        return reading is not Reading.LITERAL or text == "*"
    pieces = _pieces(pattern, reading, variables)
    if isinstance(pieces, re.Pattern):
        return pieces.fullmatch(text) is not None
    source = []
    for piece in pieces:
        if isinstance(piece, str):
            source.append(piece)
            continue
        value = context.get(piece.key, piece.default)
        # A key with several values cannot stand for one.
        if not isinstance(value, str):
            return False
        source.append(re.escape(value))
    return _expression("".join(source)).fullmatch(text) is not None


@functools.lru_cache(maxsize=4096)
def _pieces(pattern: str, reading: Reading, variables: bool) -> re.Pattern[str] | tuple[str | _Variable, ...]:
    """The pattern as one expression, or where it has variables, as what is between them and they."""
    if reading is Reading.ARN and pattern.count(":") < _PARTS_OF_AN_ARN - 1:
        return re.compile(r"(?!)")
    pieces = tuple(_read(pattern, reading, variables))
    if any(isinstance(piece, _Variable) for piece in pieces):
        return pieces
    return _expression("".join(str(piece) for piece in pieces))


@functools.lru_cache(maxsize=4096)
def _expression(source: str) -> re.Pattern[str]:
    return re.compile(source, re.DOTALL)


def _read(pattern: str, reading: Reading, variables: bool) -> Iterator[str | _Variable]:
    start, colons = 0, 0
    for token in _TOKEN.finditer(pattern):
        literal = pattern[start : token.start()]
        colons += literal.count(":")
        start = token.end()
        yield re.escape(literal)
        named = token[1]
        if named is None:
            yield _wildcard(
                token[0], reading, within=colons < _PARTS_OF_AN_ARN - 1, following=pattern[start : start + 1]
            )
        elif not variables:
            yield re.escape(token[0])
        elif named in ("*", "?", "$"):
            yield re.escape(named)
        else:
            yield _variable(named)
    yield re.escape(pattern[start:])


def _wildcard(sign: str, reading: Reading, *, within: bool, following: str) -> str:
    """within: in one of the parts of an ARN that end with a colon."""
    if reading is Reading.LITERAL:
        return re.escape(sign)
    ends_its_part = reading is Reading.RESOURCE and sign == "*" and following in ("", ":")
    confined = reading in (Reading.RESOURCE, Reading.ARN) and within and not ends_its_part
    return ("[^:]" if confined else ".") + ("*" if sign == "*" else "")


def _variable(named: str) -> _Variable:
    found = _WITH_DEFAULT.fullmatch(named)
    return _Variable(found[1].lower(), found[2]) if found else _Variable(named.strip().lower(), None)
