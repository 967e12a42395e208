"""Many things of one kind: accounts under their units, roles with how they stand, and how far AWS is with them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

import msgspec

from wizard.model.marks import WORST, Mark
from wizard.model.spans import time_left


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """One of them. cells: what each column says. depth: how far below the one above it, 0 at the top.

    mark: how it stands, None for what only holds others together. detail: what opening it tells, line by line.
    """

    cells: tuple[str, ...]
    mark: Mark | None = None
    depth: int = 0
    detail: tuple[str, ...] = ()


class Listing(msgspec.Struct, frozen=True, kw_only=True):
    """A tree or a table, in the order in which it is read: what needs somebody comes first in a table.

    title: what they are, with their count. columns: their headings; a tree's first holds the names. private: the
    columns, counted from 0, that hold somebody's own names, which no pattern finds: they are masked on a shared screen
    and are placeholders in a report.
    """

    title: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...] = ()
    private: tuple[int, ...] = (0,)

    @property
    def nested(self) -> bool:
        """Whether some stand below others."""
        return any(row.depth for row in self.rows)

    @property
    def parents(self) -> tuple[int, ...]:
        """Of each row the one it stands below, -1 for none."""
        found: list[int] = []
        above: list[int] = []
        for index, row in enumerate(self.rows):
            while above and self.rows[above[-1]].depth >= row.depth:
                above.pop()
            found.append(above[-1] if above else -1)
            above.append(index)
        return tuple(found)

    @property
    def single(self) -> tuple[int, ...]:
        """The rows that there are many of: those that hold no others, and stand somehow where any of them does."""
        holding, marked = set(self.parents), any(row.mark for row in self.rows)
        return tuple(at for at, row in enumerate(self.rows) if at not in holding and (row.mark or not marked))

    @property
    def below(self) -> tuple[int, ...]:
        """Of each row how many single ones stand below it, however deep."""
        parents, single = self.parents, set(self.single)
        found = [0] * len(parents)
        for index in reversed(range(len(parents))):
            if parents[index] >= 0:
                found[parents[index]] += found[index] + (index in single)
        return tuple(found)

    @property
    def counted(self) -> tuple[int, ...]:
        """Of each row how many stand below it, to be told behind its name; 0 where another cell begins with that."""

        def told(row: Row, held: int) -> bool:
            return any(cell.split(" ", 1)[0] == f"{held:,}" for cell in row.cells[1:])

        return tuple(0 if told(row, held) else held for row, held in zip(self.rows, self.below, strict=True))

    @property
    def names(self) -> tuple[str, ...]:
        """Somebody's own names in it."""
        return tuple(row.cells[at] for row in self.rows for at in self.private if at < len(row.cells) and row.cells[at])


class OperationProgress(msgspec.Struct, frozen=True, kw_only=True):
    """How far AWS is with one operation on many accounts, as AWS counts. seconds: that are left, 0 where nobody knows.

    name: of what; says: what AWS does now where counts do not say it.
    """

    name: str
    total: int
    done: int = 0
    failed: int = 0
    seconds: float = 0
    says: str = ""

    @property
    def queued(self) -> int:
        """That AWS has not come to, or not finished."""
        return max(0, self.total - self.done - self.failed)

    @property
    def left(self) -> str:
        """How long it still takes, "" where nobody knows or it is over."""
        return time_left(self.seconds) if self.queued else ""

    @property
    def counts(self) -> tuple[str, ...]:
        """How far it is, in a few words each; what there is none of is left out."""
        others = {"failed": self.failed, "queued": self.queued}
        few = (f"{number:,} {word}" for word, number in others.items() if number)
        return (f"{self.done:,} of {self.total:,} done", *few)


def marks_of(listing: Listing) -> Mapping[Mark, int]:
    """How many of the single rows stand how, what is worst first."""
    counts = Counter(listing.rows[index].mark for index in listing.single)
    return {mark: counts[mark] for mark in WORST if counts[mark]}
