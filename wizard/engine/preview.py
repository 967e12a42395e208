"""What would be changed from here on, told before anything is: every round that can be foreseen, and its digest.

A step that stands ready foresees from what was observed; one that waits for an account that does not exist yet foresees
what a new account needs. What depends on AWS's later answers is said in words, never guessed.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import partial

from wizard.checkpoint.checkpoint import Checkpoint
from wizard.engine.board import Board, Run
from wizard.engine.views import plan_view
from wizard.model import Answers, Earlier, Foreseen, PlanView, State
from wizard.model.calls import LOCAL


@dataclass(frozen=True, slots=True, kw_only=True)
class Foresight:
    """A step's foreseen rounds as they are shown, and what cannot be foreseen."""

    step: str
    rounds: tuple[PlanView, ...] = ()
    rest: str = ""


def foresee(
    board: Board, checkpoint: Checkpoint, earlier: Earlier, symbols: Mapping[str, str]
) -> tuple[Foresight, ...]:
    """Each step's rounds, in order."""
    foresights = []
    for name, run in board.items():
        foreseen = _of_step(board, run, Answers(checkpoint.answers(name)), earlier)
        earlier = replace(earlier, found=(*earlier.found, *foreseen.found))
        shown = partial(
            plan_view, run=run, approved=checkpoint.approved, symbols=symbols, simulation=earlier.simulation
        )
        rounds = tuple(shown(plan) for plan in foreseen.rounds if plan.changes)
        foresights.append(Foresight(step=name, rounds=rounds, rest=foreseen.rest))
    return tuple(foresights)


def _of_step(board: Board, run: Run, answers: Answers, earlier: Earlier) -> Foreseen:
    state = board.state(run.step.id)
    if state is State.WAITING and run.observation is None:
        try:
            return run.step.foresee(None, answers, earlier)
        except LookupError:
            return Foreseen(rest="It waits for an earlier step.")
    if state is State.UNMET and run.observation is not None:
        return run.step.foresee(run.observation, answers, earlier)
    return Foreseen()


def digest_of_set(foresights: Iterable[Foresight]) -> str:
    """Sixty-four hex digits over every change of an account that is foreseen, whatever their order."""
    return digest_of(digests_of_set(foresights))


def digest_of(digests: Iterable[str]) -> str:
    """Sixty-four hex digits over digests, whatever their order."""
    return hashlib.sha256("\n".join(sorted(digests)).encode()).hexdigest()


def digests_of_set(foresights: Iterable[Foresight]) -> tuple[str, ...]:
    """The changes that such a digest stands for, sorted.

    What is written on this computer is not among them: it differs from computer to computer, and changes no account.
    """
    changes = (change for sight in foresights for plan in sight.rounds for change in plan.changes)
    return tuple(sorted({change.digest for change in changes if change.service not in LOCAL}))
