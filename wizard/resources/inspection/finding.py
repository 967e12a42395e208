"""What a look at a role finds, and where in its documents."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Literal

import msgspec

Severity = Literal["error", "warning", "note"]
"""error: somebody gets in, or gets more, who should not. warning: it may be so, or cannot be judged. note: nothing has
to be done.
"""

CONTROLS: Mapping[str, str] = {
    "CAA-001": "cross-account roles are used, not access keys",
    "CAA-002": "an external ID is required",
    "CAA-003": "access keys that a customer once gave are no longer used",
    "CAA-004": "the vendor generates the external ID",
    "CAA-005": "external IDs are unique, one for each customer",
    "CAA-006": "customers can see their external ID but can't set it",
    "CAA-007": "the role is set up by a template or a guide, with least privilege",
}
"""AWS Partner Foundational Technical Review, "Cross-account access" (read 2026-11-25), in short."""


class Evidence(msgspec.Struct, frozen=True):
    """The place: the document's name, a JSON pointer (RFC 6901) into the file it came in, and what is there."""

    document: str
    pointer: str
    text: str


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """One thing found. rule: its name, for a list of what is accepted. control: of the FTR, "" where there is none."""

    rule: str
    severity: Severity
    sentence: str
    remedy: str
    evidence: Evidence
    control: str = ""


class Document(msgspec.Struct, frozen=True):
    """A policy document: what it is called, where it is in its file, and what it says."""

    name: str
    pointer: str
    value: Any

    def at(self, *path: str | int) -> Evidence:
        """This place in it."""
        found = self.value
        for step in path:
            found = found[step]
        steps = "".join("/" + str(step).replace("~", "~0").replace("/", "~1") for step in path)
        return Evidence(self.name, self.pointer + steps, json.dumps(found, default=str, ensure_ascii=False))


def statements(document: Document) -> list[tuple[tuple[str | int, ...], Any]]:
    """Each statement with its path in the document: IAM takes one statement instead of a list of one."""
    if not isinstance(document.value, Mapping):
        return []
    listed = document.value.get("Statement")
    if isinstance(listed, list):
        return [(("Statement", index), statement) for index, statement in enumerate(listed)]
    return [] if listed is None else [(("Statement",), listed)]
