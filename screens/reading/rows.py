"""A document as rows: its lines, cut where they are too long, and the notes beside or above the lines they explain.

Where there is room, notes stand in a column of their own, each beginning on a row of the lines that it explains; where
notes need more rows than their lines, the lines are spread. Where there is none, notes stand above their lines. Two
texts that are compared stand side by side, or one below the other.

Rows are made from the beginning on, in slices of time: a text of a megabyte is read at once, and measured to its end
while somebody reads.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from screens.reading.wrapping import cuts, wrapped
from wizard.model import Document
from wizard.model.document import Weight
from wizard.text.comparison import pairs, unified

BESIDE = 96
"""Cells from which on there is room for two columns."""
NARROWEST, WIDEST = 36, 64
"""Cells of a column of notes."""
PROSE = 100
"""Cells of the widest line of words."""
DEEPEST = 24
"""Cells by which the rows after a line's first are set in, at most."""
GAP = 3

Drawn = Callable[[str], str]
"""From a text to what is drawn of it, of the same length."""


class Piece(NamedTuple):
    """Part of a line. start, end: characters of it."""

    line: int
    start: int
    end: int
    hang: int = 0


class Said(NamedTuple):
    """A row of a note. first: whether the note begins here."""

    text: str
    weight: Weight
    first: bool


class Row(NamedTuple):
    """What stands in one row: a line's part, in a comparison that of the other text, a note's part; or words above all.

    sign: of a line in a comparison: "-" and "+" for what one side has alone, "~" where the two differ, " " where they
    don't; "" where nothing is compared.
    """

    left: Piece | None = None
    right: Piece | None = None
    note: Said | None = None
    words: str | None = None
    sign: str = ""


@dataclass(frozen=True, slots=True)
class Columns:
    """Cells: of a line's number, of a line, of a note (0 where notes stand above their lines)."""

    number: int
    code: int
    note: int

    @property
    def gutter(self) -> int:
        """In front of a line."""
        return self.number + 2 if self.number else 0


