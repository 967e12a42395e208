"""All steps, each in a few lines: what it does or what came of it, how long it takes, where, costs, the way back.

It opens the wizard where nothing was begun, and is a key away afterwards. What is behind it goes on: the engine reads
while a person reads this, and what it finds out shows here.
"""

from __future__ import annotations

from dataclasses import replace
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from screens import words
from screens.dialogs.dialog import Dialog, DialogButton
from screens.widgets.bulleted import Bulleted
from wizard.model import Overview, OverviewLine

TITLE = "Overview"
BEFORE = "Before you start"
SEPARATOR = " · "
ONE_ROW = 58
"""Cells that are there beside the names on a screen of 80 columns."""


class OverviewPage(Dialog[str]):
    """The overview as it is now; `show` draws it as it is later."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("v", "close", "close", show=False),
        Binding("k", "read('up')", "", show=False),
        Binding("j", "read('down')", "", show=False),
        Binding("pagedown", "read('page_down')", "read more", key_display="PgDn"),
    ]

    def __init__(self, overview: Overview, sandbox: str, title: str = TITLE) -> None:
        super().__init__(title, sandbox)
        self._promise = Static(classes="first-paragraph", markup=False)
        self._simulated = Static(classes="paragraph", markup=False)
        self._steps = Static(id="overview", markup=False)
        self._time = Static(classes="quiet", markup=False)
        self.show(overview)

    def show(self, overview: Overview) -> None:
        """Draw this."""
        self._promise.update(words.prose(overview.promise))
        self._simulated.update(words.prose(overview.simulated))
        self._simulated.display = bool(overview.simulated)
        self._steps.update(Bulleted(*_rows(overview)))
        self._time.update(words.prose(overview.time))
        self._time.display = bool(overview.time)

    def content(self) -> list[Widget]:
        """What is promised, the steps, how long it takes."""
        return [self._promise, self._simulated, self._steps, self._time]

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """A key is offered only where it does something."""
        if (action, parameters) == ("read", ("page_down",)):
            return self.is_mounted and self.query_one("#text").max_scroll_y > 0
        return super().check_action(action, parameters)

    def _fit_text(self) -> None:
        super()._fit_text()
        self.call_after_refresh(self.refresh_bindings)


class OpeningPage(OverviewPage):
    """The first page: ``start`` leads to what needs a person, ``look`` (escape) to the first step, ``quit`` leaves."""

    AUTO_FOCUS = "#start"

    def __init__(self, overview: Overview, sandbox: str) -> None:
        super().__init__(overview, sandbox, BEFORE)

    def buttons(self) -> list[DialogButton]:
        """Start is the default."""
        return [DialogButton("Start", "start", main=True), DialogButton("Quit", "quit")]

    def action_close(self) -> None:
        """To the first step, however it stands."""
        self.leave("look")

    def pressed(self, button: str) -> None:
        """Start or leave."""
        self.leave(button)


def _rows(overview: Overview) -> tuple[list[tuple[Content, Content]], int]:
    """A row for each step, and how wide the column of their names is."""
    names = [_name(number, line) for number, line in enumerate(overview.lines, 1)]
    width = max((name.cell_length for name in names), default=0) + 2
    return [(name, _said(line)) for name, line in zip(names, overview.lines, strict=True)], width


def _name(number: int, line: OverviewLine) -> Content:
    look = words.look(line) if line.state else replace(words.STARTING, symbol=str(number))
    return Content.assemble((f"{look.symbol} ", look.style), (words.line(line.title), "bold"))


def _said(line: OverviewLine) -> Content:
    state = words.look(line).word if line.state else ""
    first = Content.assemble(words.line(line.text), (f"{SEPARATOR}{state}" if state else "", "$quiet"))
    about = words.line(SEPARATOR.join(filter(None, (*line.about, line.time))))
    undo = words.line(f"Undo: {line.undo}") if line.undo else ""
    rows = [row for row in (about, undo) if row]
    if sum(map(len, rows)) + len(SEPARATOR) <= ONE_ROW:
        rows = [SEPARATOR.join(rows)] if rows else []
    return Content("\n").join([first, *(Content.styled(row, "$quiet") for row in rows)])
