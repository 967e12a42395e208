"""Waits for a step in sight of the person: says what happens meanwhile, and lets them leave.

The engine works on other threads, so Ctrl-C is heard at once, also while a call hangs.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from wizard.engine.engine import Engine
from wizard.frontends.prompts.asker import Asker, GoBack, Quit, Terminated
from wizard.frontends.prompts.news import News
from wizard.frontends.prompts.wording import wait_of
from wizard.model import Choice, State, StepView

TICK = 1.0
Waited = Literal["stay", "on"]


@dataclass(frozen=True, slots=True)
class WaitLoop:
    """others: whether another step than this one needs the person."""

    engine: Engine
    asker: Asker
    news: News
    others: Callable[[str], bool]

    def settled(self, step: str) -> tuple[Waited, StepView]:
        """The step's view once nothing is under way in it, or the person would rather go on."""
        waited = self.until(step, lambda view: not self._under_way(view))
        return waited, self.engine.view(step)

    def _under_way(self, view: StepView) -> bool:
        """Also between an approval and its first change, while a step that this one tells of is still moving."""
        approved = view.state is State.UNMET and view.plan is not None and view.plan.approved and not view.plan.by_hand
        return bool(view.busy) or (approved and not self.engine.settled())

    def until(self, step: str, done: Callable[[StepView], bool]) -> Waited:
        """Wait until ``done`` says so of the step's view: "stay"; "on" where the person goes on without it."""
        while True:
            try:
                if self._glance(step, done):
                    return "stay"
                self.news.rest(TICK)
            except Terminated:
                raise
            except KeyboardInterrupt:
                if not self.asker.breaks:
                    raise
                if self._interrupted(step) == "on":
                    return "on"

    def rest(self) -> None:
        """A moment, or until something happens. Raises CheckpointProblem where nothing can be kept any more."""
        self._check()
        self.news.rest(TICK)

    def say_news(self) -> None:
        """What has happened since the last time."""
        news = self.news.news()
        if news:
            self.asker.say(*news)

    def _glance(self, step: str, done: Callable[[StepView], bool]) -> bool:
        self._check()
        self.say_news()
        view = self.engine.view(step)
        if done(view):
            self.asker.waited()
            return True
        self.asker.waiting(wait_of(view))
        return False

    def _interrupted(self, step: str) -> str:
        """The first Ctrl-C; a second one, in this menu, ends everything."""
        self.asker.waited()
        others = [Choice("on", "Work on next step")] if self.others(step) else []
        choices = (
            Choice("wait", "Keep waiting"),
            *others,
            Choice("quit", "Quit; AWS keeps going"),
        )
        try:
            chosen = self.asker.choose("What do you want to do?", choices, default="wait")
        except GoBack:
            return "wait"
        if chosen == "quit":
            raise Quit
        return chosen

    def _check(self) -> None:
        if self.engine.broken:
            raise self.engine.broken
