"""A problem as a person needs it: what happened, why, what to do; the raw error and a report are one key away.

Where it is told at length stands on the frame itself, where it costs no line.
"""

from __future__ import annotations

from textual.content import Content
from textual.widgets import Static

from screens import words
from screens.widgets.bulleted import Bulleted
from wizard.model import Problem

LABELS = 15


class ProblemCard(Static):
    """A framed card; gone where there is no problem."""

    def __init__(self) -> None:
        super().__init__(id="problem", markup=False)
        self._problem: Problem | None = None

    def show(self, problem: Problem | None) -> None:
        """Draw this problem, or go."""
        self.display = problem is not None
        if problem is not None and problem != self._problem:
            self.border_title = Content.assemble(("✗ ", "$error"), (words.line(problem.title), "bold"))
            self.border_subtitle = Content.styled(words.line(problem.address), "$quiet") if problem.address else ""
            self.update(card(problem))
        self._problem = problem


def card(problem: Problem) -> Bulleted:
    """What happened, why, what to do, each beside its label, so that the eye finds them."""
    rows = [*_row("What happened", problem.what), *_row("Why", problem.why)]
    for number, todo in enumerate(problem.todo):
        rows += _row("What to do" if number == 0 else "", todo, "▸ ")[: 2 if number + 1 == len(problem.todo) else 1]
    return Bulleted([*rows, (Content(""), Content.styled(_keys(problem), "$quiet"))], LABELS)


def _row(label: str, text: str, mark: str = "") -> list[tuple[Content, Content]]:
    if not text:
        return []
    said = Content.assemble((mark, "bold $accent"), words.prose(text))
    return [(Content.styled(label, "bold"), said), (Content(""), Content(" "))]


def _keys(problem: Problem) -> str:
    keys = ["e show error"] if problem.error else []
    return " · ".join([*keys, "x copy report without ids", "r check again"])
