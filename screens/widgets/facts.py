"""A view for each kind of fact. A step that deserves a view of its own names a kind; here it finds its widget.

A new kind is one class with `show` and one line in VIEWS; no screen changes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Protocol

from rich.cells import cell_len
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from screens import words
from screens.columns import fitted
from screens.widgets.bulleted import Bulleted
from screens.widgets.document_lines import DocumentLines
from screens.widgets.lines import Lines, Paint
from wizard.engine.documents import finding_document
from wizard.model import Finding

CELL = 52
"""The widest a column of a table gets."""

EVENT_STYLES = (("FAILED", "$error"), ("ROLLBACK", "$error"), ("COMPLETE", "$success"), ("IN_PROGRESS", "$info"))


class Fact(Protocol):
    """What a view of a fact can do: be told the fact anew."""

    def show(self, finding: Finding) -> None:
        """Draw this finding."""
        ...


class TextFact(Static):
    """A mark, a sentence, and what there is to add, in a quieter voice."""

    def __init__(self) -> None:
        super().__init__(classes="fact", markup=False)

    def show(self, finding: Finding) -> None:
        """Draw the line."""
        self.update(heading(finding))


class ArnFact(Vertical):
    """The ARN alone on its line, impossible to miss, to be marked with the mouse."""

    def __init__(self) -> None:
        super().__init__(classes="fact arn-fact")
        self._label = Static(markup=False, classes="quiet")
        self._arn = Static(markup=False, classes="arn")
        self._detail = Static(markup=False, classes="quiet")

    def compose(self) -> ComposeResult:
        """Label, ARN, and the honest word under it."""
        yield self._label
        yield self._arn
        yield self._detail

    def show(self, finding: Finding) -> None:
        """Draw the ARN."""
        self._label.update(words.prose(finding.text))
        self._arn.update(" ".join(words.verbatim(finding.body).split()))
        self._detail.update(words.prose(finding.detail) if finding.detail else "y copies it")


class NextFact(Static):
    """What happens next, numbered."""

    def __init__(self) -> None:
        super().__init__(classes="fact", markup=False)

    def show(self, finding: Finding) -> None:
        """Draw the list."""
        steps = [words.line(" ".join(row)) for row in finding.rows]
        rows = [(Content.styled(str(number), "$accent"), Content(step)) for number, step in enumerate(steps, 1)]
        heading = (Content(""), Content.styled(words.prose(finding.text), "bold"))
        self.update(Bulleted([(Content(""), Content(" ")), heading, *rows]))


class DocumentFact(Vertical):
    """Code under a heading: its beginning, or all of it on Enter; the reader explains it."""

    def __init__(self) -> None:
        super().__init__(classes="fact lines-fact")
        self._heading = Static(markup=False)
        self._lines = DocumentLines()
        self._lines.opens = True

    def compose(self) -> ComposeResult:
        """Heading, then lines."""
        yield self._heading
        yield self._lines

    def show(self, finding: Finding) -> None:
        """Draw it."""
        self._heading.update(heading(finding))
        self._lines.read(finding_document(finding))


class LinesFact(Vertical):
    """Many lines under a heading: a table, stack events."""

    def __init__(self, lines_of: Callable[[Finding], Sequence[str]], paint: Paint, *, follow: bool = False) -> None:
        super().__init__(classes="fact lines-fact")
        self._heading = Static(markup=False)
        self._lines = Lines()
        self._lines.follow, self._lines.opens = follow, True
        self._lines_of, self._paint = lines_of, paint

    def compose(self) -> ComposeResult:
        """Heading, then lines."""
        yield self._heading
        yield self._lines

    def show(self, finding: Finding) -> None:
        """Draw it."""
        self._heading.update(heading(finding))
        self._lines.show(self._lines_of(finding), self._paint)


def heading(finding: Finding) -> Bulleted:
    """A finding's mark, sentence and detail."""
    mark = words.MARKS[finding.mark]
    said = Content.styled(words.prose(finding.text), mark.style if finding.mark in ("bad", "unknown") else "")
    rows = [(Content.styled(mark.symbol, f"bold {mark.style}"), said)]
    if finding.detail:
        rows.append((Content(""), Content.styled(words.prose(finding.detail), "$quiet")))
    return Bulleted(rows)


def row_of_table(number: int, line: str) -> Content:
    """The first row is the heading."""
    return Content.styled(line or " ", "bold $quiet" if number == 0 else "")


def event(_number: int, line: str) -> Content:
    """A stack event in the colour of its status."""
    return Content.styled(line or " ", next((style for word, style in EVENT_STYLES if word in line), ""))


def columns(finding: Finding) -> list[str]:
    """Rows as lines whose cells stand under each other; the last cell is never cut."""
    rows = [[words.line(cell) for cell in row] for row in finding.rows]
    count = max((len(row) for row in rows), default=0)
    widths = [min(CELL, max(cell_len(row[index]) for row in rows if index < len(row))) for index in range(count)]
    return ["  ".join(_cells(row, widths)).rstrip() for row in rows]


def _cells(row: Sequence[str], widths: Sequence[int]) -> list[str]:
    return [*(fitted(cell, width) for cell, width in zip(row[:-1], widths, strict=False)), *row[-1:]]


CODE = "code"
"""What a text with a body is drawn as: the body under its line, to be copied."""

VIEWS: Mapping[str, Callable[[], Widget]] = {
    "text": TextFact,
    "template": DocumentFact,
    CODE: DocumentFact,
    "difference": DocumentFact,
    "script": DocumentFact,
    "events": lambda: LinesFact(columns, event, follow=True),
    "table": lambda: LinesFact(columns, row_of_table),
    "arn": ArnFact,
    "next": NextFact,
}


def drawn_as(finding: Finding) -> str:
    """Which view a finding has, by its name in VIEWS."""
    return CODE if finding.kind == "text" and finding.body else finding.kind


def view_for(kind: str) -> Widget:
    """The widget for a kind of fact; what has none is drawn as text."""
    return VIEWS.get(kind, TextFact)()
