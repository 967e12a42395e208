"""How each step stands in this process: what was observed last, what is under way, what failed.

Mutable on purpose and nothing but state: the engine and its visits change it under the engine's lock.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from wizard.engine.local_changes import LocalChanges
from wizard.model import Observation, Plan, Problem, Progress, State, Step, Where, Workflow


@dataclass(slots=True)
class StepRun:
    """A step as this process knows it. Times are seconds since the epoch, 0 for never.

    stale: it has to be looked at. due: when to look again by itself. generation: grows with every answer, so that an
    observation made with older answers is known as such.
    busy, since: what is under way. progress: of the changes of the round, with the time of each report.
    trouble: what the questions answer. problem: why it is blocked. failed, failure: the change that did not land.
    early: it was only sent too early.
    landed, landed_at: what AWS accepted last. holding: accepted, but it does not show yet.
    pending_for, pending_since, until: the present wait. looks: how often was looked since what is waited for changed.
    resends: how often a lost answer was followed by another try.
    local: the local changes that landed and have not been seen in place.
    taken_back: the answers, by name, that a person took back since they answered last.
    """

    step: Step
    stale: bool = True
    due: float = 0
    observed: float = 0
    generation: int = 0
    busy: Literal["", "observing", "applying"] = ""
    since: float = 0
    observation: Observation[Any] | None = None
    plan: Plan | None = None
    progress: dict[str, tuple[Progress, float]] = field(default_factory=dict)
    trouble: Problem | None = None
    problem: Problem | None = None
    failed: str = ""
    failure: Problem | None = None
    early: bool = False
    landed: frozenset[str] = frozenset()
    landed_at: float = 0
    holding: bool = False
    pending_for: str = ""
    pending_since: float = 0
    until: float = 0
    looks: int = 0
    resends: int = 0
    local: LocalChanges = field(default_factory=LocalChanges)
    taken_back: frozenset[str] = frozenset()

    @property
    def signed_out(self) -> bool:
        """Whether it waits for credentials that hold."""
        problem = self.problem or self.trouble
        return bool(problem and problem.error and problem.error.unauthenticated)

    @property
    def refused(self) -> bool:
        """Whether a call stands in its way, so that another look may need other credentials or settings."""
        problem = self.problem or self.trouble
        return bool(problem and problem.error)

    def start_over(self) -> None:
        """A person asked to look again: forget the last failure and the last wait."""
        self.stale, self.observed, self.resends, self.generation = True, 0, 0, self.generation + 1
        self.local = LocalChanges()
        self.failed, self.failure, self.pending_since, self.landed = "", None, 0, frozenset()


class Board(Mapping[str, StepRun]):
    """Every step's StepRun by id, in order, and where each stands by the others."""

    def __init__(self, workflow: Workflow, skips: Mapping[str, str]) -> None:
        self._runs = {step.id: StepRun(step) for step in workflow.steps}
        self._after, self._reports_on = workflow.after, workflow.reports_on
        self._skips = skips

    def __getitem__(self, step: str) -> StepRun:
        return self._runs[step]

    def __iter__(self) -> Iterator[str]:
        return iter(self._runs)

    def __len__(self) -> int:
        return len(self._runs)

    def state(self, step: str) -> State:
        """Where a step stands."""
        run = self._runs[step]
        if self.skipped(run):
            return State.SKIPPED
        if not self.ready(run):
            return State.WAITING
        if run.problem is not None:
            return State.BLOCKED
        if run.holding:
            return State.PENDING
        if run.plan is not None and run.plan.by_hand:
            return State.BLOCKED  # a person has to do it
        return run.observation.state if run.observation else State.WAITING

    def skipped(self, run: StepRun) -> bool:
        """Whether a person chose to leave it out."""
        return run.step.id in self._skips

    def ready(self, run: StepRun) -> bool:
        """Whether everything it comes after is there, and everything it reports on was looked at."""
        return all(self.state(name) in (State.SATISFIED, State.SKIPPED) for name in self._after[run.step.id]) and all(
            self._reportable(self._runs[name]) for name in self._reports_on[run.step.id]
        )

    def _reportable(self, run: StepRun) -> bool:
        looked = run.observation is not None or run.problem is not None
        return looked or self.skipped(run) or not self.ready(run)

    def in_motion(self, run: StepRun) -> bool:
        """About to say something else in a moment: what would be reported now would have to be reported again."""
        return bool(run.busy) or (run.stale and not self.skipped(run) and self.ready(run))

    def startable(self, run: StepRun, now: float) -> bool:
        """Whether it can be visited now; ``now`` 0 leaves out what is only due."""
        if run.busy or self.skipped(run) or not self.ready(run):
            return False
        if any(self.in_motion(self._runs[name]) for name in self._reports_on[run.step.id]):
            return False
        if any(other.busy or self.in_motion(other) for other in self._before(run)):
            return False  # it may be about to say that this is another account now
        return run.stale or bool(run.due and run.due <= now)

    def _before(self, run: StepRun) -> Iterator[StepRun]:
        """Every step that this one builds on, the nearest first."""
        for name in self._after[run.step.id]:
            yield self._runs[name]
            yield from self._before(self._runs[name])

    def told_by(self, step: str) -> Iterator[str]:
        """What a step that reports on others claims of: those, and all that it builds on. None for any other step."""
        if self._reports_on[step]:
            yield from (before.step.id for before in self._before(self._runs[step]))
            yield from self._reports_on[step]

    def with_what_they_tell(self, *steps: str) -> list[StepRun]:
        """These steps and all that they report on; none named means all."""
        return [
            self[name] for name in dict.fromkeys(seen for one in steps or self for seen in (*self.told_by(one), one))
        ]

    def settled(self) -> bool:
        """Whether nothing happens before a person does something or a pending step is due."""
        return not any(run.busy or self.startable(run, 0) for run in self._runs.values())

    def waits(self, run: StepRun) -> bool:
        """Whether it will be looked at again by itself."""
        return bool(run.due) and not run.busy and not self.skipped(run) and self.ready(run)

    def changed(self, run: StepRun, *, found: bool = True) -> None:
        """Have the steps that build on this one, or report on it, looked at again."""
        for name, other in self._runs.items():
            depends = found and run.step.id in self._after[name]
            if depends or run.step.id in self._reports_on[name]:
                other.stale, other.observed = True, 0
                other.local.news()
                if depends:
                    self.changed(other)

    def observations(self) -> Iterator[Observation[Any]]:
        """What was seen last of each step that was looked at, in order."""
        yield from (run.observation for run in self._runs.values() if run.observation)

    def where(self) -> Where:
        """Where a person is by now."""
        return functools.reduce(Where.then, (seen.where for seen in self.observations()), Where())

    def aliases(self) -> Mapping[str, str]:
        """What approvals call an account, by its id."""
        return {account: alias for seen in self.observations() for account, alias in seen.aliases.items()}

    def found(self) -> tuple[object, ...]:
        """Everything that was found, in the order of the steps."""
        return tuple(value for seen in self.observations() for value in seen.found)
