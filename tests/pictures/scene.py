"""One run of the wizard: a situation is brought about, and a picture is taken of it.

Nothing happens by itself here: a step that is pending is looked at again when the story says so. So the number of
looks, and with it everything that the simulated AWS shows, is the same each time.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, Protocol, cast

from textual.pilot import Pilot
from textual.widgets import Input

from screens.app import OnboardApp
from screens.step_screen import StepScreen
from tests.pictures.drawing import svg
from tests.pictures.steady import NOW, Calls, Steady, begun_then
from wizard.cli.full_screen import Wizard
from wizard.engine.engine import Engine
from wizard.model import Event, State, StepView

PATIENCE = 30.0


class Ask(Protocol):
    """Has the simulated AWS do something, by one of its own paths."""

    def __call__(self, path: str, **body: object) -> None: ...


class Scene:
    """One run of the wizard. taken: where its pictures go, by name."""

    pilot: Pilot[int]
    calls: Calls
    steady: Steady

    def __init__(self, wizard: Wizard, home: Path, ask: Ask, taken: dict[str, str]) -> None:
        self._wizard, self._ask, self._taken = wizard, ask, taken
        real = wizard.app._launch

        def start(fresh: bool, listen: Callable[[Event], None]) -> Engine:
            self.calls = Calls(listen)
            self.steady = Steady(real.start(fresh, self.calls), home, self._let_go)
            return cast(Engine, self.steady)

        resume = begun_then(real.resume)
        wizard.app = OnboardApp(
            replace(real, start=start, clock=lambda: NOW, browse=None, later=lambda *_: None, resume=resume)
        )

    @property
    def engine(self) -> Engine:
        """The real one."""
        assert self._wizard.engine is not None
        return self._wizard.engine

    def _let_go(self) -> None:
        """Release the checkpoint, on the thread that took it: otherwise the end of the process does that."""
        lock = self._wizard._lock
        if lock is not None:
            lock.release()

    # --- bringing it about ------------------------------------------------------------------------------------------

    async def settled(self) -> None:
        """Wait until nothing is under way."""
        await self.until(lambda: hasattr(self, "steady") and self.engine.settled(), "the first look")

    async def granted_half_way(self) -> None:
        """Approve the template, and stop the clock while CloudFormation creates the stack.

        The simulated stack goes on by one whenever somebody looks, and the wizard looks at three things side by side:
        so the events, which are drawn, are held back until the others are there.
        """
        self._ask("fault", service="cloudformation", operation="DescribeStackEvents", kind="hold-before")
        self.engine.approve("template")
        await self.until(lambda: self.calls.answered("CreateStack", "DescribeStacks", "DescribeEvents"), "the stack")
        self._ask("release")
        await self.settled()

    async def made(self, step: str, answers: Mapping[str, str] | None = None) -> None:
        """Answer a step, and approve what it plans until it is done."""
        if answers:
            self.engine.answer(step, answers)

        def there() -> bool:
            if not self.engine.settled():
                return False
            if self.engine.state(step) is State.UNMET:
                self.engine.approve(step)
            elif self.engine.state(step) is State.PENDING:
                self.engine.look_again(step)
            return self.engine.state(step) is State.SATISFIED

        await self.until(there, f"{step} done")

    async def looked_until(self, step: str, holds: Callable[[StepView], bool]) -> None:
        """Look at a step again and again, until it shows something."""

        def there() -> bool:
            if not self.engine.settled():
                return False
            if holds(self.engine.view(step)):
                return True
            self.engine.look_again(step)
            return False

        await self.until(there, f"{step}, as it is wanted")

    async def at(self, step: str) -> None:
        """Show a step."""
        await self.settled()
        await self.shown()
        await self._steps().choose(step)

    async def shown(self) -> None:
        """Wait until the screen has taken in everything that the engine knows."""
        await self.until(lambda: self._steps().selection.views == self.steady.views(), "what the engine knows")

    async def press(self, *keys: str) -> None:
        """Press keys, each after the one before has had its effect."""
        for key in keys:
            await self.pilot.press(key)
            await self.pilot.pause()

    async def until(self, there: Callable[[], bool], what: str) -> None:
        """Let the wizard work until something holds."""
        deadline = time.monotonic() + PATIENCE
        while not there():
            if time.monotonic() > deadline:
                raise SystemExit(f"{what} did not come:\n{self.text()}")
            await self.pilot.pause(0.02)

    async def left(self) -> None:
        """Quit, and wait until the checkpoint is free for whoever comes next."""
        self._wizard.app.action_leave()
        await self.until(self.steady.over.is_set, "the end")

    # --- the picture ------------------------------------------------------------------------------------------------

    async def take(self, name: str, *signs: str) -> None:
        """Take the picture once the screen shows these texts, and everything that the engine knows."""
        await self.until(lambda: all(sign in self.text() for sign in signs), " and ".join(signs))
        if self._wizard.engine is not None:
            await self.shown()
            self._steps().show_calls(list(self.calls.take(self.steady.same)))
        for blinking in self.pilot.app.screen.query(Input):
            blinking.cursor_blink = False
        await self._at_rest()
        self._scroll_home()
        self._taken[name] = await self._at_rest()

    def _scroll_home(self) -> None:
        """Every picture begins at the top: how far a step is scrolled to its form hangs on when that was laid out."""
        body = self._steps().panel.body
        body.scroll_home(animate=False, immediate=True)
        # Textual does not tell a scroll bar that is hidden just then.
        body.vertical_scrollbar.position = 0

    async def _at_rest(self) -> str:
        """The screen, once it is the same for two looks."""
        before, now = "", svg(self.pilot.app)
        deadline = time.monotonic() + PATIENCE
        while before != now:
            if time.monotonic() > deadline:
                raise SystemExit(f"it never rests:\n{self.text()}")
            await self.pilot.pause(0.1)
            before, now = now, svg(self.pilot.app)
        return now

    def text(self) -> str:
        """What is on the screen."""
        compositor: Any = self.pilot.app.screen._compositor
        return "\n".join(strip.text for strip in compositor.render_strips())

    def _steps(self) -> StepScreen:
        return next(screen for screen in self.pilot.app.screen_stack if isinstance(screen, StepScreen))
