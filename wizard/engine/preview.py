"""What would be changed from here on, told before anything is: every round that can be foreseen, and its digest.

A step that stands ready foresees from what was observed; one that waits for an account that does not exist yet foresees
what a new account needs. What depends on AWS's later answers is said in words, never guessed.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import partial

from wizard.engine.board import Board, StepRun
from wizard.engine.known import Known
from wizard.engine.views import plan_view
from wizard.model import Answers, Context, PlanView, Preview, State
from wizard.model.calls import LOCAL


@dataclass(frozen=True, slots=True, kw_only=True)
class StepPreview:
    """A step's foreseen rounds as they are shown, and what cannot be foreseen."""

    step: str
    rounds: tuple[PlanView, ...] = ()
    rest: str = ""


def preview(known: Known, *, by_id: bool) -> tuple[StepPreview, ...]:
    """Each step's rounds, in order. by_id: digests name an account by its id as soon as it has one."""
    board, checkpoint, context = known.board, known.checkpoint, known.now()
    symbols = {} if by_id else board.aliases()
    previews = []
    for name, run in board.items():
        previewed = _of_step(board, run, Answers(checkpoint.answers(name)), context)
        context = replace(context, found=(*context.found, *previewed.found))
        shown = partial(
            plan_view, run=run, approved=checkpoint.approved, symbols=symbols, simulation=context.simulation
        )
        rounds = tuple(shown(plan) for plan in previewed.rounds if plan.changes)
        previews.append(StepPreview(step=name, rounds=rounds, rest=previewed.rest))
    return tuple(previews)


def _of_step(board: Board, run: StepRun, answers: Answers, context: Context) -> Preview:
    state = board.state(run.step.id)
    if state is State.WAITING and run.observation is None:
        try:
            return run.step.preview(None, answers, context)
        except LookupError:
            return Preview(rest="It waits for an earlier step.")
    if state is State.UNMET and run.observation is not None:
        return run.step.preview(run.observation, answers, context)
    return Preview()


def digest_of_set(previews: Iterable[StepPreview]) -> str:
    """Sixty-four hex digits over every change of an account that is foreseen, whatever their order."""
    return digest_of(digests_of_set(previews))


def digest_of(digests: Iterable[str]) -> str:
    """Sixty-four hex digits over digests, whatever their order."""
    return hashlib.sha256("\n".join(sorted(digests)).encode()).hexdigest()


def digests_of_set(previews: Iterable[StepPreview]) -> tuple[str, ...]:
    """The changes that such a digest stands for, sorted.

    What is written on this computer is not among them: it differs from computer to computer, and changes no account.
    """
    changes = (change for sight in previews for plan in sight.rounds for change in plan.changes)
    return tuple(sorted({change.digest for change in changes if change.service not in LOCAL}))
