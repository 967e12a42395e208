"""The two files for the vendor's engineer: one to read (Markdown), one for machines (JSON), of the same content.

The Markdown is written from the JSON document, so they cannot disagree. Everything in it that comes from AWS or a
person is made inert, which costs a few backslashes in the raw text. Two texts are "the same" when they differ in
points of time alone: otherwise every look at AWS would be a reason to write them again.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from wizard.model import State
from wizard.resources.handover import SCHEMA, VERSION, read_document
from wizard.text.sanitize import stripped

MARKER = f"<!-- {SCHEMA} {VERSION} -->"
STATES: Mapping[str, str] = {
    State.SATISFIED: "done",
    State.PENDING: "pending",
    State.SKIPPED: "skipped",
    State.BLOCKED: "blocked",
    State.UNMET: "not done",
    State.NEEDS_ANSWERS: "needs an answer",
    State.WAITING: "not started",
}
MARKS = {"good": "ok", "warning": "warning", "bad": "problem", "info": "note", "unknown": "unknown"}

_LOOKED = re.compile(r'^(?:Checked|Looked at) .*\n\n|"observed": "[^"]*",', re.MULTILINE)
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)")


# --- what is on disk -------------------------------------------------------------------------------------------


def is_ours(name: str, text: str) -> bool:
    """Whether a file of this name was written by us; an empty one may be overwritten too."""
    if not text.strip():
        return True
    return read_document(text) is not None if name.endswith(".json") else MARKER in text


def same(one: str, other: str) -> bool:
    """Whether two texts differ in points of time at most."""
    return _timeless(one) == _timeless(other)


def _timeless(text: str) -> str:
    # A step that is being looked at again has no time of its last look, which is a difference in time as well.
    return _TIME.sub("at some time", _LOOKED.sub("", text))


# --- JSON and Markdown -----------------------------------------------------------------------------------------


def as_json(said: Mapping[str, Any]) -> str:
    """The document as JSON, in ASCII so that no terminal escape survives a ``cat``."""
    return json.dumps(said, indent=2, ensure_ascii=True) + "\n"


def escaped(text: object) -> str:
    """Text that Markdown, HTML and terminals show as it is: one line, nothing in it marks anything up."""
    plain = " ".join(stripped(str(text)).split())
    # As html.escape writes it; that module would take half a megabyte of every screen for its table of entities.
    without_tags = plain.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    marked = re.sub(r"([\\`*_\[\]|~$@])", r"\\\1", without_tags)
    # Renderers make links of bare addresses; an address that came from elsewhere is to be read, not followed.
    return re.sub(r"(?i)\bwww\.", r"www\\.", marked.replace("://", r":\//"))


def as_markdown(said: Mapping[str, Any]) -> str:
    """The document for people."""
    vendor = said["vendor"]
    lines = [
        f"# {_simulated(said)}andover to {escaped(vendor['name'])}: AWS account {escaped(said['account_id'])}",
        "",
        MARKER,
        "",
        *_arn(said),
        "## The account",
        "",
        *_account(said),
        "",
        "## Status",
        "",
        *(_state_line(step) for step in said["steps"]),
        "",
        *(line for step in said["steps"] for line in _section(step)),
        *_undo(said.get("undo", [])),
        f"## What {escaped(vendor['name'])} does next",
        "",
        *(f"{number}. {escaped(line)}" for number, line in enumerate(said["next"], 1)),
    ]
    return "\n".join(lines).rstrip() + "\n"


def _simulated(said: Mapping[str, Any]) -> str:
    return "SIMULATED, not a real account: h" if said.get("simulated") else "H"


def _arn(said: Mapping[str, Any]) -> list[str]:
    if not said["role_arn"]:
        open_ = [step for step in said["steps"] if step["state"] != State.SATISFIED]
        why = "".join(f" {escaped(step['title'])}: {_state(step)}." for step in open_)
        return ["## Role ARN", "", f"There is no role ARN yet.{why}", ""]
    arn = re.sub(r"[\s`]", "", stripped(said["role_arn"]))
    return ["## Role ARN", "", "```", arn, "```", ""]


def _account(said: Mapping[str, Any]) -> list[str]:
    external = {True: "yes", False: "no", None: "no role yet"}[said["external_id"]]
    rows = (
        ("Account", said["account_id"]),
        ("Account name", said["account_name"]),
        ("Region", said["region"]),
        (f"{said['vendor']['name']}'s account", said["vendor"]["account"]),
        ("Set up by", said["caller"]),
        ("Stack", said["stack_name"]),
        ("External ID required", external),
        ("Role blocked by", said.get("kept_out") or ""),
        ("Template SHA-256", said["template_sha256"]),
        ("Written", said["written"]),
        ("Written by", f"firetiger-onboard {said['versions']['firetiger-onboard']}"),
    )
    return [f"- {escaped(name)}: {escaped(value)}" for name, value in rows if value]


def _state(step: Mapping[str, Any]) -> str:
    words = STATES.get(step["state"], step["state"])
    return escaped(f"{words}: {step['skipped']}" if step["state"] == State.SKIPPED and step["skipped"] else words)


def _state_line(step: Mapping[str, Any]) -> str:
    more = [] if step["state"] == State.SKIPPED else [step["summary"], step["problem"]]
    told = "".join(f", {escaped(text)}" for text in more if text)
    return f"- {escaped(step['title'])}: **{_state(step)}**{told}"


def _section(step: Mapping[str, Any]) -> list[str]:
    if not step["findings"] and not step["changed"]:
        return []
    looked = [f"Checked {escaped(step['observed'])}.", ""] if step["observed"] else []
    found = [line for finding in step["findings"] for line in _finding_lines(finding)]
    changed = [_changed_line(row) for row in step["changed"]]
    return [
        f"## {escaped(step['title'])}",
        "",
        *looked,
        *([*found, ""] if found else []),
        *(["Changed:", "", *changed, ""] if changed else []),
    ]


def _undo(rows: list[Mapping[str, Any]]) -> list[str]:
    if not rows:
        return []
    intro = (
        "What was made here and how to undo it, newest first. Each command runs in the account that is named with it. "
        "In the wizard, z shows all of it as one script."
    )
    return ["## How to undo it", "", intro, "", *(line for row in rows for line in _undo_lines(row))]


def _undo_lines(row: Mapping[str, Any]) -> list[str]:
    place = ", ".join(escaped(text) for text in (row["account"], row["region"]) if text)
    line = f"- {escaped(row['sentence'])}{f' ({place})' if place else ''}"
    told = [line, *([f"  - {escaped(row['words'])}"] if row["words"] else []), ""]
    if not row["commands"]:
        return told
    commands = [stripped(part) for command in row["commands"] for part in command.splitlines()]
    # No run of backticks in a command is as long as the fence, so that none ends it.
    fence = "`" * max(3, 1 + max(len(run) for run in re.findall("`*", "\n".join(commands))))
    return [*told, f"{fence}sh", *commands, fence, ""]


def _finding_lines(finding: Mapping[str, Any]) -> list[str]:
    detail = f" ({escaped(finding['detail'])})" if finding["detail"] else ""
    line = f"- {MARKS.get(finding['mark'], 'note')}: {escaped(finding['text'])}{detail}"
    return [line, *(f"  - {' · '.join(escaped(cell) for cell in row)}" for row in finding.get("rows", []))]


def _changed_line(row: Mapping[str, str]) -> str:
    place = ", ".join(escaped(text) for text in (row["account"], row["region"]) if text)
    how = {"landed": "", "already": "it already existed, "}.get(row["outcome"], "AWS's answer is unknown, ")
    where = f"{place}, " if place else ""
    return f"- {escaped(row['sentence'])} ({escaped(row['call'])}, {where}{how}{escaped(row['at'])})"
