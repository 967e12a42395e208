"""The full-screen wizard: wires the engine's threads to one screen, and what a person does to the engine.

First paint, then everything else: the engine (and boto3 with it) is made on a daemon thread once the frame is there.
No call is ever waited for on the event loop, so keys answer and quitting works while AWS hangs. The cost is that
whatever the engine does arrives as an event, a frame later.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.dom import NoScreen
from textual.message import Message
from textual.screen import Screen

from screens import lasting, looks, words
from screens.background import CannotStart, ForTerminal, Started, Told
from screens.focus_kept import FocusKept
from screens.in_turn import InTurn
from screens.inbox import Inbox
from screens.launch import Launch, StartFailed
from screens.masking import masking
from screens.masking.private_names import names_in
from screens.opening import OpeningApp
from screens.presenting import presenter
from screens.sizes import HEIGHTS, WIDTHS
from screens.step_screen import StepScreen
from wizard.model import CallBegan, CallDelayed, CallEnded, LoginChanged, StepChanged
from wizard.model.observing import NOWHERE

if TYPE_CHECKING:
    from textual.command import Provider
    from textual.notifications import SeverityLevel

    from wizard.engine.engine import Engine

__all__ = ["Launch", "OnboardApp", "StartFailed"]

FRAME = 1 / 30
STYLES = Path(__file__).parent.parent / "assets"
KEPT = "Your progress is saved. Fix this, then start the wizard again."


def _everything() -> type[Provider]:
    from screens.palette import Palette

    return Palette


class EventsArrived(Message):
    """The inbox is not empty."""


@dataclass
class Noticed(Message):
    """Something is to be said in passing."""

    sentence: str
    severity: SeverityLevel
    seconds: float


class OnboardApp(OpeningApp):
    """`run()` returns 0 when the person leaves, by whatever key; what came of it the engine knows."""

    CSS_PATH = STYLES / "onboard.tcss"
    COMMANDS: ClassVar = {_everything}
    HORIZONTAL_BREAKPOINTS = WIDTHS
    VERTICAL_BREAKPOINTS = HEIGHTS
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+p", "app.command_palette", "all actions", key_display="^p"),
        Binding("ctrl+q", "app.leave", "quit", key_display="^q", priority=True),
        Binding("q", "leave", "quit", show=False),
        Binding("ctrl+c", "interrupt", "", show=False, priority=True),
        Binding("ctrl+z", "suspend_process", "", show=False, priority=True),
        *presenter.KEYS,
        *looks.KEYS,
    ]

    def __init__(self, launch: Launch) -> None:
        lasting.keep_the_screens()
        super().__init__(launch)
        self.title = launch.product
        self._steps = StepScreen(launch)
        self._inbox = Inbox(lambda: self.post_message(EventsArrived()))
        self._engine: Engine | None = None
        self._in_turn = InTurn(self, super().on_event)
        self._leaving = self._stopped = False

    def get_default_screen(self) -> Screen[None]:
        """The one screen, from its first frame on as wide and high as it is."""
        for length, breakpoints in ((self.size.width, WIDTHS), (self.size.height, HEIGHTS)):
            self._steps.add_class([name for least, name in breakpoints if least <= length][-1])
        return self._steps

    # --- the beginning ----------------------------------------------------------------------------------------------

    def on_ready(self) -> None:
        """The frame is painted: bring the rest."""
        self.app_resume_signal.subscribe(self, self._draw_again)
        self.call_after_refresh(self._furnish)

    def _draw_again(self, _app: object) -> None:
        """The terminal was somebody else's meanwhile, and shows nothing of what the screens believe it does."""
        for screen in self.screen_stack:
            screen.refresh(layout=True)

    async def _furnish(self) -> None:
        self.stylesheet.read(STYLES / "step.tcss")
        self.refresh_css(animate=False)
        await asyncio.sleep(0)  # a key that was pressed meanwhile has its turn
        await self._steps.furnish()
        self._tick()
        self.set_interval(1, self._tick)
        await self.open_first()

    async def lead(self) -> None:
        """Show the first step that needs the person, as soon as that is known."""
        await self._steps.lead()

    def start(self, fresh: bool) -> None:
        """Drive the engine behind whatever is shown."""
        self._background.drive(fresh, self._inbox.put, lambda: self._leaving)

    async def on_started(self, event: Started) -> None:
        """Draw what the engine knows."""
        from screens.step_actions import StepActions

        self._engine = event.engine
        self._steps.actions = StepActions(
            event.engine,
            self._steps,
            errand=self._background.errand,
            copy=self._background.copy,
            keep=self._background.keep,
            leave=self.action_leave,
            launch=self._launch,
        )
        self._steps.walks(event.engine.workflow, event.engine.words)
        await self._refresh()

    # --- what happens -----------------------------------------------------------------------------------------------

    async def on_event(self, event: events.Event) -> None:
        """A key tells that the window has the focus, also where the terminal forgot to say so."""
        if isinstance(event, events.Key) and not self.app_focus:
            self.app_focus = True
            self.on_app_focus()
        if isinstance(event, events.Key | events.Paste) and not event.is_forwarded:
            await self._in_turn.take(event)
        else:
            await super().on_event(event)

    def on_app_focus(self) -> None:
        """What had the focus may be gone since the window lost it."""
        if isinstance(self.screen, FocusKept):
            self.screen.look_after_focus()

    def on_events_arrived(self, _event: EventsArrived) -> None:
        """Take the events together, a frame later."""
        self.set_timer(FRAME, self._take_events)

    async def _take_events(self) -> None:
        events = self._inbox.take()
        calls = [event for event in events if isinstance(event, CallBegan | CallEnded)]
        self._steps.show_calls(calls)
        self._steps.show_delays(event for event in events if isinstance(event, CallDelayed))
        if any(isinstance(event, LoginChanged) for event in events) and self._steps.actions is not None:
            self._steps.actions.signing.changed()
        if any(isinstance(event, StepChanged) for event in events):
            await self._refresh()

    async def _refresh(self) -> None:
        engine = self._engine
        if engine is None or self._leaving:
            return
        if engine.broken is not None:
            self._stop("The wizard can't save its progress", str(engine.broken))
        views = engine.views()
        masking.know(names_in(views, engine.where().private))
        try:
            await self._steps.show(views)
        except NoScreen:
            if self._steps.is_attached:
                raise
            return  # it ends meanwhile, and what would be drawn has been taken away
        if self._steps.actions is not None:
            self._steps.actions.signing.close_if_done()
            self._steps.actions.show_overview()
        self._show_where()

    def _tick(self) -> None:
        self._steps.tick()
        self._show_where()

    def _show_where(self) -> None:
        engine = self._engine
        self._steps.show_where(engine.where() if engine else NOWHERE)

    # --- what other threads report ----------------------------------------------------------------------------------

    def send_to_terminal(self, text: str) -> None:
        """Put text on the terminal's own clipboard (OSC 52); from any thread."""
        self._background.send_to_terminal(text)

    def on_for_terminal(self, event: ForTerminal) -> None:
        """Only the app may write to the terminal."""
        if self._driver is not None:
            self._driver.write(event.text)

    def on_cannot_start(self, event: CannotStart) -> None:
        """Say why, and leave."""
        self._stop(event.title, event.sentence)

    async def on_told(self, event: Told) -> None:
        """Show the sentence as a notice, and draw the step again."""
        said = words.line(event.sentence)
        self.notify(said[:1].upper() + said[1:], severity="error" if event.bad else "information", markup=False)
        await self._refresh()

    def _stop(self, title: str, sentence: str) -> None:
        if self._stopped:
            return
        self._stopped = True
        from screens.dialogs.stopped import Stopped

        self.push_screen(Stopped(title, sentence, KEPT, self._launch.sandbox), lambda _: self.action_leave())

    def notify(
        self,
        message: str,
        *,
        title: str = "",
        severity: SeverityLevel = "information",
        timeout: float | None = None,
        markup: bool = True,  # noqa: ARG002 - nothing that is said here is markup
    ) -> None:
        """Say something in passing, where it covers nothing; Textual would lay it over what is being read."""
        said = f"{title}: {message}" if title else message
        self.post_message(Noticed(said, severity, timeout or self.NOTIFICATION_TIMEOUT))

    def on_noticed(self, event: Noticed) -> None:
        """On every screen: a dialog may be closed before it has been read."""
        from screens.widgets.notices import Notices

        for screen in self.screen_stack:
            for notices in screen.query(Notices):
                notices.say(event.sentence, event.severity, event.seconds)

    # --- actions ----------------------------------------------------------------------------------------------------

    def action_keys(self) -> None:
        """The keys of this screen."""
        from screens.dialogs.keys_help import KeysHelp
        from screens.widgets.key_line import hints_of

        keys = tuple((hint.key, hint.does) for hint in hints_of(self.screen))
        self.push_screen(KeysHelp(keys, self._launch.sandbox))

    def step_in_sight(self) -> str:
        """The id of the step that is shown."""
        return self._steps.selection.selected

    def presenting_changed(self) -> None:
        """The masthead says so."""
        self._steps.show_revealed(self.revealed)
        self._show_where()

    def action_interrupt(self) -> None:
        """ctrl+c copies what is marked; where nothing is, it leaves."""
        marked = self.screen.get_selected_text() or getattr(self.focused, "selected_text", "")
        if marked:
            self._background.copy(masking.uncovered(marked), "")
        else:
            self.action_leave()

    def action_leave(self) -> None:
        """Save and quit: everything is on disk already, so this is at once."""
        self._leaving = True
        if self._engine is not None:
            self._engine.close()
        self.exit(0)
