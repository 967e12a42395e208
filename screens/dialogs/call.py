"""A call whole: where, when, how long, what was asked, what AWS answered, and the request's id; or some of one kind."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from screens import words
from screens.call_groups import Group, Made
from screens.dialogs.dialog import Dialog, DialogButton
from screens.widgets import code
from screens.widgets.lines import Lines

MOST = 50
"""Calls of one kind that are told whole; the newest of them."""

HEADINGS = ("Request", "Answer")
JSON = ("{", "}", "[", "]", '"', "  ")
"""How a line of indented JSON begins."""

FORGOTTEN = "Not kept any more: what was said is kept of the last calls only."


class Calls(Dialog[None]):
    """Something to read and to copy."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("c", "copy", "copy it")]
    AUTO_FOCUS = "#script"

    def __init__(self, calls: Group, copy: Callable[[str], None], sandbox: str) -> None:
        began = calls.began
        number = f" × {len(calls.calls):,}" if len(calls.calls) > 1 else ""
        super().__init__(f"{began.service} {began.operation}{number}", sandbox)
        self._copy = copy
        self._text = "\n\n".join("\n".join(_told(made)) for made in list(calls.calls)[-MOST:])
        self._more = len(calls.calls) - MOST

    def content(self) -> list[Widget]:
        """How many are not told, where it is too many."""
        left = f"The newest {MOST} of them." if self._more > 0 else ""
        return [Static(left, classes="paragraph", markup=False)] if left else []

    def below(self) -> list[Widget]:
        """What was said, scrolled by itself."""
        lines = Lines(id="script")
        lines.show(words.verbatim(self._text, code.LONGEST).splitlines(), _painted)
        return [lines]

    def buttons(self) -> list[DialogButton]:
        """Close, copy."""
        return [DialogButton("Close", "close"), DialogButton("Copy it", "copy")]

    def pressed(self, button: str) -> None:
        """Copy stays here."""
        if button == "copy":
            self.action_copy()
        else:
            self.action_close()

    def action_copy(self) -> None:
        """Copy it as text."""
        self._copy(self._text)


def _painted(number: int, line: str) -> Content:
    if line in HEADINGS:
        return Content.styled(line, "bold")
    return code.json_line(number, line) if line.startswith(JSON) else Content.styled(line or " ", "$quiet")


def _told(made: Made) -> Iterator[str]:
    call, ended = made.began, made.ended
    at = datetime.fromtimestamp(call.at).strftime("%H:%M:%S")
    yield " · ".join(filter(None, (at, call.account and f"account {call.account}", call.region)))
    if ended is None:
        yield "not answered yet"
        return
    yield f"{ended.outcome}, after {words.duration(ended.seconds)}"
    if ended.request_id:
        yield f"request id {ended.request_id}"
    if not (ended.request_id or ended.request or ended.answer):
        yield FORGOTTEN
    for title, text in zip(HEADINGS, (ended.request, ended.answer), strict=True):
        if text:
            yield ""
            yield title
            yield text
