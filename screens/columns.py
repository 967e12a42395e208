"""Columns of text: as wide as what is in them, or as there is room. Knows no screen."""

from __future__ import annotations

from collections.abc import Sequence

from rich.cells import cell_len
from textual.content import Content

from screens.words import ACCOUNT_DIGITS
from wizard.model.listing import Listing

GAP = 2
NARROWEST, MIDDLE = 10, 28
"""Cells: between columns; the least that a column is cut to; what one between the first and the last gets at most."""
WIDEST = 200
"""Characters of a cell that are drawn."""


def fitted(cell: str, width: int) -> str:
    """A text in exactly so many cells."""
    if cell_len(cell) <= width:
        return cell + " " * (width - cell_len(cell))
    return Content(cell).truncate(width, ellipsis=True, pad=True).plain


def fit(wanted: Sequence[int], room: int) -> list[int]:
    """Widths of the columns in so many cells. An id cut in two tells nothing, so the last column alone is cut.

    Where that leaves too little of it, it is left out, and the one before it is the last.
    """
    if _together(wanted) <= room:
        return list(wanted)
    widths = [min(wanted[0], max(NARROWEST, room // 2)), *(min(width, MIDDLE) for width in wanted[1:])]
    while len(widths) > 1 and room - _together(widths[:-1]) - GAP < min(widths[-1], NARROWEST):
        del widths[-1]
    if len(widths) > 1:
        widths[-1] = min(wanted[len(widths) - 1], room - _together(widths[:-1]) - GAP)
    widths[0] = max(1, min(wanted[0], widths[0] + room - _together(widths)))
    return widths


def natural(listing: Listing) -> list[int]:
    """Cells that each column of a listing would take."""
    counted, nested = listing.counted, listing.nested
    widths = [cell_len(column) for column in listing.columns]
    for row, number in zip(listing.rows, counted, strict=True):
        for at, cell in enumerate(row.cells[: len(widths)]):
            # Most are plain, and an account is drawn with gaps.
            wide = min(WIDEST, len(cell) if cell.isascii() else cell_len(cell))
            wide += 2 if wide == ACCOUNT_DIGITS else 0
            if at == 0 and nested:
                wide += 2 * row.depth + 2 + (len(f" ({number:,})") if number else 0)
            widths[at] = max(widths[at], wide)
    return widths


def _together(widths: Sequence[int]) -> int:
    return sum(widths) + GAP * (len(widths) - 1)
