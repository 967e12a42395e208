"""Which rows of a listing are in sight: of a tree those below open ones, of any those that are looked for.

Knows no screen. Everything that takes a look at each row is done when another listing comes, or when somebody types
what to look for; going through the rows costs nothing of it.
"""

from __future__ import annotations

from collections.abc import Sequence

from wizard.model.listing import Listing, Row
from wizard.model.marks import WORST, Mark
from wizard.model.values import clean_account_id

MANY = 100
"""More rows than this, and only the top of a tree is open at first."""


class Outline:
    """One listing. shown: the rows in sight, by their numbers. behind: of each the number behind its name, 0 for none.

    sought: what is looked for, "" for nothing in particular.
    """

    def __init__(self) -> None:
        self.listing = Listing(title="", columns=())
        self.shown: Sequence[int] = ()
        self.behind: Sequence[int] = ()
        self.sought = ""
        self._parents: Sequence[int] = ()
        self._ends: list[int] = []
        self._worst: list[Mark | None] = []
        self._texts: list[str] = []
        self._single: frozenset[int] = frozenset()
        self._turned: set[tuple[str, ...]] = set()

    def take(self, listing: Listing) -> None:
        """Have another listing; what was opened, closed and looked for stays so."""
        self.listing, self._parents, self.behind = listing, listing.parents, listing.counted
        rows = listing.rows
        self._ends = [index + 1 for index in range(len(rows))]
        self._worst = [row.mark for row in rows]
        for index in reversed(range(len(rows))):
            above = self._parents[index]
            if above >= 0:
                self._ends[above] = max(self._ends[above], self._ends[index])
                self._worst[above] = _worse(self._worst[above], self._worst[index])
        self._texts = []
        self._single = frozenset(listing.single)
        self._find()

    def look_for(self, text: str) -> None:
        """Only rows with every one of these words, and those that hold them."""
        self.sought = text
        self._find()

    def row(self, index: int) -> Row:
        """The row of this number."""
        return self.listing.rows[index]

    def standing(self, index: int) -> Mark | None:
        """How a row stands; of one that is closed the worst of those below it."""
        closed = self.holds(index) and not self.is_open(index)
        return self._worst[index] if closed else self.row(index).mark

    def holds(self, index: int) -> bool:
        """Whether others stand below it."""
        return self._ends[index] > index + 1

    def above(self, index: int) -> int:
        """The row that holds it, -1 for none."""
        return self._parents[index]

    def is_open(self, index: int) -> bool:
        """Whether the rows below this one are in sight, wherever it holds some."""
        if self.sought:
            return True
        begins = len(self.listing.rows) <= MANY or self.row(index).depth == 0
        return begins != (self._path(index) in self._turned)

    def turn(self, index: int) -> None:
        """Open it or close it."""
        self._turned ^= {self._path(index)}
        self._find()

    @property
    def counted(self) -> tuple[int, int]:
        """Single rows: how many are found, of how many."""
        return len(self._single & set(self.shown)) if self.sought else len(self._single), len(self._single)

    def place_of(self, row: Row) -> int:
        """Where the same one stands in sight, by what it is called; 0 where it is not."""
        same = (at for at, index in enumerate(self.shown) if self.row(index).cells[:2] == row.cells[:2])
        return max(same, key=lambda at: _alike(self.row(self.shown[at]), row), default=0)

    def _path(self, index: int) -> tuple[str, ...]:
        names: list[str] = []
        while index >= 0:
            names += self.row(index).cells[:1]
            index = self._parents[index]
        return tuple(names)

    def _find(self) -> None:
        words = clean_account_id(self.sought).casefold().split()
        self.shown = self._having(words) if words else self._opened()

    def _opened(self) -> list[int]:
        shown, index = [], 0
        while index < len(self.listing.rows):
            shown.append(index)
            closed = self.holds(index) and not self.is_open(index)
            index = self._ends[index] if closed else index + 1
        return shown

    def _having(self, words: Sequence[str]) -> list[int]:
        rows = self.listing.rows
        self._texts = self._texts or [" ".join((*row.cells, *row.detail)).casefold() for row in rows]
        kept = bytearray(len(rows))
        for index, text in enumerate(self._texts):
            if not kept[index] and all(word in text for word in words):
                kept[index : self._ends[index]] = b"\1" * (self._ends[index] - index)
                while (index := self._parents[index]) >= 0 and not kept[index]:
                    kept[index] = 1
        return [index for index, keep in enumerate(kept) if keep]


def _alike(one: Row, other: Row) -> int:
    """How many cells say the same: what has the same name twice is told apart by the others."""
    return sum(cell == was for cell, was in zip(one.cells, other.cells, strict=False))


def _worse(one: Mark | None, other: Mark | None) -> Mark | None:
    """What needs somebody more; what holds others has none of its own."""
    return min(one, other, key=WORST.index) if one and other else one or other
