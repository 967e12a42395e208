"""Presenter mode: for a person who shares the screen while others watch.

F2 begins it at once; leaving it asks first, because F2 is one finger beside F3 and an id once read cannot be unread. F3
lifts the masks for three seconds, and puts them back at a second press. What is masked, and how, is `masking`; here is
only when. The app is this and the wizard (`OnboardApp`), so that the wizard's wiring need not know of it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from textual import events
from textual.binding import Binding, BindingType
from textual.filter import LineFilter

from screens.launch import Launch
from screens.masking import masking
from screens.masking.mask_filter import BARE, COVERED
from screens.terminal_driver import TerminalApp, TerminalDriver

REVEALED_FOR = 3.0
"""Seconds."""

KEYS: list[BindingType] = [
    Binding("f2", "app.present", "present", key_display="F2", priority=True),
    Binding("f2", "app.stop_presenting", "stop presenting", key_display="F2", priority=True),
    Binding("f3", "app.reveal", "reveal", key_display="F3", priority=True),
    Binding("f4", "app.card", "questions", key_display="F4"),
]
"""For the app's own keys; they come last there, because what comes first is what a narrow line has room for."""


class PresenterApp(TerminalApp):
    """An app whose screen can be shown to others."""

    def __init__(self, launch: Launch) -> None:
        masking.begin(launch.public)
        self._launch = launch
        self.presenting = launch.present
        self.revealed = False
        self.rehearsal = ""
        self._reveals = 0
        self._echoes = 0
        super().__init__(driver_class=TerminalDriver)

    def take_over(self) -> bool:
        """Whoever opened the screens may have drawn the first frame."""
        return self._launch.take_over()

    # --- the masks --------------------------------------------------------------------------------------------------

    def get_line_filters(self) -> Sequence[LineFilter]:
        """The masks, or what is behind them, before everything else that is done to a line."""
        line_filter = COVERED if self.presenting and not self.revealed else BARE
        return (line_filter, *super().get_line_filters())

    def copy_to_clipboard(self, text: str) -> None:
        """What is copied is copied whole."""
        super().copy_to_clipboard(masking.uncovered(text))

    def action_present(self) -> None:
        """Cover what must not be read, now."""
        self._set(presenting=True)

    def action_stop_presenting(self) -> None:
        """Ask, and show everything again."""
        from screens.dialogs.stop_presenting import StopPresenting

        if not isinstance(self.screen, StopPresenting):
            self.push_screen(StopPresenting(self._launch.sandbox), self._stopped_presenting)

    def _stopped_presenting(self, sure: bool | None) -> None:
        if sure:
            self._set(presenting=False)

    def action_reveal(self) -> None:
        """Show everything for a moment; pressed again, cover it before the moment is over."""
        self._reveals += 1
        number = self._reveals
        self._set(revealed=not self.revealed)
        if self.revealed:
            self.after(REVEALED_FOR, lambda: self._cover(number))

    def _cover(self, reveal: int) -> None:
        if reveal == self._reveals:
            self._set(revealed=False)

    def _set(self, *, presenting: bool | None = None, revealed: bool = False) -> None:
        self.presenting = self.presenting if presenting is None else presenting
        self.revealed = revealed
        for screen in self.screen_stack:
            screen.set_class(self.presenting, "-presenting")
            screen.refresh()
            screen.refresh_bindings()
        self.presenting_changed()

    # --- what the app that is this and more adds ---------------------------------------------------------------------
    # Not abstract by ABC: its metaclass and that of Textual's apps do not go together.

    def presenting_changed(self) -> None:
        """The masks came or went."""

    def step_in_sight(self) -> str:
        """The id of the step that is shown."""
        raise NotImplementedError  # the app's; ABC's metaclass and Textual's do not go together

    def action_leave(self) -> None:
        """End."""
        raise NotImplementedError  # the app's; ABC's metaclass and Textual's do not go together

    def after(self, seconds: float, does: Callable[[], None]) -> None:
        """Do something later, by the clock that the opening gave."""
        (self._launch.later or self.set_timer)(seconds, does)

    # --- what is offered --------------------------------------------------------------------------------------------

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """A key is offered only where it does something."""
        if action == "present":
            return not self.presenting
        if action == "card":
            return self.presenting and self.step_in_sight() in self._launch.cards
        if action in ("stop_presenting", "reveal"):
            return self.presenting
        return super().check_action(action, parameters)

    def action_card(self) -> None:
        """What to say about the step in sight."""
        from screens.dialogs.speakers_card import Card

        step = self.step_in_sight()
        card = self._launch.cards[step]
        self.push_screen(Card(dict(self._launch.steps)[step], card, self._launch.sandbox))

    def rehearse(self, scenario: str) -> None:
        """Leave, so that whoever runs this app opens it again on another scenario of the sandbox."""
        self.rehearsal = scenario
        self.action_leave()

    def rehearsals(self) -> Mapping[str, str]:
        """The scenarios to jump to, each with a sentence: only while presenting, and never on a real AWS."""
        return self._launch.rehearsals() if self.presenting and self._launch.sandbox else {}

    # --- the keys ---------------------------------------------------------------------------------------------------

    async def on_event(self, event: events.Event) -> None:
        """Show which key was pressed, unless it is typed into a field."""
        if self.presenting and isinstance(event, events.Key) and not event.is_forwarded:
            self._echo(event)
        await super().on_event(event)

    def _echo(self, event: events.Key) -> None:
        focused = self.focused
        if focused is not None and focused.check_consume_key(event.key, event.character):
            return
        active = self.screen.active_bindings.get(event.key)
        if active is None:
            return
        from screens.presenting.key_echo import KeyEcho

        self._echoes += 1
        number = self._echoes
        KeyEcho.on(self.screen).say(self.get_key_display(active.binding))
        self.after(KeyEcho.SHOWN_FOR, lambda: self._echo_over(number))

    def _echo_over(self, number: int) -> None:
        if number == self._echoes:
            from screens.presenting.key_echo import KeyEcho

            for screen in self.screen_stack:
                screen.query(KeyEcho).remove()
