"""From a StepRun to the StepView that front ends draw: plain data, computed anew at each change."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from wizard.checkpoint.checkpoint import Checkpoint
from wizard.engine.board import Board, StepRun
from wizard.engine.decided import with_decided
from wizard.engine.next_step import NEEDS_A_PERSON
from wizard.export.aws_cli import command, script, to_read
from wizard.export.unborn import in_words
from wizard.export.undoing import undo_view
from wizard.model import (
    Change,
    ChangeView,
    Context,
    Plan,
    PlanView,
    Progress,
    Simulation,
    State,
    StepView,
    WaitView,
)

EVENTUALLY = "AWS accepted the change, but doesn't show it yet."
SOON = "usually a few seconds"
SAFE = "It's safe to quit; AWS keeps going."


def step_view(
    run: StepRun, board: Board, checkpoint: Checkpoint, context: Context, symbols: Mapping[str, str]
) -> StepView:
    """Everything there is to draw of a step."""
    step, state = run.step, board.state(run.step.id)
    # What it said before holds no longer where what it builds on has gone.
    observation = None if state is State.WAITING else run.observation
    plan = run.plan if observation else None
    text, number = context.vendor.words_of(step.id, step.title), list(board).index(step.id) + 1
    found = observation.findings if observation else ()
    return StepView(
        id=step.id,
        title=step.title,
        number=number,
        of=len(board),
        state=state,
        summary=observation.summary if observation else "",
        why=text.why,
        more=text.more,
        busy=run.busy or ("observing" if board.startable(run, 0) or (step.reports and board.in_motion(run)) else ""),
        since=run.since if run.busy else 0,
        observed=run.observed,
        findings=with_decided(found, state, step, checkpoint, context.vendor, first=number == 1),
        questions=observation.questions if observation else (),
        answers=checkpoint.answers(step.id),
        plan=plan_view(plan, run, checkpoint.approved, symbols, context.simulation) if plan else None,
        problem=run.problem or run.trouble,
        waiting=_waiting(run, board, context),
        skipped=checkpoint.document.skips.get(step.id, ""),
        skippable=step.skippable,
        public=step.public,
        documents=observation.documents if observation else (),
        overview=text.overview,
        journal=checkpoint.entries(step.id),
        decided=checkpoint.decided(step.id),
        listings=observation.listings if observation else (),
    )


def plan_view(
    plan: Plan,
    run: StepRun,
    approved: Callable[[str], bool],
    symbols: Mapping[str, str],
    simulation: Simulation | None = None,
) -> PlanView:
    """What is approved as one: a line a change, this round's first, and this round as a script."""
    changes = tuple(_change_view(change, run, approved, symbols, simulation) for change in plan.whole)
    now = changes[: len(plan.changes)]
    return PlanView(
        act=plan.act,
        changes=changes,
        consent=plan.consent,
        costs=plan.costs,
        by_hand=plan.by_hand,
        confirm=plan.confirm,
        asks=f"{plan.asks}: {plan.confirm}" if plan.confirm else "",
        approved=bool(now) and all(approved(change.digest) for change in now),
        script=script(plan.changes, simulation),
    )


def _change_view(
    change: Change,
    run: StepRun,
    approved: Callable[[str], bool],
    symbols: Mapping[str, str],
    simulation: Simulation | None,
) -> ChangeView:
    digest = change.digest(symbols)
    planned: Progress = "approved" if approved(digest) else "planned"
    progress, at = run.progress.get(digest, (planned, 0.0))
    return ChangeView(
        digest=digest,
        sentence=in_words(change.sentence, change),
        account=change.target.account,
        region=change.target.region,
        service=change.service,
        operation=change.operation,
        parameters=change.parameters,
        command=command(change, simulation),
        to_read=to_read(change, simulation),
        script=script((change,), simulation),
        warning=change.warning,
        undo=undo_view(change, simulation),
        progress=progress,
        at=at,
    )


def _waiting(run: StepRun, board: Board, context: Context) -> WaitView | None:
    meanwhile = " ".join(filter(None, (_meanwhile(run, board, context), SAFE)))
    if run.holding:
        return WaitView(what=EVENTUALLY, since=run.landed_at, until=run.until, usual=SOON, meanwhile=meanwhile)
    waiting = run.observation.waiting if run.observation else None
    if waiting is None or not run.pending_since:
        return None
    return WaitView(
        what=waiting.what,
        since=run.pending_since,
        until=run.until,
        usual=waiting.usual,
        says=waiting.told,
        meanwhile=meanwhile,
        progress=waiting.progress,
    )


def _meanwhile(run: StepRun, board: Board, context: Context) -> str:
    """The other steps that need a person now."""
    titles = [
        context.vendor.words_of(other.step.id, other.step.title).title
        for other in board.values()
        if other is not run and not other.busy and board.state(other.step.id) in NEEDS_A_PERSON
    ]
    return f"Meanwhile, you can work on: {', '.join(titles)}." if titles else ""
