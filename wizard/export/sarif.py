"""Findings as SARIF 2.1.0, which code hosts and editors read (OASIS, "Static Analysis Results Interchange Format").

A place in a JSON document is a logical location, which has its pointer for a name; lines are not told, because what is
judged may have come from AWS and have none.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"


class Result(NamedTuple):
    """One finding. level: "error", "warning" or "note". pointer: its place in the document."""

    rule: str
    level: str
    sentence: str
    remedy: str
    pointer: str
    snippet: str
    tags: tuple[str, ...] = ()


def sarif(results: Sequence[Result], *, program: str, version: str, uri: str) -> dict[str, Any]:
    """A log with one run. uri: of what was looked at, relative or whole."""
    rules = {result.rule: result for result in reversed(results)}
    names = list(rules)
    driver = {
        "name": program,
        "version": version,
        "rules": [_rule(rules[name]) for name in names],
    }
    return {
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [
            {
                "tool": {"driver": driver},
                "columnKind": "unicodeCodePoints",
                "results": [_result(result, names.index(result.rule), uri) for result in results],
            }
        ],
    }


def _rule(result: Result) -> dict[str, Any]:
    rule: dict[str, Any] = {"id": result.rule, "help": {"text": result.remedy}}
    return rule | ({"properties": {"tags": list(result.tags)}} if result.tags else {})


def _result(result: Result, index: int, uri: str) -> dict[str, Any]:
    return {
        "ruleId": result.rule,
        "ruleIndex": index,
        "level": result.level,
        "message": {"text": f"{result.sentence} {result.remedy}"},
        "locations": [
            {
                "physicalLocation": {
                    "artifactLocation": {"uri": uri},
                    "region": {"startLine": 1, "snippet": {"text": result.snippet}},
                },
                "logicalLocations": [{"fullyQualifiedName": result.pointer or "/", "kind": "member"}],
            }
        ],
        "partialFingerprints": {"pointer/v1": f"{result.rule}:{result.pointer}"},
    }
