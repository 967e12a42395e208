"""Data as literals of three languages: HCL, TypeScript and Python, each string quoted by that language's own rules.

One walk over the data for all of them; what a language writes differently is a `Notation`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

INDENT = "  "


@dataclass(frozen=True, slots=True)
class Code:
    """A piece of the language itself, written as it is."""

    text: str


@dataclass(frozen=True, slots=True)
class Call:
    """A call with one value: ``before``, which ends with the opening bracket, the value, ``)``."""

    before: str
    value: Any


@dataclass(frozen=True, slots=True)
class Fields:
    """Values by names that are the language's own words, not strings: an object, or a call with keywords."""

    values: Mapping[str, Any]
    before: str = "{"
    after: str = "}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Notation:
    """How a language writes data. field: between a name and its value. after: behind a member of an object."""

    text: Callable[[str], str]
    member: str
    field: str
    after: str = ","
    true: str = "true"
    false: str = "false"


def _quoted(text: str) -> str:
    """As JSON, whose strings TypeScript and Python both read as their own; as UTF-8, since Python knows no pairs."""
    return json.dumps(text, ensure_ascii=False)


def _hcl(text: str) -> str:
    """JSON's escapes without the two that HCL lacks, and nothing in it that would be evaluated.

    https://developer.hashicorp.com/terraform/language/expressions/strings, "Escape Sequences"
    """
    known = re.sub(r"\\(.)", lambda found: _NOT_IN_HCL.get(found[1], found[0]), _quoted(text))
    return re.sub(r"([$%]*)([$%])\{", lambda found: f"{_spelled(found[1])}{found[2] * 2}{{", known)


def _spelled(signs: str) -> str:
    """Signs by their numbers: three in a row before a brace could be read as one and two, or as two and one."""
    return "".join(f"\\u{ord(sign):04x}" for sign in signs)


_NOT_IN_HCL = {"b": r"\u0008", "f": r"\u000c"}

HCL = Notation(text=_hcl, member=" = ", field=" = ", after="")
TYPESCRIPT = Notation(text=_quoted, member=": ", field=": ")
PYTHON = Notation(text=_quoted, member=": ", field="=", true="True", false="False")


def literal(value: Any, notation: Notation, deep: int = 0) -> str:
    """A value on as many lines as it has members. deep: how far its first line is indented already.

    Raises TypeError for what no JSON can hold, and for null, which no part of a policy is.
    """
    match value:
        case Code():
            return value.text
        case Call():
            return f"{value.before}{literal(value.value, notation, deep)})"
        case Fields():
            members = [
                f"{name}{notation.field}{literal(one, notation, deep + 1)}" for name, one in value.values.items()
            ]
            return _lines(value.before, members, value.after, ",", deep)
        case Mapping():
            members = [
                f"{notation.text(str(name))}{notation.member}{literal(one, notation, deep + 1)}"
                for name, one in value.items()
            ]
            return _lines("{", members, "}", notation.after, deep)
        case list() | tuple():
            if len(value) == 1 and isinstance(value[0], str):
                return f"[{literal(value[0], notation, deep)}]"
            return _lines("[", [literal(one, notation, deep + 1) for one in value], "]", ",", deep)
        case bool():
            return notation.true if value else notation.false
        case str():
            return notation.text(value)
        case int() | float():
            return json.dumps(value)
    raise TypeError(f"{type(value).__name__} has no literal")


def _lines(before: str, members: Iterable[str], after: str, behind: str, deep: int) -> str:
    inner = "".join(f"{INDENT * (deep + 1)}{one}{behind}\n" for one in members)
    return f"{before}\n{inner}{INDENT * deep}{after}" if inner else f"{before}{after}"
