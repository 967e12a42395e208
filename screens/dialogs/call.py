"""A call whole: where, when, how long, what was asked, what AWS answered, and the request's id; or some of one kind."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime

from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from screens import words
from screens.call_groups import Group, Made
from screens.dialogs.dialog import ToCopy
from screens.widgets import code
from screens.widgets.lines import Lines

MOST = 50
"""Calls of one kind that are told whole; the newest of them, which come first."""

HEADINGS = ("Request", "Response")
UNSAID = "Empty, or no longer kept: the wizard keeps the contents of the latest calls only."

Line = tuple[str, bool]
"""And whether it is JSON."""


class Calls(ToCopy):
    """What was said in them."""

    AUTO_FOCUS = "#script"

    def __init__(self, calls: Group, copy: Callable[[str], None], sandbox: str) -> None:
        began, count = calls.began, len(calls.calls)
        self._lines = [line for made in list(calls.calls)[: -MOST - 1 : -1] for line in (*_told(made), ("", False))]
        title = f"{began.service} {began.operation}{f' × {count:,}' if count > 1 else ''}"
        super().__init__(title, "\n".join(line for line, _ in self._lines).strip(), copy, sandbox)
        self._left_out = max(0, count - MOST)

    def content(self) -> list[Widget]:
        """How many are not told, where it is too many."""
        left = f"The latest {MOST} calls, newest first." if self._left_out else ""
        return [Static(left, classes="paragraph", markup=False)] if left else []

    def below(self) -> list[Widget]:
        """What was said, scrolled by itself; a line is made fit to be drawn when it comes into sight."""
        lines = Lines(id="script")
        lines.show([line for line, _ in self._lines], self._painted)
        return [lines]

    def _painted(self, number: int, line: str) -> Content:
        if line in HEADINGS:
            return Content.styled(line, "bold")
        if self._lines[number][1]:
            return code.json_line(number, words.said_in_json(line, code.LONGEST))
        return Content.styled(words.verbatim(line) or " ", "$quiet")


def _told(made: Made) -> Iterator[Line]:
    call, ended = made.began, made.ended
    at = datetime.fromtimestamp(call.at).strftime("%H:%M:%S")
    yield " · ".join(filter(None, (at, call.account and f"account {call.account}", call.region))), False
    if ended is None:
        yield "no answer yet", False
        return
    yield f"{ended.outcome}, after {words.duration(ended.seconds)}", False
    if ended.request_id:
        yield f"request id {ended.request_id}", False
    if not (ended.request_id or ended.request or ended.answer):
        yield UNSAID, False
    for title, text in zip(HEADINGS, (ended.request, ended.answer), strict=True):
        if text:
            yield "", False
            yield title, False
            yield from ((line, True) for line in text.splitlines())
