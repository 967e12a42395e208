"""A checkpoint as it may be sent to somebody who helps: as data, without what tells whose it is.

Answers to questions that are not public are hidden, and so is what they say wherever else it stands. What has a shape
keeps what one talks about: an account its last four digits, an address its domain, an id what kind of id it is. So a
reader can still tell two accounts apart, which is worth more here than in a report. What it costs is that two accounts
with the same last digits look like one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import msgspec

from wizard.checkpoint.document import Document
from wizard.diagnostics.report import everybodys
from wizard.text.redaction import MASK, without_owners
from wizard.text.shapes import NAMES_IN_ARNS, NOBODYS, SHORTEST, group, is_account
from wizard.vendors.profile import load_vendor, vendor_names
from wizard.workflows import WORKFLOWS, workflow_named

LAST = 4
"""Digits of an account that are told."""

_KINDS = ("email", "home", "key", "organization", "unit", "root", "request", "id", "account")


def shown(document: Document) -> dict[str, Any]:
    """The document as data, without what a helper has no need to see."""
    public = _public(document)
    plain: dict[str, Any] = msgspec.to_builtins(document)
    texts = list(_texts(plain))
    names = {name for text in texts for found in re.findall(NAMES_IN_ARNS, text) for name in found}
    for step, answers in (*plain["answers"].items(), *plain["withdrawn"].items()):
        hidden = {name: value for name, value in answers.items() if name not in public.get(step, ())}
        names |= set(hidden.values())
        answers.update(dict.fromkeys(hidden, MASK))
    names = {name for name in names - NOBODYS - _everybodys(document.vendor) if not is_account(name)}
    without: dict[str, Any] = _without(plain, _finder(names))
    return without


def _public(document: Document) -> Mapping[str, frozenset[str]]:
    """Each step's public questions; none of a workflow that is not known here."""
    known = document.workflow in WORKFLOWS
    return {step.id: step.public for step in workflow_named(document.workflow).steps} if known else {}


def _everybodys(vendor: str) -> set[str]:
    # Of those that come with the package alone: what a stranger's checkpoint names is no path to be read.
    return {vendor, *(everybodys(load_vendor(vendor)) if vendor in vendor_names() else ())}


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    for one in value.values() if isinstance(value, dict) else value if isinstance(value, list | tuple) else ():
        yield from _texts(one)


def _finder(names: Iterable[str]) -> re.Pattern[str]:
    longest_first = sorted((name for name in names if len(name) >= SHORTEST), key=len, reverse=True)
    known = rf"(?P<name>(?<![\w-])(?:{'|'.join(map(re.escape, longest_first))})(?![\w-]))"
    return re.compile("|".join(([known] if longest_first else []) + [group(kind) for kind in _KINDS]))


def _without(value: Any, finder: re.Pattern[str]) -> Any:
    if isinstance(value, str):
        return finder.sub(_exchanged, value)
    if isinstance(value, list | tuple):
        return [_without(one, finder) for one in value]
    if isinstance(value, dict):
        # Its names are the program's own, also where an account happens to be called the same.
        return {name: _without(one, finder) for name, one in value.items()}
    return value


def _exchanged(match: re.Match[str]) -> str:
    text = match[0]
    match match.lastgroup:
        case "id":
            return text
        case "home":
            return "~"
        case "email":
            return without_owners(text)
        case "account":
            return "*" * (12 - LAST) + re.sub(r"\D", "", text)[-LAST:]
        case "key":
            return text[:LAST] + MASK
        case "name":
            return f"{MASK}{text[text.rfind('@') :]}" if "@" in text else MASK
        case _:
            return f"{text.partition('-')[0]}-{MASK}"
