"""A view, a change, a plan, a question or a call as what its JSON line tells."""

from __future__ import annotations

from typing import Any

import msgspec
from msgspec import UNSET

from wizard.checkpoint.checkpoint import iso
from wizard.frontends.headless import events, parts
from wizard.model import (
    CallDelayed,
    CallEnded,
    ChangeView,
    OperationProgress,
    PlanView,
    Question,
    StepView,
    WaitView,
    Where,
)


def step_line(view: StepView) -> events.Step:
    """How a step stands."""
    return events.Step(
        step=view.id,
        title=view.title,
        state=view.state.value,
        summary=view.summary,
        findings=tuple(msgspec.convert(one, parts.Finding, from_attributes=True) for one in view.findings),
        problem=msgspec.convert(view.problem, parts.Problem, from_attributes=True) if view.problem else None,
        waiting=_waiting(view.waiting) if view.waiting else None,
        skipped=view.skipped or None,
        listings=tuple(msgspec.convert(one, parts.Listing, from_attributes=True) for one in view.listings) or UNSET,
    )


def progress_line(step: str, progress: OperationProgress) -> events.Progressed:
    """How far AWS is with one operation."""
    return events.Progressed(step=step, **_progress(progress))


def _progress(progress: OperationProgress) -> dict[str, Any]:
    return {name: getattr(progress, name) for name in parts.OperationProgress.__struct_fields__}


def _waiting(waiting: WaitView) -> parts.Waiting:
    return parts.Waiting(
        what=waiting.what,
        since=iso(waiting.since),
        until=iso(waiting.until),
        usual=waiting.usual,
        says=waiting.says,
        progress=tuple(parts.OperationProgress(**_progress(one)) for one in waiting.progress) or UNSET,
    )


def change_line(step: str, change: ChangeView) -> events.ChangeMade:
    """How far a change is."""
    return events.ChangeMade(step=step, **_change(change))


def _change(change: ChangeView) -> dict[str, Any]:
    """A change, with its parameters as they are sent; its command says in one line what its script would."""
    data = {name: getattr(change, name) for name in change.__struct_fields__ if name not in ("script", "to_read")}
    parameters = {name: _text(value) for name, value in change.parameters.items()}
    undo = parts.Undo(commands=change.undo.commands, words=change.undo.words)
    return {**data, "parameters": parameters, "undo": undo, "at": iso(change.at) if change.at else None}


def _text(value: Any) -> Any:
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else value


def plan_line(step: str, number: int, plan: PlanView) -> events.Planned:
    """A round that is foreseen; number: its place among the step's rounds, from 1."""
    return events.Planned(round=number, **_round(step, plan))


def approval_needed_line(step: str, plan: PlanView) -> events.ApprovalNeeded:
    """A round that nobody has approved."""
    return events.ApprovalNeeded(**_round(step, plan))


def _round(step: str, plan: PlanView) -> dict[str, Any]:
    return {
        "step": step,
        "act": plan.act,
        "consent": plan.consent,
        "costs": plan.costs,
        "by_hand": plan.by_hand,
        "changes": tuple(parts.Change(**_change(change)) for change in plan.changes),
    }


def question(asked: Question) -> parts.Question:
    """A question, with what it allows."""
    return parts.Question(
        name=asked.name,
        text=asked.text,
        choices=tuple(choice.value for choice in asked.choices),
        yes_or_no=asked.yes_or_no,
        several=asked.several,
        optional=asked.optional,
    )


def call_line(event: CallEnded) -> events.Call:
    """What came of a call; not what was said in it."""
    data = {name: getattr(event, name) for name in events.Call.__struct_fields__ if hasattr(event, name)}
    return events.Call(**{**data, "at": iso(event.at), "seconds": round(event.seconds, 4)})


def delayed_line(event: CallDelayed) -> events.CallDelayed:
    """Why a call waits, and for how long."""
    data = {name: getattr(event, name) for name in event.__struct_fields__}
    return events.CallDelayed(**{**data, "at": iso(event.at), "seconds": round(event.seconds, 4)})


def signed_in_line(where: Where) -> events.SignedIn:
    """Who is signed in."""
    return events.SignedIn(
        profile=where.profile or None, account_id=where.caller_account, arn=where.caller, region=where.region
    )
