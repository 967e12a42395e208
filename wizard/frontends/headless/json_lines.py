"""A view, a change, a plan, a question or a call as the data of a JSON line."""

from __future__ import annotations

from typing import Any

import msgspec

from wizard.checkpoint.checkpoint import iso
from wizard.model import (
    CallEnded,
    ChangeView,
    Finding,
    PlanView,
    Question,
    StepView,
)


def step_as_data(view: StepView) -> dict[str, Any]:
    """A step's view as the JSON event carries it."""
    problem = msgspec.to_builtins(view.problem) if view.problem else None
    return {
        "step": view.id,
        "title": view.title,
        "state": str(view.state),
        "summary": view.summary,
        "findings": [_finding(finding) for finding in view.findings],
        "problem": problem,
        "waiting": msgspec.to_builtins(view.waiting) if view.waiting else None,
        "skipped": view.skipped or None,
    }


def _finding(finding: Finding) -> dict[str, Any]:
    data: dict[str, Any] = msgspec.to_builtins(finding)
    return {name: value for name, value in data.items() if value}


def change_as_data(change: ChangeView) -> dict[str, Any]:
    """A change, with its parameters as they are sent; blobs as text."""
    parameters = {name: _text(value) for name, value in change.parameters.items()}
    data: dict[str, Any] = msgspec.to_builtins(msgspec.structs.replace(change, parameters=parameters))
    data["at"] = iso(change.at) if change.at else None
    del data["script"]  # the command says it in one line
    return data


def _text(value: Any) -> Any:
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else value


def plan_as_data(plan: PlanView) -> dict[str, Any]:
    """A round of changes."""
    return {
        "act": plan.act,
        "consent": list(plan.consent),
        "costs": plan.costs,
        "by_hand": plan.by_hand,
        "changes": [change_as_data(change) for change in plan.changes],
    }


def question_as_data(question: Question) -> dict[str, Any]:
    """A question, with what it allows."""
    return {
        "name": question.name,
        "text": question.text,
        "choices": [choice.value for choice in question.choices],
        "yes_or_no": question.yes_or_no,
        "optional": question.optional,
    }


def call_as_data(event: CallEnded) -> dict[str, Any]:
    """What came of a call."""
    data: dict[str, Any] = msgspec.to_builtins(event)
    return {**data, "event": "call", "at": iso(event.at), "seconds": round(event.seconds, 4)}
