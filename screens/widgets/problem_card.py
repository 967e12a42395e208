"""A problem as a person needs it: what happened, why, what to do; the raw error and a report are one key away.

Where it is told at length stands on the frame itself, where it costs no line. On a low screen nothing in the card is
empty, and where something is asked, too, the keys are in the last line of the screen alone and the cause of a long
problem in the dialog behind F1: the question has to be in sight together with what it is about.
"""

from __future__ import annotations

from msgspec.structs import replace
from textual.content import Content
from textual.widgets import Static

from screens import words
from screens.widgets.bulleted import Bulleted
from wizard.model import Problem

LABELS = 15
AROUND = 4
LONG = 10
"""Cells of frame and padding; rows of a card on a low screen that leave too few for a question."""


class ProblemCard(Static):
    """A framed card; gone where there is no problem."""

    def __init__(self) -> None:
        super().__init__(id="problem", markup=False)
        self._problem: Problem | None = None
        self._asks = False
        self._drawn: object = None

    def show(self, problem: Problem | None, asks: bool = False) -> None:
        """Draw this problem, or go. asks: a question comes after it."""
        self.display = problem is not None
        self._problem, self._asks = problem, asks
        self._draw()

    def on_resize(self) -> None:
        """A window may have become low."""
        self._draw()

    def _draw(self) -> None:
        problem, low = self._problem, self.screen.has_class("-low")
        if problem is None or self._drawn == (problem, low, self._asks):
            return
        self._drawn = (problem, low, self._asks)
        self.border_title = Content.assemble(("✗ ", "$error"), (words.line(problem.title), "bold"))
        self.border_subtitle = Content.styled(words.line(problem.address), "$quiet") if problem.address else ""
        drawn = card(problem, low=low, keys=not (low and self._asks))
        if low and self._asks and drawn.get_height({}, self.container_size.width - AROUND) > LONG:
            drawn = card(replace(problem, why=""), low=True, keys=False)
        self.update(drawn)


def card(problem: Problem, *, low: bool = False, keys: bool = True) -> Bulleted:
    """What happened, why, what to do, each beside its label, so that the eye finds them. low: without empty lines."""
    gap = [] if low else [(Content(""), Content(" "))]
    rows = [*_row("What happened", problem.what), *gap, *_row("Why", problem.why), *gap]
    for number, todo in enumerate(problem.todo):
        rows += _row("What to do" if number == 0 else "", todo, "▸ ")
    if keys:
        rows += [*gap, (Content(""), Content.styled(_keys(problem), "$quiet"))]
    return Bulleted(rows, LABELS)


def _row(label: str, text: str, mark: str = "") -> list[tuple[Content, Content]]:
    if not text:
        return []
    return [(Content.styled(label, "bold"), Content.assemble((mark, "bold $accent"), words.prose(text)))]


def _keys(problem: Problem) -> str:
    there = (
        ("o open AWS console", problem.console),
        ("t copy request", problem.request),
        ("e show error", problem.error),
    )
    return " · ".join([*(key for key, is_there in there if is_there), "x copy report without ids", "r check again"])
