"""Many things of one kind as lines of text: at most a screenful, what needs somebody first, the rest counted.

A terminal that scrolls keeps no heading in sight and opens nothing, so what is printed in passing is short; everything
is printed where somebody asks for it, and JSON lines always have it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from wizard.model import StepView
from wizard.model.listing import Listing, OperationProgress, Row, marks_of
from wizard.model.marks import PRESSING, SIGNS
from wizard.text.sanitize import within_line
from wizard.text.shapes import grouped

SCREENFUL = 18
"""Rows that are printed in passing: of 24, what a prompt under them leaves."""
CELL = 48
"""Characters of the widest column but the last."""


def short_lines(listing: Listing, *, pressing: bool = False) -> Iterator[str]:
    """How many there are and how they stand, and at most a screenful of them. pressing: only what needs somebody."""
    parents = listing.parents
    chosen = _chosen(listing, parents, pressing=pressing)
    yield f"  {_heading(listing)}"
    if chosen:
        yield from _rows(listing, chosen, details=False)
    left = sum(1 for index in _wanted(listing, pressing=pressing) if index not in chosen)
    if left:
        yield f"     … and {left:,} more"


def all_lines(listing: Listing) -> Iterator[str]:
    """Every row, with what opening it would tell."""
    yield f"  {_heading(listing)}"
    yield from _rows(listing, range(len(listing.rows)), details=True)


def progress_lines(progress: Iterable[OperationProgress]) -> Iterator[str]:
    """How far AWS is, a line for each operation."""
    for one in progress:
        said = filter(None, (*one.counts, one.left, within_line(one.says)))
        yield f"  {grouped(within_line(one.name))}: {', '.join(said)}"


class Further:
    """Which operations AWS has come further with since they were told last; another estimate alone is no news."""

    def __init__(self) -> None:
        self._told: dict[tuple[str, str], tuple[int, int, int, str]] = {}

    def of(self, view: StepView) -> list[OperationProgress]:
        """Those of this step. They count as told from now on."""
        new = []
        for one in view.waiting.progress if view.waiting else ():
            key, counts = (view.id, one.name), (one.total, one.done, one.failed, one.says)
            if self._told.get(key) != counts:
                self._told[key] = counts
                new.append(one)
        return new


def _heading(listing: Listing) -> str:
    counts = ", ".join(f"{number:,} {SIGNS[mark]}" for mark, number in marks_of(listing).items())
    return f"{grouped(within_line(listing.title))}{f' ({counts})' if counts else ''}"


def _wanted(listing: Listing, *, pressing: bool) -> list[int]:
    """The single rows, what needs somebody first."""
    first = [index for index in listing.single if listing.rows[index].mark in PRESSING]
    return first if pressing else [*first, *(at for at in listing.single if listing.rows[at].mark not in PRESSING)]


def _chosen(listing: Listing, parents: Sequence[int], *, pressing: bool) -> Sequence[int]:
    """A screenful: what needs somebody, what holds others, then the rest; a tree keeps its order."""
    wanted = _wanted(listing, pressing=pressing)
    needing = [index for index in wanted if listing.rows[index].mark in PRESSING]
    holding = [] if pressing else sorted(set(parents) - {-1})
    chosen: set[int] = set()
    for index in (*needing, *holding, *wanted):
        line = {index, *_above(index, parents)} - chosen
        if len(chosen) + len(line) > SCREENFUL:
            break
        chosen |= line
    in_a_tree = len(set(parents)) > 1
    return sorted(chosen, key=lambda index: (not in_a_tree and listing.rows[index].mark not in PRESSING, index))


def _above(index: int, parents: Sequence[int]) -> Iterator[int]:
    while (index := parents[index]) >= 0:
        yield index


def _rows(listing: Listing, chosen: Sequence[int], *, details: bool) -> Iterator[str]:
    """These rows in columns, under their headings."""
    counted = listing.counted
    cells = [_cells(listing.rows[index], counted[index]) for index in chosen]
    heading = [within_line(column) for column in listing.columns]
    widths = [min(CELL, max(len(row[at]) for row in (heading, *cells) if at < len(row))) for at in range(len(heading))]
    yield f"       {_in_columns(heading, widths)}".rstrip()
    for index, row in zip(chosen, cells, strict=True):
        mark = listing.rows[index].mark
        yield f"    {SIGNS[mark] if mark else '':<2} {_in_columns(row, widths)}".rstrip()
        if details:
            yield from (f"           {grouped(within_line(line))}" for line in listing.rows[index].detail)


def _cells(row: Row, counted: int) -> list[str]:
    name, *rest = (grouped(within_line(cell)) for cell in row.cells or ("",))
    return [f"{'  ' * row.depth}{name}{f' ({counted:,})' if counted else ''}", *rest]


def _in_columns(row: Sequence[str], widths: Sequence[int]) -> str:
    return "  ".join([*(f"{cell:<{width}}" for cell, width in zip(row[:-1], widths, strict=False)), *row[-1:]])
