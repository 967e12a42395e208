"""The drive: one thread that starts a visit, on a daemon thread of its own, for each step that has to be looked at.

It ends when it is told to, and knows why it cannot go on; it never waits for a call.
"""

from __future__ import annotations

from collections.abc import Callable

from wizard.checkpoint.checkpoint import CheckpointProblem
from wizard.engine.board import StepRun
from wizard.engine.signing_in import SigningIn
from wizard.engine.visits import VisitContext, visit
from wizard.host.threads import in_background
from wizard.model import Trouble


class Drive:
    """broken: why nothing can be kept any more. closing: nothing further is sent."""

    def __init__(self, around: VisitContext, signing_in: SigningIn) -> None:
        self._around, self._signing_in = around, signing_in
        self._board, self._clock, self._lock = around.board, around.clock, around.lock
        self.broken: CheckpointProblem | None = None

    def until(self, done: Callable[[], bool], closing: Callable[[], bool]) -> None:
        """Visit what has to be visited until ``done()``; blocks."""
        with self._lock:
            while not closing() and not done():
                if self._signing_in.is_due() and any(run.signed_out for run in self._board.values()):
                    in_background(self._signing_in.look_elsewhere, "elsewhere")
                for run in self._board.values():
                    if self._board.startable(run, self._clock()):
                        self._start(run)
                self._lock.wait(self._pause())

    def _pause(self) -> float:
        dues = [run.due - self._clock() for run in self._board.values() if self._board.waits(run)]
        return max(0.001, min([*dues, 1.0]))

    def _start(self, run: StepRun) -> None:
        run.stale, run.due = False, 0
        run.busy, run.since = "observing", self._clock()
        in_background(lambda: self._visit(run), f"visit-{run.step.id}")

    def _visit(self, run: StepRun) -> None:
        try:
            visit(run, self._around)
        except CheckpointProblem as problem:
            self.broken = problem
        except Exception as error:  # noqa: BLE001 - a defect of ours is told as a problem, and the other steps go on
            values = {"what": f"{type(error).__name__}: {error}"[:300], "step": run.step.title}
            run.problem = self._around.explain(Trouble(key="defect", values=values))
        finally:
            with self._lock:
                run.busy = ""
            # Told before the next visits start, so that news comes in the order of the steps.
            self._around.tell(run.step.id)
            with self._lock:
                self._lock.notify_all()
