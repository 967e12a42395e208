"""What is known at this moment, for whichever step is observed next: from the board, the checkpoint and the clock."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from wizard.checkpoint.checkpoint import Checkpoint
from wizard.engine.board import Board, StepRun
from wizard.engine.undoing import way_back_of
from wizard.model import Context, Outcome, WayBack


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """always: what holds for the whole workflow (vendor, directory, version). patience: factor on deadlines.

    lock: the engine's.
    """

    always: Context
    board: Board
    checkpoint: Checkpoint
    clock: Callable[[], float]
    patience: float
    lock: threading.Condition

    def now(self) -> Context:
        """As a step gets it."""
        with self.lock:
            account, region = self.checkpoint.bound
            return replace(
                self.always,
                now=datetime.fromtimestamp(self.clock(), UTC),
                bound_account=account,
                bound_region=region,
                patience=self.patience,
                found=self.board.found(),
                outcomes={name: self._outcome(run) for name, run in self.board.items()},
            )

    def way_back(self) -> WayBack:
        """What undoes everything that was made."""
        with self.lock:
            return way_back_of(self.board, self.checkpoint, self.always)

    def _outcome(self, run: StepRun) -> Outcome:
        observation, problem = run.observation, run.problem or run.trouble
        return Outcome(
            id=run.step.id,
            title=run.step.title,
            state=self.board.state(run.step.id),
            summary=observation.summary if observation else "",
            findings=observation.findings if observation else (),
            entries=self.checkpoint.entries(run.step.id),
            skipped=self.checkpoint.document.skips.get(run.step.id, ""),
            problem=problem.title if problem else "",
            observed=run.observed,
            found=observation.found if observation else (),
        )
