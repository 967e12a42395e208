"""The whole workflow as a conversation: which step comes next, what is said of it, what the person may do.

The engine works on threads of its own and goes on with every step it can; the conversation looks at one step at a time
and only ever writes from its own thread. It neither knows how it is shown (`Asker`) nor which steps there are. What a
pending step holds up is waited for; what holds nothing up waits until everything else is done.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Literal

from wizard.engine.actions import Action, login, possible
from wizard.engine.engine import Engine
from wizard.engine.next_step import NEEDS_A_PERSON, OVER, another, next_step, pending, unfinished
from wizard.frontends.prompts.actions import MenuActions
from wizard.frontends.prompts.asker import Asker, GoBack, Quit
from wizard.frontends.prompts.menus import STOPPING, endings, offers
from wizard.frontends.prompts.news import News
from wizard.frontends.prompts.questions import ask_all
from wizard.frontends.prompts.sign_in import sign_in
from wizard.frontends.prompts.transcript import Transcript
from wizard.frontends.prompts.waiting import WaitLoop
from wizard.model import State, StepView

# Where to go from here: look at the same step again, on, or to the step before.
Move = Literal["stay", "on", "back"]
# After these the step goes on by itself; after the others its menu is there again.
MOVING: tuple[Action, ...] = ("approve", "change", "skip", "take-up")


@dataclass(slots=True, kw_only=True)
class Conversation:
    """One conversation. end: says how it stands when nothing goes on by itself.

    public: names and ids that a report may tell. warned: of the end of which sign-in (seconds since the epoch).
    left: steps that the person goes on without. visited: the step a person went to, although it needs nothing.
    former: answers that were taken back, offered again. rounds: names that were answered together, oldest first.
    """

    engine: Engine
    asker: Asker
    news: News
    said: Transcript
    end: Callable[[], None]
    directory: Path
    vendor_id: str
    public: tuple[str, ...] = ()
    left: set[str] = field(default_factory=set)
    visited: str = ""
    warned: float = 0
    former: dict[str, dict[str, str]] = field(default_factory=dict)
    rounds: dict[str, list[tuple[str, ...]]] = field(default_factory=dict)

    def hold(self) -> None:
        """Talk until everything is done, or the person finishes. Raises Quit, InputEnded, CheckpointProblem."""
        while True:
            step = self.visited or self._next()
            if step:
                self._attend(step)
            elif self._finished():
                return

    @property
    def _waits(self) -> WaitLoop:
        return WaitLoop(self.engine, self.asker, self.news, self._others)

    @property
    def _actions(self) -> MenuActions:
        return MenuActions(self.engine, self.asker)

    # --- which step ----------------------------------------------------------------------------------------------

    def _next(self) -> str:
        """The step to look at now; "" where all is settled."""
        while True:
            self._tell_done()
            settled = self.engine.settled()  # asked before: what becomes ready in between must not be missed
            step = next_step(self.engine.views(), self.engine.workflow.after, self.left)
            if step or settled:
                return step
            self._waits.rest()

    def _others(self, step: str) -> bool:
        return another(self.engine.views(), step, self.left)

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
        waited, view = self._waits.settled(step)
        if waited == "on":
            return self._leave(view)
        if self._asked_before(view):
            self.said.again(step)
        self._tell(view)
        return self._by_state(view)

    def _asked_before(self, view: StepView) -> bool:
        """Whether the answers did not help: the same is asked again, and the reason has to be told again."""
        return self.rounds.get(view.id, [])[-1:] == [tuple(question.name for question in view.questions)]

    def _leave(self, view: StepView) -> Move:
        """Go on without it; it is offered again at the end."""
        if view.state not in OVER:
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
            self.asker.say(f"AWS is still working on {view.title}. Meanwhile, here is another step.")
            return "on"
        return self._wait(view, lambda now: now.state is not State.PENDING or self._others(view.id))

    def _wait(self, view: StepView, done: Callable[[StepView], bool]) -> Move:
        self.visited = ""
        return self._leave(view) if self._waits.until(view.id, done) == "on" else "stay"

    def _answer(self, view: StepView) -> Move:
        self.visited = ""
        try:
            answers = ask_all(self.asker, view.questions, self.former.get(view.id, {}))
        except GoBack:
            return self._ask_before(view)
        self.former.pop(view.id, None)
        self.rounds.setdefault(view.id, []).append(tuple(answers))
        self._actions.answer(view.id, answers)
        return "stay"

    def _ask_before(self, view: StepView) -> Move:
        """Back from the first question: to those that were answered before it, else to the step's menu."""
        if not self.rounds.get(view.id):
            return self._menu(view)
        self.former[view.id] = self._actions.withdraw(view, self.rounds[view.id].pop())
        return "stay"

    def _menu(self, view: StepView) -> Move:
        identity = self.engine.workflow.reconsiders
        now = possible(view, elsewhere=self._others(view.id), identity=identity)
        chosen = self.asker.choose(f"{view.title}: what do you want to do?", offers(view, now), default=now.enter or "")
        match chosen:
            case "quit":
                raise Quit
            case "go-on" | "finish" | "meanwhile":
                return self._leave(view)
            case "step-before":
                return "back"
            case "identity":
                return self._sign_in_anew()
            case "answer":
                return self._answer(view)
            case "wait":
                return self._wait(view, lambda now: now.state is not State.PENDING)
        return self._action(view, chosen)

    def _sign_in_anew(self) -> Move:
        """Other credentials: the step that asks for them asks again."""
        step = self.engine.reconsider()
        if not step:
            return "stay"
        self.rounds.pop(step, None)
        self.former.pop(step, None)
        self.left.clear()
        self._anew(step)
        self.visited = ""
        # Until it has asked, the steps that build on it stand as they did and would be talked of first.
        self._waits.settled(step)
        return "on"

    def _action(self, view: StepView, chosen: str) -> Move:
        actions = self._actions
        if chosen in MOVING:
            self.visited = ""
        match chosen:
            case "login":
                self._anew(view.id)
                sign_in(self.engine.signing_in, self.asker, self.news.rest, login(view))
            case "approve":
                self.rounds.pop(view.id, None)
                self.said.again(view.id)
                actions.approve(view)
            case "change":
                self.former[view.id] = actions.change(view)
            case "again" | "take-up":
                self._anew(view.id)
                actions.look_again(view)
            case "skip":
                actions.skip(view)
            case _:
                self._kept_or_shown(view, chosen)
        return "stay"

    def _kept_or_shown(self, view: StepView, chosen: str) -> None:
        """What is written to a file, and what is only said."""
        file = f"{self.vendor_id}-{view.id}"
        match chosen:
            case "by-hand":
                self._actions.save(view, self.directory, self.vendor_id)
            case "undo":
                self._actions.undo(self.directory, self.vendor_id)
            case "report":
                self._actions.report(view, self.news.calls(), self.public, self.directory / f"{file}-report.txt")
            case "request":
                self._actions.request(view, self.directory / f"{file}-request.txt")
            case _:
                self._actions.show(view, chosen)

    def _anew(self, step: str) -> None:
        self.said.forget(step)
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
        try:
            if self.asker.choose("This is the first step. Do you want to stop?", STOPPING, default="stay") == "quit":
                raise Quit
        except GoBack:
            return

    # --- saying --------------------------------------------------------------------------------------------------

    def _tell(self, view: StepView) -> None:
        self._waits.say_news()
        self._say_when_it_ends()
        self.said.tell(view)

    def _say_when_it_ends(self) -> None:
        """Once, when the sign-in becomes short."""
        where = self.engine.where()
        if where.until != self.warned and where.ends_soon(time.time()):
            self.warned = where.until
            at = datetime.fromtimestamp(where.until).strftime("%H:%M")
            self.asker.say(f"Your sign-in ends at {at}. You can then sign in again here; nothing is lost.")

    def _tell_done(self) -> None:
        for view in self.engine.views():
            if view.state in OVER and not view.busy:
                self._tell(view)

    # --- the end -------------------------------------------------------------------------------------------------

    def _finished(self) -> bool:
        """Say how it stands; what is not done may still be waited for or gone to."""
        self._waits.say_news()
        self._tell_done()
        self.end()
        views = self.engine.views()
        return not unfinished(views) or self._finish_or_go_on(views)

    def _finish_or_go_on(self, views: tuple[StepView, ...]) -> bool:
        waited_for = pending(views)
        try:
            chosen = self.asker.choose(
                "What do you want to do?", endings(views), default="wait" if waited_for else "finish"
            )
        except GoBack:
            chosen = views[-1].id
        if chosen == "finish":
            return True
        if chosen == "wait":
            self._waits.until(waited_for[0], lambda view: view.state is not State.PENDING)
        else:
            self.visited = chosen
        self.left.difference_update((chosen, *waited_for))
        return False
