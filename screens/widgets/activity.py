"""Every call to AWS as it happens: when, where, which, how long, what came of it.

Calls of one kind share a line, which is changed in place. Which calls are kept, and which of them are in sight where
somebody looks for something, `CallLog` knows. One line is marked, and Enter tells all about it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.geometry import Region
from textual.message import Message

from screens import words
from screens.call_groups import Group
from screens.call_log import MOST, CallLog
from screens.widgets.lines import Lines
from wizard.model import CallBegan, CallEnded
from wizard.text.counted import counted

__all__ = ["MOST", "Activity"]

TIME, ACCOUNT, REGION, TOOK = 8, 9, 14, 8
"""Cells of the columns."""


class Activity(Lines):
    """The list of calls, newest last."""

    follow = True
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "look", "request and response", key_display="enter"),
        Binding("up", "mark(-1)", "", show=False),
        Binding("down", "mark(1)", "", show=False),
        Binding("f", "screen.which_calls", "filter calls"),
        Binding("s", "screen.save_calls", "save calls"),
    ]

    @dataclass
    class Wanted(Message):
        """Somebody wants to know all about these."""

        calls: Group

    def __init__(self) -> None:
        super().__init__(id="calls")
        self.kept = CallLog()
        self._now = 0.0
        self._marked: int | None = None

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

    @property
    def marked(self) -> int:
        """The line that Enter is about: the newest, until somebody goes to another one."""
        last = self.kept.rows() - 1
        return last if self._marked is None else min(self._marked, last)

    def mark_newest(self) -> None:
        """Go along with the newest line again."""
        self._marked = None

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Where there is no call, there is nothing to look at."""
        if action in ("look", "mark"):
            return self.kept.rows() > 0
        return super().check_action(action, parameters)

    def action_mark(self, by: int) -> None:
        """Go to a line above or below."""
        last = self.kept.rows() - 1
        there = max(0, min(last, self.marked + by))
        self._marked = None if there == last else there
        self.scroll_to_region(Region(0, there, 1, 1), animate=False, force=True, immediate=True)
        self.refresh()

    def action_look(self) -> None:
        """Everything about the marked line."""
        self.post_message(self.Wanted(self.kept.row(self.marked)))

    def on_click(self, event: events.Click) -> None:
        """A click marks a line, and a second one opens it."""
        there = self.scroll_offset.y + event.y
        if there >= self.kept.rows():
            return
        if there == self.marked and event.chain > 1:
            self.action_look()
        self._marked = None if there == self.kept.rows() - 1 else there
        self.refresh()

    def longest(self) -> int:
        """Lines are made to fit; none is scrolled sideways."""
        return 0

    def height_in_lines(self) -> int:
        """How many lines the calls in sight take, or the one line that says there are none."""
        return max(1, self.kept.rows())

    def content_of(self, index: int) -> Content:
        """A call, or some of one kind, in columns."""
        if not self.kept.rows():
            return Content.styled("No calls of this kind yet." if len(self.kept) else "No calls to AWS yet.", "$quiet")
        content = call_line(self.kept.row(index), self._now, self.size.width)
        if not (self.has_focus and index == self.marked):
            return content
        padded = content.pad_right(max(0, self.size.width - content.cell_length))
        return padded.stylize("on $block-cursor-blurred-background")


def call_line(group: Group, now: float, width: int) -> Content:
    """Calls of one kind in columns, for so many cells.

    The operation is told whole: the account gives way first, then the time, then what came of it is cut.
    """
    began = group.began
    time, region = datetime.fromtimestamp(began.at).strftime("%H:%M:%S"), _region(group)
    account = words.short_account(began.account) or "signed in"
    took, outcome = _came_of_it(group, now)
    call = (words.line(_called(group), 80), "$warning" if began.writes else "")
    end = Content.assemble(f"  {took:>{TOOK}}  ", outcome)
    columns = f"{time}  {account:<{ACCOUNT}}  {region:<{REGION}.{REGION}}  "
    for left in (columns, f"{time}  {region:<{REGION}.{REGION}}  ", f"{time}  {region}  ", f"{region}  ", ""):
        line = Content.assemble((left, "$quiet"), call)
        space = width - line.cell_length - end.cell_length
        if space >= 0:
            return Content.assemble(line, " " * min(space, max(0, COLUMN - len(call[0]))), end)
        end = Content.assemble(f"  {took}  ", outcome)
    return Content.assemble(call, end).truncate(max(1, width), ellipsis=True)


COLUMN = 42
"""Cells that service and operation are given where there is room: the longest of those that the steps call."""


def _called(group: Group) -> str:
    name, calls = f"{group.began.service} {group.began.operation}", len(group.calls)
    return name if calls == 1 else f"{name} × {calls:,}"


def _region(group: Group) -> str:
    return counted(len(group.regions), "region") if len(group.regions) > 1 else words.line(group.began.region)


def _came_of_it(group: Group, now: float) -> tuple[str, tuple[str, str]]:
    """How long, and what: the worst of them, and how many that is of all."""
    running, calls = group.running, len(group.calls)
    if running:
        some = f"{calls - running:,} of {calls:,}" if calls > 1 else "running"
        oldest = next(made.began for made in group.calls if made.ended is None)
        return words.since(oldest.at, now), (some, "$info")
    outcome, failed = max(group.outcomes, key=lambda one: (one[1], one[0] != "ok", one[0]))
    those = group.outcomes[outcome, failed]
    some = f"{those:,} of {calls:,} " if those < calls else ""
    style = "$error" if failed else "$success" if outcome == "ok" else "$quiet"
    return words.duration(group.seconds), (words.line(f"{some}{outcome}", 60), style)
