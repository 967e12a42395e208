"""The last thing that happens to every line of every widget: what is private is painted as it is, or as its mask.

Textual keeps filtered lines by filter, so the two are two filters and not one that changes its mind.
"""

from __future__ import annotations

from collections.abc import Mapping

from rich.segment import Segment
from textual.color import Color
from textual.filter import LineFilter

from screens.masking.masking import CHARACTERS


class MaskFilter(LineFilter):
    """Exchanges private characters for what they stand for."""

    def __init__(self, characters: Mapping[int, str]) -> None:
        super().__init__()
        self._characters = characters

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:  # noqa: ARG002 - Textual's
        """The same line with every character that can be read."""
        return [segment if segment.text.isascii() else self._readable(segment) for segment in segments]

    def _readable(self, segment: Segment) -> Segment:
        text, style, control = segment
        return Segment(text.translate(self._characters), style, control)


BARE = MaskFilter(CHARACTERS.bare)
COVERED = MaskFilter(CHARACTERS.covered)
