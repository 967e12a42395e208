"""What can be done with the activity from the screen with the steps: find calls, say which at all, save them.

The last two have a key only while the activity has the focus (they are bindings of its own), because the last line of
the screen is short; the palette has all of them always.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import TYPE_CHECKING

from textual.binding import Binding

from screens.call_log import CALLS_OF, Only, as_json_lines
from wizard.model import CallBegan, CallEnded

if TYPE_CHECKING:
    from screens.widgets.activity_pane import ActivityPane

KEYS = (Binding("slash", "find_calls", "find calls", key_display="/"),)
FOLDED = 2
"""Lines of an activity in which nothing can be looked at."""


class ActivityKeys:
    """The part of a screen that has an activity; the screen says how it is made larger and how a text is saved.

    What the screen has to say is not abstract by ABC: its metaclass and that of Textual's screens do not go together.
    """

    _activity: ActivityPane | None = None

    def action_activity(self) -> None:
        """Make it larger by a size."""
        raise NotImplementedError  # the screen's, see above

    def keep(self, name: str, text: str) -> None:
        """Save a text as a new file of this name."""
        raise NotImplementedError  # the screen's, see above

    def simulated(self) -> bool:
        """Whether the calls are made on a simulated AWS."""
        raise NotImplementedError  # the screen's, see above

    def last_calls(self, number: int) -> list[CallBegan | CallEnded]:
        """The last so many calls."""
        return self._activity.calls.kept.last(number) if self._activity is not None else []

    def commands_with_calls(self) -> Iterator[tuple[str, str, Callable[[], None]]]:
        """For the palette: name, help, what it does."""
        yield "Find calls", "in the activity; key /", self.action_find_calls
        for only, named in CALLS_OF.items():
            yield f"Show {named}", "in the activity", partial(self.show_only, only)
        yield "Save calls in sight", "in the activity, as a file of JSON lines", self.action_save_calls

    def action_find_calls(self) -> None:
        """Type what to look for."""
        if pane := self._in_sight():
            pane.open()

    def action_which_calls(self) -> None:
        """The next of failures, changes, all."""
        if self._activity is not None:
            among = list(CALLS_OF)
            self.show_only(among[(among.index(self._activity.only) + 1) % len(among)])

    def show_only(self, only: Only) -> None:
        """These calls only, where they can be looked at."""
        if pane := self._in_sight():
            pane.show_only(only)

    def action_save_calls(self) -> None:
        """Save what is in sight."""
        if self._activity is not None:
            self.keep("activity.jsonl", as_json_lines(self._activity.calls.kept.shown, simulated=self.simulated()))

    def _in_sight(self) -> ActivityPane | None:
        if self._activity is not None and self._activity.size.height <= FOLDED:
            self.action_activity()
        return self._activity
