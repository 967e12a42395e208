"""What is handed over to the vendor's engineer, as one document of JSON values.

It is made from how the steps stand and from their journals alone. What an earlier run has written about its changes
is carried over, because a new checkpoint knows nothing of them. Facts that have a view of their own on screen are left
out: stack events or a template would swell the files and differ from run to run.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

from wizard.export.made import Made, ways_into, what_was_made
from wizard.export.undoing import undo_rows, undo_script
from wizard.model import Context, Finding, GrantedRole, JournalEntry, Outcome, SignedIn, State, SubAccount
from wizard.resources.handover import SCHEMA, VERSION

SCREEN_ONLY = ("template", "events", "script", "difference", "next", "arn")

_SIGNED = re.compile(r"(https?://[^\s?]+)\?\S*X-Amz-\S*", re.IGNORECASE)


def document(context: Context, before: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """Everything that is handed over, as JSON values. before: the document that is there, if it is one of ours."""
    place, signed, granted = context.find(SubAccount), context.find(SignedIn), context.find(GrantedRole)
    account = place.account if place else signed.account if signed else ""
    kept = _changes_before(before, account)
    return {
        "simulated": context.simulation is not None,
        "schema": SCHEMA,
        "version": VERSION,
        "written": _iso(context.now.timestamp()),
        "role_arn": granted.role_arn if granted else None,
        "account_id": account,
        "account_name": place.name if place else "",
        "region": place.target.region if place else signed.region if signed else "",
        "vendor": {"id": context.vendor.id, "name": context.vendor.name, "account": context.vendor.account},
        "caller": signed.arn if signed else "",
        "stack_name": granted.stack_name if granted else "",
        "external_id": granted.external_id if granted else None,
        "kept_out": (granted.kept_out or None) if granted else None,
        "template_sha256": (granted.template_sha256 if granted else "") or context.vendor.template_sha256,
        "steps": [_step(outcome, kept.get(outcome.id, ())) for outcome in _others(context)],
        "undo": _undone(context, before, account),
        "undo_script": undo_script(made_elsewhere(context), context.simulation),
        "next": list(context.vendor.next),
        "versions": {"firetiger-onboard": context.version, "handover": VERSION},
    }


def made_elsewhere(context: Context) -> tuple[Made, ...]:
    """What the other steps have really made, the newest first."""
    place, others = context.find(SubAccount), _others(context)
    return what_was_made(
        (entry for outcome in others for entry in outcome.entries),
        ways=ways_into(context.found),
        aliases={place.account: place.symbol} if place and place.symbol else {},
        satisfied={outcome.id for outcome in others if outcome.state is State.SATISFIED},
    )


def _undone(context: Context, before: Mapping[str, Any] | None, account: str) -> list[dict[str, Any]]:
    """With what an earlier run has told: of what the journal does not know, or not how it is undone."""
    told = before if before and before.get("account_id") == account and "undo" in before else {}
    until = str(told.get("written") or "")
    known = {_made(entry) for outcome in _others(context) for entry in outcome.entries if entry.undo or entry.undone}
    made = [one for one in made_elsewhere(context) if one.entry.undo or one.entry.intended > until]
    ours = undo_rows(made, context.simulation)
    theirs = [row for row in map(_undo_row, _list(told.get("undo"))) if (row["call"], row["made"]) not in known]
    return sorted([*ours, *theirs], key=lambda row: row["made"], reverse=True)


def _made(entry: JournalEntry) -> tuple[str, str]:
    return f"{entry.service}:{entry.operation}", entry.intended


def _undo_row(row: Mapping[str, Any]) -> dict[str, Any]:
    commands = row.get("commands")
    told = {name: str(row.get(name, "")) for name in ("sentence", "account", "region", "call", "made")}
    listed = [str(one) for one in commands] if isinstance(commands, list) else []
    return {**told, "commands": listed, "words": str(row.get("words", ""))}


def _others(context: Context) -> list[Outcome]:
    return [outcome for outcome in context.outcomes.values() if outcome.id != "handover"]


def _step(outcome: Outcome, kept: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    return {
        "id": outcome.id,
        "title": outcome.title,
        "state": str(outcome.state),
        "summary": outcome.summary,
        "skipped": outcome.skipped,
        "problem": outcome.problem,
        "observed": _iso(outcome.observed) if outcome.observed else "",
        "findings": [_finding(finding) for finding in outcome.findings if finding.kind not in SCREEN_ONLY],
        "changed": _merged(kept, outcome.entries),
    }


def _finding(finding: Finding) -> dict[str, Any]:
    said: dict[str, Any] = {
        "mark": finding.mark,
        "text": _unsigned(finding.text),
        "detail": _unsigned(finding.detail),
    }
    return said | ({"rows": [list(row) for row in finding.rows]} if finding.rows else {})


def _unsigned(text: str) -> str:
    """Addresses without a signature: it opens what it signs, and is another one at every look."""
    return _SIGNED.sub(r"\1", text)


def _changed(entry: JournalEntry) -> dict[str, str]:
    return {
        "sentence": entry.sentence,
        "call": f"{entry.service}:{entry.operation}",
        "account": entry.account,
        "region": entry.region,
        "at": entry.intended,
        "outcome": entry.outcome or "unanswered",
    }


def _merged(kept: Iterable[Mapping[str, Any]], entries: Iterable[JournalEntry]) -> list[dict[str, str]]:
    """What the file tells and the journal does not, and what the journal tells; the journal knows better."""
    ours = {_key(row): row for row in map(_changed, entries)}
    theirs = {_key(row): row for row in map(_row, kept)}
    rows = [row for row in (theirs | ours).values() if row["outcome"] not in ("failed", "unsent")]
    return sorted(rows, key=lambda row: row["at"])


def _key(row: Mapping[str, str]) -> tuple[str, ...]:
    return row["call"], row["account"], row["region"], row["at"]


def _row(row: Mapping[str, Any]) -> dict[str, str]:
    return {name: str(row.get(name, "")) for name in ("sentence", "call", "account", "region", "at", "outcome")}


def _changes_before(before: Mapping[str, Any] | None, account: str) -> dict[str, list[Mapping[str, Any]]]:
    if before is None or before.get("account_id") != account:
        return {}
    steps = [step for step in _list(before.get("steps")) if isinstance(step.get("id"), str)]
    return {step["id"]: _list(step.get("changed")) for step in steps}


def _list(value: object) -> list[Mapping[str, Any]]:
    return [item for item in value if isinstance(item, Mapping)] if isinstance(value, list) else []


def _iso(moment: float) -> str:
    return datetime.fromtimestamp(moment, UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
