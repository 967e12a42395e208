"""Drives the steps: observe, plan, send what is approved, observe again. Knows no step and no screen.

One thread drives (`drive`) and starts a visit, on a daemon thread of its own, for each step that has to be looked at.
So a step that hangs holds up itself alone, and what a person does meanwhile is only a note (`answer`, `approve`,
`skip`, `look_again`) that the next visit finds. The cost is that all shared state sits on one board and is touched
under one lock, never during a call.
"""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from typing import Any

from wizard.checkpoint.checkpoint import Checkpoint, CheckpointProblem
from wizard.engine.answering import taken
from wizard.engine.board import Board, StepRun
from wizard.engine.drive import Drive
from wizard.engine.kept import Kept
from wizard.engine.known import Known
from wizard.engine.preview import StepPreview, preview
from wizard.engine.signing_in import Nobody, SigningIn
from wizard.engine.standing_approval import StandingApproval
from wizard.engine.views import step_view
from wizard.engine.visits import Ready, VisitContext, as_it_is
from wizard.host.timing import Timing
from wizard.model import (
    CallError,
    Context,
    Event,
    LoginProvider,
    PlanView,
    Problem,
    State,
    Step,
    StepChanged,
    StepView,
    Trouble,
    WayBack,
    Where,
    Workflow,
)
from wizard.model.calls import LOCAL, Port
from wizard.model.questions import AnswersProblem
from wizard.model.values import clean_value

__all__ = ["Engine", "SigningIn"]


