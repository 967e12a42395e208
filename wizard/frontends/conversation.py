"""The whole onboarding as a conversation: which step comes next, what is said of it, what the person may do.

The engine works on threads of its own and goes on with every step it can; the conversation looks at one step at a time
and only ever writes from its own thread. It neither knows how it is shown (`Asker`) nor which steps there are. What a
pending step holds up is waited for; what holds nothing up waits until everything else is done.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from wizard.engine import Engine
from wizard.frontends.asking import Asker, GoBack, Quit
from wizard.frontends.deeds import Deeds
from wizard.frontends.happenings import Happenings
from wizard.frontends.lookout import Lookout
from wizard.frontends.menus import DONE, default_of, offers
from wizard.frontends.questions import ask_all
from wizard.frontends.telling import Telling, told
from wizard.model import Choice, Finding, State, StepView

# Where to go from here: look at the same step again, on, or to the step before.
Move = Literal["stay", "on", "back"]
NEEDS_A_PERSON = (State.NEEDS_ANSWERS, State.UNMET, State.BLOCKED)


@dataclass(slots=True, kw_only=True)
class Conversation:
    """One conversation. end: says how it stands when nothing goes on by itself.

    left: steps that the person goes on without. visited: the step a person went to, although it needs nothing.
    said, found: what was said last of each step, and every finding that was. former: answers that were taken back.
    """

    engine: Engine
    asker: Asker
    happenings: Happenings
    end: Callable[[], None]
    directory: Path
    vendor_id: str
    sandbox: bool = False
    left: set[str] = field(default_factory=set)
    visited: str = ""
    said: dict[str, Telling] = field(default_factory=dict)
    found: dict[str, set[Finding]] = field(default_factory=dict)
    former: dict[str, dict[str, str]] = field(default_factory=dict)

    def hold(self) -> None:
        """Talk until everything is done, or the person finishes. Raises Quit, InputEnded, CheckpointProblem."""
        while True:
            step = self.visited or self._next()
            if step:
                self._attend(step)
            elif self._finished():
                return

    @property
    def _lookout(self) -> Lookout:
        return Lookout(self.engine, self.asker, self.happenings, self._others)

    @property
    def _deeds(self) -> Deeds:
        return Deeds(self.engine, self.asker)

    # --- which step ----------------------------------------------------------------------------------------------

    def _next(self) -> str:
        """The first step that needs the person; else the first that others wait for; "" where all is settled."""
        while True:
            self._tell_done()
            views = [view for view in self.engine.views() if view.id not in self.left]
            starting = [view for view in views if view.state is State.WAITING and view.busy]
            ready = [view for view in views if view.state in NEEDS_A_PERSON or view in starting]
            found = next(iter(ready or self._holding_up(views)), None)
            if found or self.engine.settled():
                return found.id if found else ""
            self._lookout.rest()

    def _holding_up(self, views: list[StepView]) -> list[StepView]:
        waiting = {view.id for view in views if view.state is State.WAITING}
        needed = {name for step in self.engine.steps if step.id in waiting for name in step.after}
        return [view for view in views if view.state is State.PENDING and view.id in needed]

    def _others(self, step: str) -> bool:
        """Whether another step, that was not left, needs the person now."""
        views = [view for view in self.engine.views() if view.id not in (step, *self.left)]
        return any(view.state in NEEDS_A_PERSON and not view.busy for view in views)

    # --- one step ------------------------------------------------------------------------------------------------

    def _attend(self, step: str) -> None:
        """Look at a step until there is nothing more to do with it, or the person goes elsewhere."""
        move: Move = "stay"
        while move == "stay":
            try:
                move = self._look(step)
            except GoBack:
                move = "back"
        if move == "back":
            self._go_back(step)
        else:
            self.visited = ""

    def _look(self, step: str) -> Move:
        waited, view = self._lookout.settled(step)
        if waited == "on":
            return self._leave(view)
        self._tell(view)
        return self._by_state(view)

    def _leave(self, view: StepView) -> Move:
        """Go on without it; it is offered again at the end."""
        if view.state not in DONE:
            self.left.add(view.id)
        return "on"

    def _by_state(self, view: StepView) -> Move:
        if view.state is State.NEEDS_ANSWERS and self.visited != view.id:
            return self._answer(view)
        if view.state is State.PENDING and self.visited != view.id:
            return self._pending(view)
        if view.state in NEEDS_A_PERSON or self.visited == view.id:
            return self._menu(view)
        return "on"

    def _pending(self, view: StepView) -> Move:
        if self._others(view.id):
            self.asker.say(f"{view.title} goes on by itself; meanwhile there is another step to look at.")
            return "on"
        return self._wait(view, lambda now: now.state is not State.PENDING or self._others(view.id))

    def _wait(self, view: StepView, done: Callable[[StepView], bool]) -> Move:
        return self._leave(view) if self._lookout.until(view.id, done) == "on" else "stay"

    def _answer(self, view: StepView) -> Move:
        try:
            answers = ask_all(self.asker, view.questions, self.former.get(view.id, {}))
        except GoBack:
            return self._menu(view)
        self.former.pop(view.id, None)
        self._deeds.answer(view.id, answers)
        return "stay"

    def _menu(self, view: StepView) -> Move:
        choices = offers(view, others=self._others(view.id))
        chosen = self.asker.choose(f"{view.title}: what now?", choices, default=default_of(view, choices))
        match chosen:
            case "quit":
                raise Quit
            case "on":
                return self._leave(view)
            case "back":
                return "back"
            case "answer":
                return self._answer(view)
            case "wait":
                return self._wait(view, lambda now: now.state is not State.PENDING)
        return self._deed(view, chosen)

    def _deed(self, view: StepView, chosen: str) -> Move:
        deeds = self._deeds
        match chosen:
            case "act":
                deeds.act(view)
            case "by-hand":
                deeds.save(view, self.directory, self.vendor_id)
            case "change":
                self.former[view.id] = deeds.change(view)
                self.visited = ""
            case "again" | "take-up":
                self._anew(view.id)
                deeds.look_again(view)
            case "skip":
                deeds.skip(view)
            case _:
                deeds.show(view, chosen)
        return "stay"

    def _anew(self, step: str) -> None:
        self.said.pop(step, None)
        self.found.pop(step, None)
        self.left.discard(step)

    def _go_back(self, step: str) -> None:
        names = [one.id for one in self.engine.steps]
        at = names.index(step)
        if at == 0:
            self._ask_to_quit()
            return
        self.visited = names[at - 1]
        self._anew(self.visited)

    def _ask_to_quit(self) -> None:
        choices = (Choice("stay", "Stay here"), Choice("quit", "Quit; everything is kept"))
        try:
            if self.asker.choose("This is the first step. Stop here?", choices, default="stay") == "quit":
                raise Quit
        except GoBack:
            return

    # --- saying --------------------------------------------------------------------------------------------------

    def _tell(self, view: StepView) -> None:
        """The step, where it says something else than the last time; a finding once."""
        self._lookout.say_news()
        telling = told(view, sandbox=self.sandbox)
        if self.said.get(view.id) == telling:
            return
        self.said[view.id] = telling
        known = self.found.setdefault(view.id, set())
        lines = telling.lines(known)
        known.update(telling.findings)
        self.asker.head(telling.headline)
        self.asker.say(*lines)

    def _tell_done(self) -> None:
        for view in self.engine.views():
            if view.state in DONE and not view.busy:
                self._tell(view)

    # --- the end -------------------------------------------------------------------------------------------------

    def _finished(self) -> bool:
        """Say how it stands; what is not done may still be waited for or gone to."""
        self._lookout.say_news()
        self.end()
        views = self.engine.views()
        if all(view.state is State.SATISFIED for view in views):
            return True
        return self._finish_or_go_on(views)

    def _finish_or_go_on(self, views: tuple[StepView, ...]) -> bool:
        pending = [view.id for view in views if view.state is State.PENDING]
        waits = [Choice("wait", "Wait for what is pending")] if pending else []
        steps = [
            Choice(view.id, f"Go to {view.title}") for view in views if view.state in (*NEEDS_A_PERSON, State.SKIPPED)
        ]
        finish = Choice("finish", "Finish here; everything is kept")
        try:
            chosen = self.asker.choose("What now?", (*waits, *steps, finish), default="wait" if waits else "finish")
        except GoBack:
            chosen = views[-1].id
        if chosen == "finish":
            return True
        if chosen == "wait":
            self._lookout.until(pending[0], lambda view: view.state is not State.PENDING)
        else:
            self.visited = chosen
        self.left.difference_update((chosen, *pending))
        return False
