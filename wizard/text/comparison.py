"""Two texts line by line: which lines belong beside each other, and which are in one of them alone."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Sequence
from itertools import zip_longest
from typing import NamedTuple


class Pair(NamedTuple):
    """The line on the left and the line on the right; None where there is none."""

    left: str | None
    right: str | None

    @property
    def same(self) -> bool:
        """Whether both say the same."""
        return self.left == self.right


def pairs(left: str, right: str) -> tuple[Pair, ...]:
    """Both texts, whole, side by side."""
    return tuple(_pairs(*(text.removesuffix("\n").split("\n") for text in (left, right))))


def _pairs(left: Sequence[str], right: Sequence[str]) -> Iterator[Pair]:
    matcher = difflib.SequenceMatcher(None, left, right, autojunk=len(left) + len(right) > MANY)
    for _, first, last, start, end in matcher.get_opcodes():
        yield from (Pair(*both) for both in zip_longest(left[first:last], right[start:end]))


MANY = 4000
"""Lines from which on lines that are everywhere are no help in finding what belongs together, only a cost."""


def unified(found: Sequence[Pair]) -> Iterator[tuple[str, str]]:
    """The same one below the other: "-", "+" or " ", and the line. What goes comes before what replaces it."""
    at = 0
    while at < len(found):
        end = at
        while end < len(found) and not found[end].same:
            end += 1
        yield from (("-", pair.left) for pair in found[at:end] if pair.left is not None)
        yield from (("+", pair.right) for pair in found[at:end] if pair.right is not None)
        if end < len(found):
            yield " ", found[end].left or ""
        at = end + 1
