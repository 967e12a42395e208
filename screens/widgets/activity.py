"""Every call to AWS as it happens: when, where, which, how long, what came of it.

A call that runs and its end are one line, changed in place. At most ten thousand lines are kept; the oldest go first.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from textual.content import Content

from screens import words
from screens.widgets.lines import Lines
from wizard.model import CallBegan, CallEnded

MOST = 10_000


@dataclass(slots=True)
class Made:
    """A call on its line; ended is None while it runs."""

    began: CallBegan | CallEnded
    ended: CallEnded | None = None


class Activity(Lines):
    """The list of calls, newest last."""

    follow = True

    def __init__(self) -> None:
        super().__init__(id="activity")
        self._calls: deque[Made] = deque(maxlen=MOST)
        self._open_calls: dict[int, Made] = {}
        self._now = 0.0

    def take(self, events: Sequence[CallBegan | CallEnded], now: float) -> None:
        """Take in what happened since the last time."""
        self._now = now
        for event in events:
            self._begin(event) if isinstance(event, CallBegan) else self._end(event)
        if events:
            self.resized()

    def tick(self, now: float) -> None:
        """Let the running calls' time run."""
        self._now = now
        if self._open_calls:
            self.refresh()

    def _begin(self, event: CallBegan) -> None:
        made = Made(event)
        self._open_calls[event.number] = made
        self._calls.append(made)

    def _end(self, event: CallEnded) -> None:
        made = self._open_calls.pop(event.number, None)
        if made is None:
            self._calls.append(Made(event, event))
        else:
            made.ended = event

    def longest(self) -> int:
        """Lines are made to fit; none is scrolled sideways."""
        return 0

    def height_in_lines(self) -> int:
        """How many calls are kept, or the one line that says there were none."""
        return max(1, len(self._calls))

    def content_of(self, index: int) -> Content:
        """A call in columns."""
        if not self._calls:
            return Content.styled("No call to AWS yet.", "$quiet")
        return call_line(self._calls[index], self._now, self.size.width)


def call_line(made: Made, now: float, width: int) -> Content:
    """One call in columns, for so many cells: the account and the region give way first."""
    began, ended = made.began, made.ended
    time = datetime.fromtimestamp(began.at).strftime("%H:%M:%S")
    call = words.line(f"{began.service} {began.operation}", 60)
    where = f"{words.account(began.account) or 'signed in':<15.15}  " if width >= 80 else ""
    region = f"{words.line(began.region):<14.14}  " if width >= 100 else ""
    if ended is None:
        took, outcome = words.elapsed(now - began.at), ("running", "$info")
    else:
        took, outcome = words.duration(ended.seconds), _outcome(ended.outcome)
    room = max(10, width - len(where) - len(region) - 39)
    cut = Content(call).truncate(min(room, 40), ellipsis=True, pad=True)
    style = "$warning" if began.writes else ""
    return Content.assemble((f"{time}  {where}{region}", "$quiet"), cut.stylize(style), f"  {took:>9}  ", outcome)


def _outcome(outcome: str) -> tuple[str, str]:
    return ("ok", "$success") if outcome == "ok" else (words.line(outcome, 40), "$error")
