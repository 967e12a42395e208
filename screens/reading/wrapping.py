"""Where a line of text is cut so that nothing of it is out of sight sideways."""

from __future__ import annotations

from rich.cells import cell_len

LOOSE = 3
"""A line is cut at the last blank or comma of its last third; where there is none, in the middle of a word."""
AT = " ,/:"


def cuts(text: str, width: int, hang: int = 0) -> list[tuple[int, int]]:
    """Beginning and end, in characters, of each row. width: cells of a row; hang: fewer in those after the first."""
    rows: list[tuple[int, int]] = []
    start, room = 0, max(1, width)
    while True:
        end = _end(text, start, room)
        if end < len(text):
            end = _earlier(text, start, end)
        rows.append((start, end))
        if end >= len(text):
            return rows
        start, room = end, max(1, width - hang)


def _end(text: str, start: int, room: int) -> int:
    """How far so many cells reach; at least one character."""
    end = min(len(text), start + room)
    if text[start:end].isascii():
        return end
    cells, at = 0, start
    while at < len(text):
        cells += cell_len(text[at])
        if cells > room:
            break
        at += 1
    return max(start + 1, at)


def _earlier(text: str, start: int, end: int) -> int:
    """The last good place before the end, where it is not too far from it."""
    nearest = end - (end - start) // LOOSE
    return max((found + 1 for found in (text.rfind(sign, nearest, end) for sign in AT) if found >= 0), default=end)


def wrapped(text: str, width: int) -> list[str]:
    """The rows of a text in words."""
    rows = [row for line in text.split("\n") for row in _of_line(line, width)]
    return rows or [""]


def _of_line(line: str, width: int) -> list[str]:
    rows, row = [], ""
    for word in line.split(" "):
        longer = f"{row} {word}" if row else word
        if cell_len(longer) <= width or not row:
            row = longer
        else:
            rows.append(row)
            row = word
        while cell_len(row) > width:
            _, end = cuts(row, width)[0]
            rows.append(row[:end].rstrip())
            row = row[end:]
    return [*rows, row]
