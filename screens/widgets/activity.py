"""Every call to AWS as it happens: when, where, which, how long, what came of it.

A call that runs and its end are one line, changed in place. Which calls are kept, and which of them are in sight where
somebody looks for something, `CallLog` knows.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content

from screens import words
from screens.call_log import MOST, CallLog, Made
from screens.widgets.lines import Lines
from wizard.model import CallBegan, CallEnded

__all__ = ["MOST", "Activity"]


class Activity(Lines):
    """The list of calls, newest last."""

    follow = True
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f", "screen.which_calls", "failures or changes"),
        Binding("s", "screen.save_calls", "save them"),
    ]

    def __init__(self) -> None:
        super().__init__(id="calls")
        self.kept = CallLog()
        self._now = 0.0

    def take(self, events: Sequence[CallBegan | CallEnded], now: float) -> None:
        """Take in what happened since the last time."""
        self._now = now
        self.kept.take(events)
        if events:
            self.resized()

    def tick(self, now: float) -> None:
        """Let the running calls' time run."""
        self._now = now
        if self.kept.running:
            self.refresh()

    def longest(self) -> int:
        """Lines are made to fit; none is scrolled sideways."""
        return 0

    def height_in_lines(self) -> int:
        """How many calls are in sight, or the one line that says there are none."""
        return max(1, len(self.kept.shown))

    def content_of(self, index: int) -> Content:
        """A call in columns."""
        calls = self.kept.shown
        if not calls:
            return Content.styled("No call of that kind so far." if len(self.kept) else "No call to AWS yet.", "$quiet")
        return call_line(calls[index], self._now, self.size.width)


def call_line(made: Made, now: float, width: int) -> Content:
    """One call in columns, for so many cells: the account and the region give way first."""
    began, ended = made.began, made.ended
    time = datetime.fromtimestamp(began.at).strftime("%H:%M:%S")
    call = words.line(f"{began.service} {began.operation}", 60)
    where = f"{words.account(began.account) or 'signed in':<15.15}  " if width >= 80 else ""
    region = f"{words.line(began.region):<14.14}  " if width >= 100 else ""
    if ended is None:
        took, outcome = words.since(began.at, now), ("running", "$info")
    else:
        took, outcome = words.duration(ended.seconds), _outcome(ended)
    room = max(10, width - len(where) - len(region) - 39)
    cut = Content(call).truncate(min(room, 40), ellipsis=True, pad=True)
    style = "$warning" if began.writes else ""
    return Content.assemble((f"{time}  {where}{region}", "$quiet"), cut.stylize(style), f"  {took:>9}  ", outcome)


def _outcome(ended: CallEnded) -> tuple[str, str]:
    if ended.failed:
        return words.line(ended.outcome, 40), "$error"
    return ("ok", "$success") if ended.outcome == "ok" else (words.line(ended.outcome, 40), "$quiet")
