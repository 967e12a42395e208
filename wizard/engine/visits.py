"""One visit of a step: observe it, judge what that means after the last round, send what is approved.

A visit observes once and sends at most one round; what comes after a round is another visit. So nothing here loops,
and "done" is only ever said by an observation.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from wizard.checkpoint.checkpoint import Checkpoint, iso
from wizard.engine.board import Board, StepRun
from wizard.engine.decided import without_decided
from wizard.engine.kept import Kept
from wizard.engine.rounds import RoundEnded, send_round
from wizard.host.threads import side_by_side
from wizard.host.timing import Timing
from wizard.model import (
    Answers,
    CallError,
    CallFailed,
    Context,
    Journal,
    Observation,
    Plan,
    Problem,
    Progress,
    Read,
    State,
    Trouble,
    Where,
)
from wizard.model.calls import LOCAL, Port

# A lost answer is followed by another look and another try; this often without a person.
RESENDS = 2
# What was observed this recently is not observed again before an approved plan is sent.
FRESH = 30.0
# How often to look, at last, whether an accepted change shows.
SETTLING = 2.0


Ready = Callable[[Problem, str, Where, Mapping[str, Mapping[str, str]]], Problem]
"""Completes a problem of a step, by where a person is and by the answers of all steps."""


def as_it_is(problem: Problem, _step: str, _where: Where, _answers: Mapping[str, Mapping[str, str]]) -> Problem:
    """Nothing is made ready."""
    return problem


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitContext:
    """What a visit works with; `Engine` says what each is for."""

    board: Board
    port: Port
    kept: Kept
    checkpoint: Checkpoint
    explain: Callable[[Trouble | CallError], Problem]
    ready: Ready
    timing: Timing
    clock: Callable[[], float]
    chance: Callable[[], float]
    lock: threading.Condition
    context: Callable[[], Context]
    symbols: Callable[[], Mapping[str, str]]
    approves: Callable[[str, Sequence[str], bool], bool]
    closing: Callable[[], bool]
    tell: Callable[[str], None]

    def explained(self, run: StepRun, cause: Trouble | CallError) -> Problem:
        """What is wrong with a step in words, with what a person can take along to where it is fixed."""
        return self.ready(self.explain(cause), run.step.id, self.board.where(), self.checkpoint.document.answers)


def visit(run: StepRun, around: VisitContext) -> None:
    """Observe and, where a plan is approved, send it. Raises CheckpointProblem where nothing can be kept."""
    around.tell(run.step.id)
    if not _still_fresh(run, around):
        _observe(run, around)
    plan = run.plan
    if plan is not None and _may_be_sent(run, plan, around):
        _send(run, plan, around)
    elif run.trouble and plan is not None:
        run.problem = run.trouble  # it would be tried again, if somebody approved it again


def _still_fresh(run: StepRun, around: VisitContext) -> bool:
    plan = run.plan
    recent = around.clock() - run.observed < FRESH
    changing = run.holding or (plan is not None and any(change.volatile for change in plan.changes))
    return plan is not None and recent and not changing


def _observe(run: StepRun, around: VisitContext) -> None:
    step, generation = run.step, run.generation
    journal = Journal(around.checkpoint.entries(step.id))
    answers = Answers(around.checkpoint.answers(step.id), withdrawn=around.checkpoint.withdrawn(step.id))
    try:
        decided = around.checkpoint.decided(step.id)
        context = replace(around.context(), taken_back=run.taken_back, decided=decided)
        observation = step.observe(Reads(around.port, around.kept), answers, journal, context)
    except CallFailed as failed:
        with around.lock:
            run.problem, run.plan, run.observed = around.explained(run, failed.error), None, around.clock()
            around.board.changed(run)
        return
    observation = without_decided(observation, decided, context.vendor)
    plan = step.plan(observation, answers) if observation.state is State.UNMET else None
    if observation.binds:
        around.checkpoint.bind(*observation.binds)
    with around.lock:
        run.stale = run.stale or run.generation != generation
        _take_in(run, observation, plan, around)


def _take_in(run: StepRun, observation: Observation[Any], plan: Plan | None, around: VisitContext) -> None:
    before, problem_before = run.observation, run.problem
    run.observation, run.plan, run.observed, run.holding = observation, plan, around.clock(), False
    explained = around.explained(run, observation.trouble) if observation.trouble else None
    blocked = observation.state is State.BLOCKED
    run.problem, run.trouble = (explained, None) if blocked else (None, explained)
    if explained:
        run.progress = {}  # AWS took what was sent and then refused it: nothing of it is done
    run.local.seen(plan.changes if plan else ())
    _expect_again(run, observation, around)
    if observation.state is State.PENDING:
        # Looking for what became of a lost answer does not forget that it failed, or it would be sent for ever.
        run.landed = frozenset()
        if run.early:
            run.failed, run.failure = "", None  # this is the wait that it was sent too early for
    elif plan is None or observation.trouble:
        # AWS has said what became of it: there is nothing to wait for.
        run.landed, run.failed = frozenset(), ""
    else:
        _after_a_round(run, plan, around)
    if before is None or _differs(before, observation) or run.problem != problem_before:
        around.board.changed(run, found=before is None or before.found != observation.found)


def _expect_again(run: StepRun, observation: Observation[Any], around: VisitContext) -> None:
    waiting = observation.waiting
    if observation.state is not State.PENDING or waiting is None:
        run.pending_since = 0
        return
    if not run.pending_since:
        around.kept.forget()  # AWS is at work on something: what was listed before is old
    now = around.clock()
    if run.pending_for != waiting.what or not run.pending_since:
        run.looks = 0
    if run.pending_for != waiting.what:
        run.pending_for, run.pending_since = waiting.what, now
    run.pending_since = run.pending_since or now
    run.until = run.pending_since + waiting.limit * around.timing.deadline
    if now >= run.until:
        key = "refused-too-long" if waiting.refused else "waited-too-long"
        run.problem = around.explained(run, Trouble(key=key, values={"what": waiting.what}, error=waiting.refused))
        return
    _look_again(run, waiting.every, around)


def _look_again(run: StepRun, usual: float, around: VisitContext) -> None:
    run.due = around.clock() + around.timing.before_look(run.looks, usual, around.chance())
    run.looks += 1


def _after_a_round(run: StepRun, plan: Plan, around: VisitContext) -> None:
    """What AWS accepted a moment ago and does not show yet is waited for, not sent again."""
    digests = {change.digest(around.symbols()) for change in plan.changes}
    swallowed = run.local.swallowed()
    if swallowed:
        run.problem = around.explained(run, Trouble(key="local-does-not-show", values={"place": swallowed}))
        return
    _recall_landed(run, around)
    if not digests & run.landed:
        run.landed = frozenset()
        if run.failed in digests:
            run.problem = run.failure
        return
    now = around.clock()
    run.until = run.landed_at + around.timing.settle * around.timing.deadline
    if now < run.until:
        run.holding = True
        _look_again(run, SETTLING, around)
    else:
        run.problem = around.explained(run, Trouble(key="accepted-but-not-there"))


def _recall_landed(run: StepRun, around: VisitContext) -> None:
    """On a resume: what another process sent a moment ago may not show yet either."""
    if run.landed_at:
        return
    recent = iso(around.clock() - around.timing.settle * around.timing.deadline)
    entries = [
        entry
        for entry in around.checkpoint.entries(run.step.id)
        if entry.outcome == "landed" and entry.finished > recent and entry.service not in LOCAL
    ]
    if entries:
        run.landed, run.landed_at = frozenset(entry.digest for entry in entries), around.clock()


def _may_be_sent(run: StepRun, plan: Plan, around: VisitContext) -> bool:
    if plan.by_hand or not plan.changes or run.holding or run.problem or run.stale or around.closing():
        return False
    return around.approves(run.step.id, [change.digest(around.symbols()) for change in plan.changes], plan.unseen)


def _send(run: StepRun, plan: Plan, around: VisitContext) -> None:
    with around.lock:
        run.busy, run.since, run.progress = "applying", around.clock(), {}

    def report(digest: str, progress: Progress) -> None:
        with around.lock:
            run.progress[digest] = (progress, around.clock())
        around.tell(run.step.id)

    ended = send_round(
        run.step.id,
        plan.changes,
        port=around.port,
        checkpoint=around.checkpoint,
        symbols=around.symbols(),
        report=report,
        clock=around.clock,
        closing=around.closing,
    )
    if any(change.service not in LOCAL for change in plan.changes):
        around.kept.forget()
    with around.lock:
        _round_ended(run, plan, ended, around)


def _round_ended(run: StepRun, plan: Plan, ended: RoundEnded, around: VisitContext) -> None:
    # A file is there at once; only AWS may need a while to show what it has accepted.
    landed = [change for change in plan.changes if change.digest(around.symbols()) in ended.landed]
    run.local.landed(landed)
    local = {change.digest(around.symbols()) for change in landed if change.service in LOCAL}
    run.landed, run.landed_at, run.observed = frozenset(ended.landed) - local, around.clock(), 0
    run.failed, run.failure, run.early, run.stale, run.looks = "", None, ended.early, True, 0
    if ended.error is None:
        run.resends = 0
        return
    run.resends += 1
    if not (ended.error.unsure and run.resends <= RESENDS):
        run.failed, run.failure = ended.failed, around.explained(run, ended.error)


def _differs(before: Observation[Any], after: Observation[Any]) -> bool:
    return (before.state, before.summary, before.findings, before.found) != (
        after.state,
        after.summary,
        after.findings,
        after.found,
    )


class Reads:
    """What observe may do: read, one call or many side by side."""

    def __init__(self, port: Port, kept: Kept | None = None) -> None:
        self._port = port
        self._kept = kept or Kept()

    def __call__(self, read: Read) -> Mapping[str, Any]:
        """One answer. Raises CallFailed."""
        return self._kept.answer(read, self._port.read)

    def many(self, reads: Sequence[Read]) -> list[Mapping[str, Any] | CallError]:
        """Every answer in order, a CallError where a call failed."""
        return side_by_side([lambda read=read: self._one(read) for read in reads])  # type: ignore[misc]  # bound early

    def _one(self, read: Read) -> Mapping[str, Any] | CallError:
        try:
            return self(read)
        except CallFailed as failed:
            return failed.error