class Engine:
    """One workflow as it is walked. Methods may be called from any thread; only `drive` blocks.

    context: what holds for all of it (vendor, directory, version). words: the workflow's. explain: from Trouble or
    error to Problem; ready: completes it. standing_approval: whether changes are approved without a person (headless),
    by step id and digests. read_only: plans are made and never sent. clock: seconds since the epoch. chance: from 0 to
    1, spreads the pauses between two looks. signs_in: carries out what only a person can; signing_in is that sign-in,
    for front ends.
    """

    def __init__(
        self,
        workflow: Workflow,
        context: Context,
        *,
        port: Port,
        checkpoint: Checkpoint,
        explain: Callable[[Trouble | CallError], Problem],
        ready: Ready = as_it_is,
        timing: Timing,
        clock: Callable[[], float] = time.time,
        chance: Callable[[], float] = random.random,
        standing_approval: Callable[[str, Sequence[str]], bool] = lambda _step, _digests: False,
        read_only: bool = False,
        signs_in: LoginProvider | None = None,
    ) -> None:
        self._board, self._always, self._checkpoint = Board(workflow, checkpoint.document.skips), context, checkpoint
        self.workflow, self.words = workflow, workflow.words.of(context.vendor)
        self._standing_approval = StandingApproval(standing_approval, checkpoint)
        self._read_only = read_only or workflow.read_only
        self._changed = threading.Condition(threading.RLock())
        self._known = Known(
            always=context,
            board=self._board,
            checkpoint=checkpoint,
            clock=clock,
            patience=timing.deadline,
            lock=self._changed,
        )
        self._listeners, self._closing = list[Callable[[Event], None]](), False
        self.signing_in = SigningIn(signs_in or Nobody(), self.emit, self.look_again)
        self._around = self._visits(port=port, explain=explain, ready=ready, timing=timing, clock=clock, chance=chance)
        self._drive = Drive(self._around, self.signing_in)

    def _visits(self, **given: Any) -> VisitContext:
        """What visits are made with. given: what the engine was given and has no use of its own for."""
        return VisitContext(
            **given,
            board=self._board,
            kept=Kept(),
            checkpoint=self._checkpoint,
            lock=self._changed,
            context=self._known.now,
            symbols=self._board.aliases,
            approves=self._approves,
            closing=lambda: self._closing,
            tell=self._tell,
        )

    # --- what front ends ask ---------------------------------------------------------------------------------

    def listen(self, listener: Callable[[Event], None]) -> None:
        """Have every event passed on, on whichever thread it happens."""
        self._listeners.append(listener)

    def emit(self, event: Event) -> None:
        """Pass an event on."""
        for listener in self._listeners:
            listener(event)

    @property
    def simulated(self) -> str:
        """The scenario of the simulated AWS that this happens on, "" on a real one."""
        return self._always.simulation.scenario if self._always.simulation else ""

    @property
    def broken(self) -> CheckpointProblem | None:
        """Why nothing can be kept any more, and so nothing is sent."""
        return self._drive.broken

    @property
    def steps(self) -> tuple[Step, ...]:
        """In order."""
        return self.workflow.steps

    def told(self) -> tuple[tuple[str, str], ...]:
        """What of the result a person is told at the end, by what it is called."""
        return self.workflow.told(self.result())

    def result(self) -> Mapping[str, Any]:
        """What has come of it so far, by the workflow's own names."""
        return self.workflow.result(self._known.now())

    def state(self, step: str) -> State:
        """Where a step stands."""
        with self._changed:
            return self._board.state(step)

    def view(self, step: str) -> StepView:
        """Everything a front end needs to draw a step."""
        with self._changed:
            run = self._board[step]
            return step_view(run, self._board, self._checkpoint, self._always, self._board.aliases())

    def views(self) -> tuple[StepView, ...]:
        """All steps, in order."""
        return tuple(self.view(step) for step in self._board)

    def where(self) -> Where:
        """Where a person is by now: the account, the region, until when."""
        with self._changed:
            return self._board.where()

    def preview(self, *, by_id: bool = False) -> tuple[StepPreview, ...]:
        """What each step would change from here, as far as can be told now; reads nothing.

        by_id: digests name an account by its id as soon as it has one, as they do on a computer without this journal.
        """
        with self._changed:
            return preview(self._board, self._checkpoint, self._known.now(), {} if by_id else self._board.aliases())

    def way_back(self) -> WayBack:
        """What undoes everything that was made."""
        return self._known.way_back()

    def settled(self) -> bool:
        """Whether nothing happens before a person does something or a pending step is due."""
        with self._changed:
            return self.broken is not None or self._board.settled()

    def quiet(self) -> bool:
        """Settled, and nothing is pending that will be looked at again."""
        with self._changed:
            return self.settled() and not any(self._board.waits(run) for run in self._board.values())

    # --- what a person does ------------------------------------------------------------------------------------

    def answer(self, step: str, values: Mapping[str, str]) -> None:
        """Keep answers and look at the step again. Raises AnswersProblem naming what is wrong."""
        with self._changed:
            run = self._board[step]
            observed = run.observation.questions if run.observation else ()
            asked = {question.name: question for question in (*run.step.questions, *observed)}
        self._checkpoint.answer(step, taken(asked, values, step, self._checkpoint))
        run.taken_back = frozenset()
        self._again(run)

    def withdraw(self, step: str, names: Iterable[str]) -> None:
        """Take answers back, so that they are asked again; what nobody can be asked for can be returned to."""
        run, names = self._board[step], frozenset(names)
        unasked = {question.name for question in run.step.questions if question.tables is not None}
        self._checkpoint.withdraw(step, names, unasked=unasked)
        run.taken_back |= names
        self._again(run)

    def reconsider(self) -> str:
        """Have the step ask again that says how (who one is, mostly); what was answered there is taken back.

        Returns its id, "" where no step can. What has been changed stays, and is found again or not by whoever comes.
        """
        run = next((run for run in self._board.values() if run.step.reconsider), None)
        if run is None:
            return ""
        self._checkpoint.answer(run.step.id, run.step.reconsider)
        self.signing_in.start_over()
        self.look_again(run.step.id)
        return run.step.id

    def approve(self, step: str, shown: PlanView | None = None) -> None:
        """Approve a step's plan; it is sent on the next visit. Raises AnswersProblem where it is not what was shown.

        shown: the plan that the person has read; without it, whatever the plan is now.
        """
        with self._changed:
            run = self._board[step]
            if run.plan is None or run.plan.by_hand or self._read_only:
                return
            digests = [change.digest(self._board.aliases()) for change in run.plan.whole]
            if shown is not None and [change.digest for change in shown.changes] != digests:
                raise AnswersProblem("The plan changed while you read it; read it again.")
            self._checkpoint.approve(digests)
            run.resends, run.failed, run.problem, run.stale = 0, "", None, True
            self._changed.notify_all()

    def approve_foreseen(
        self, previews: Iterable[StepPreview], *, digest: str = "", only: Container[str] | None = None
    ) -> None:
        """Approve every change of these rounds, those of later rounds too.

        digest: the set's, by which it is found again when a part of it is done. only: leave out other changes, unless
        they stay on this computer.
        """
        changes = [change for sight in previews for plan in sight.rounds for change in plan.changes]
        covered = [one.digest for one in changes if only is None or one.service in LOCAL or one.digest in only]
        self._checkpoint.approve(covered, digest)
        self._again(*self._board.values())

    def approved_as(self, digest: str) -> frozenset[str]:
        """The changes of a set that was approved before, in this run or an earlier one; none where it was not."""
        return frozenset(self._checkpoint.document.sets.get(digest, ()))

    def skip(self, step: str, reason: str) -> None:
        """Skip a step, with a reason that others will read; "" takes it back."""
        self._checkpoint.skip(step, clean_value(reason))
        with self._changed:
            self._board.changed(self._board[step])
        self._again(*self._board.with_what_they_tell(step))
        self._tell(step)

    def look_again(self, *steps: str) -> None:
        """Observe steps again, and all that they report on; none named means all."""
        self._around.kept.forget()
        self._again(*self._board.with_what_they_tell(*steps))

    def _again(self, *looked: StepRun) -> None:
        """Where a call stood in the way, with what is on disk by now."""
        if any(run.refused for run in looked):
            self.signing_in.start_over()  # reads files: not under the lock that the screen waits for
        with self._changed:
            for run in looked:
                run.start_over()
            self._changed.notify_all()

    @property
    def closing(self) -> bool:
        """Whether it was closed: nothing further is sent."""
        return self._closing

    def close(self) -> None:
        """Send nothing further; what is under way is journalled as it stands."""
        self._closing = True
        with self._changed:
            self._changed.notify_all()

    def drive(self, done: Callable[[], bool]) -> None:
        """Visit what has to be visited until ``done()``; blocks."""
        self._drive.until(done, lambda: self._closing)

    # --- what visits ask ----------------------------------------------------------------------------------------

    def _approves(self, step: str, digests: Sequence[str], unseen: bool) -> bool:
        if not (self._read_only or unseen):
            self._standing_approval.give(step, digests)
        return not self._read_only and all(map(self._checkpoint.approved, digests))

    def _tell(self, step: str) -> None:
        self.emit(StepChanged(step=step))