def columns(document: Document, width: int, numbered: bool) -> Columns:
    """The columns in this width."""
    lines = document.text.count("\n") + 1
    if document.other is not None:
        half = (width - GAP) // 2 if width >= BESIDE else 0
        return Columns(0, max(8, half or width - 2), half)
    number = len(str(lines)) if numbered else 0
    gutter = number + 2 if number else 0
    note = min(WIDEST, max(NARROWEST, width * 2 // 5)) if document.notes and width >= BESIDE else 0
    return Columns(number, max(8, width - gutter - (note + GAP if note else 0)), note)


class Rows:
    """The rows of a document in one width. drawn: of lines; prose: of notes and what is said of all of it."""

    def __init__(self, document: Document, width: int, numbered: bool, drawn: Drawn, prose: Drawn) -> None:
        self.document, self.width = document, width
        self.columns = columns(document, width, numbered)
        self.made: list[Row] = []
        self.of_line: list[int] = []
        """The first row of each line, in a comparison of each pair of lines."""
        self.of_note: dict[int, int] = {}
        """The row on which each note begins, by its place among the notes."""
        self.done = False
        self._drawn, self._prose = drawn, prose
        self.left = [line.removesuffix("\r") for line in document.text.removesuffix("\n").split("\n")]
        self.right: Sequence[str] = ()
        self._more = self._all()

    def grow(self, seconds: float) -> None:
        """Make rows for so long, or to the end."""
        until = time.monotonic() + seconds
        for number, row in enumerate(self._more):
            self.made.append(row)
            if number % 64 == 63 and time.monotonic() > until:
                return
        self.done = True

    def _all(self) -> Iterator[Row]:
        yield from self._above()
        if self.document.other is not None:
            yield from self._compared(self.document.other)
        else:
            yield from self._noted()

    def _above(self) -> Iterator[Row]:
        for text in self.document.about:
            yield from (Row(words=row) for row in wrapped(self._prose(text), min(PROSE, self.width)))
        if self.document.about:
            yield Row(words="")

    def _pieces(self, number: int, line: str) -> list[Piece]:
        drawn = self._drawn(line)
        hang = min(DEEPEST, len(drawn) - len(drawn.lstrip()) + 2, self.columns.code // 2)
        return [Piece(number, *cut, hang) for cut in cuts(drawn, self.columns.code, hang)]

    # --- with notes --------------------------------------------------------------------------------------------------

    def _noted(self) -> Iterator[Row]:
        notes = deque(sorted(range(len(self.document.notes)), key=lambda one: self.document.notes[one].first))
        column = _Column(self)
        for number, line in enumerate(self.left):
            self.of_line.append(len(self.made))
            while notes and self.document.notes[notes[0]].first <= number:
                column.waiting.append(notes.popleft())
            pieces = deque(self._pieces(number, line))
            if not self.columns.note:
                yield from column.rest()
                yield from (Row(left=piece) for piece in pieces)
                continue
            while pieces or column.has_to_begin(number):
                yield Row(left=pieces.popleft() if pieces else None, note=column.next())
        column.waiting.extend(notes)
        yield from column.rest()

    def note_rows(self, which: int) -> list[Said]:
        """A note's rows."""
        note = self.document.notes[which]
        width = (self.columns.note or min(PROSE, self.width)) - 2
        rows = wrapped(self._prose(note.text), width)
        return [Said(text, note.weight, at == 0) for at, text in enumerate(rows)]

    # --- compared ----------------------------------------------------------------------------------------------------

    def _compared(self, other: str) -> Iterator[Row]:
        found = pairs(self.document.text, other)
        left, right = map(self._prose, self.document.names)
        if self.columns.note:
            yield Row(words=f"{left:<{self.columns.note + GAP}.{self.columns.note}}{right}", sign="~")
            self.left, self.right = [pair.left or "" for pair in found], [pair.right or "" for pair in found]
            for number, pair in enumerate(found):
                self.of_line.append(len(self.made))
                yield from self._beside_each_other(number, pair.left, pair.right)
            return
        yield from (Row(words=f"{sign} {name}", sign=sign) for sign, name in (("-", left), ("+", right)) if name)
        signed = list(unified(found))
        self.left = [line for _, line in signed]
        for number, (sign, line) in enumerate(signed):
            self.of_line.append(len(self.made))
            yield from (Row(left=piece, sign=sign) for piece in self._pieces(number, line))

    def _beside_each_other(self, number: int, left: str | None, right: str | None) -> Iterator[Row]:
        sign = " " if left == right else "-" if right is None else "+" if left is None else "~"
        one = deque(self._pieces(number, left) if left is not None else ())
        other = deque(self._pieces(number, right) if right is not None else ())
        while one or other:
            yield Row(left=one.popleft() if one else None, right=other.popleft() if other else None, sign=sign)


class _Column:
    """The column of notes while it is filled."""

    def __init__(self, rows: Rows) -> None:
        self._rows = rows
        self._begun: deque[Said] = deque()
        self.waiting: deque[int] = deque()

    def has_to_begin(self, number: int) -> bool:
        """Whether a note waits whose lines end here: it begins beside them, or nowhere."""
        notes = self._rows.document.notes
        return any(notes[one].last <= number for one in self.waiting)

    def next(self) -> Said | None:
        """What stands in the column in the next row."""
        if not self._begun and self.waiting:
            self._begin()
        return self._begun.popleft() if self._begun else None

    def _begin(self) -> None:
        which = self.waiting.popleft()
        self._rows.of_note[which] = len(self._rows.made)
        self._begun.extend(self._rows.note_rows(which))

    def rest(self) -> Iterator[Row]:
        """All that waits, in rows of its own."""
        while self.waiting or self._begun:
            yield Row(note=self.next())
