"""The activity with the line to look for calls in; the line is there only while somebody looks for something.

Enter leads from the line to what was found, where two keys say which calls at all and save what is in sight; escape
takes the line away again.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.widgets import Static

from screens.call_log import CALLS_OF, Only, Sought
from screens.widgets.activity import Activity
from screens.widgets.fields import FindField, TextField
from wizard.model import CallBegan, CallEnded
from wizard.text.counted import counted

WHAT = "service, operation, outcome or account"


class FilterField(FindField):
    """The line; it knows what its keys do here."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "submit", "go to calls", key_display="enter"),
        Binding("escape", "give_up", "show all calls", key_display="esc"),
    ]


class ActivityPane(Vertical):
    """Calls, and under them what is looked for."""

    def __init__(self) -> None:
        super().__init__(id="activity")
        self.calls = Activity()
        self._field = FilterField("", WHAT)
        self._said = Static(id="found", markup=False)
        self._line = Horizontal(Static("/", classes="quiet", markup=False), self._field, self._said, classes="filter")
        self._line.display = False

    def compose(self) -> ComposeResult:
        """The newest call stays next to the line."""
        yield self.calls
        yield self._line

    def take(self, events: Sequence[CallBegan | CallEnded], now: float) -> None:
        """Take in what happened."""
        self.calls.take(events, now)
        self._say()

    def tick(self, now: float) -> None:
        """A second has gone."""
        self.calls.tick(now)

    @property
    def only(self) -> Only:
        """Which calls at all."""
        return self.calls.kept.sought.only

    def open(self) -> None:
        """Have the next key typed into the line."""
        self._line.display = True
        self._say()
        self._field.take_focus()

    def show_only(self, only: Only) -> None:
        """Show these calls only."""
        self._look_for(Sought(self._field.answer, only))

    def _look_for(self, sought: Sought) -> None:
        self.calls.kept.look_for(sought)
        self.calls.mark_newest()
        self._line.display = not sought.everything or self.screen.focused is self._field
        self._say()
        self.calls.resized()
        self.calls.scroll_end(animate=False, force=True, immediate=True)

    def _say(self) -> None:
        kept = self.calls.kept
        self.set_class(self._line.display, "-finding")
        if self._line.display:
            self._said.update(f"{CALLS_OF[self.only]} · {len(kept.shown):,} of {counted(len(kept), 'call')}")

    def on_text_field_edited(self, event: TextField.Edited) -> None:
        """Look while it is typed."""
        event.stop()
        self.show_only(self.only)

    def on_text_field_entered(self, event: TextField.Entered) -> None:
        """To what was found."""
        event.stop()
        self.screen.set_focus(self.calls)
        self._look_for(self.calls.kept.sought)

    def on_find_field_given_up(self, event: FindField.GivenUp) -> None:
        """Away with the line."""
        event.stop()
        self._field.value = ""
        self.screen.set_focus(self.calls)
        self._look_for(Sought())
