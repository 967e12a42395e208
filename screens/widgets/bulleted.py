"""A mark and its text, where a text that wraps stays beside its mark instead of running under it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from textual.content import Content
from textual.css.styles import RulesMap
from textual.strip import Strip
from textual.style import Style
from textual.visual import RenderOptions, Visual

INDENT = 2


@dataclass(frozen=True)
class Bulleted(Visual):
    """Rows of (mark, text); the marks have a column of so many cells."""

    rows: Sequence[tuple[Content, Content]]
    indent: int = INDENT

    def render_strips(self, width: int, height: int | None, style: Style, options: RenderOptions) -> list[Strip]:
        """Draw every row, its text indented."""
        strips: list[Strip] = []
        for mark, text in self.rows:
            lines = text.render_strips(max(1, width - self.indent), None, style, options) or [Strip.blank(0)]
            gutter = mark.pad_right(self.indent - mark.cell_length).render_strips(self.indent, 1, style, options)
            blank = Strip.blank(self.indent, style.rich_style)
            strips += [Strip.join([gutter[0] if number == 0 else blank, line]) for number, line in enumerate(lines)]
        return strips if height is None else strips[:height]

    def get_optimal_width(self, rules: RulesMap, container_width: int) -> int:
        """Cells of the longest row."""
        return self.indent + max((text.get_optimal_width(rules, container_width) for _, text in self.rows), default=0)

    def get_minimal_width(self, rules: RulesMap) -> int:
        """Cells of the longest word."""
        return self.indent + max((text.get_minimal_width(rules) for _, text in self.rows), default=0)

    def get_height(self, rules: RulesMap, width: int) -> int:
        """Rows it takes at this width."""
        return sum(max(1, text.get_height(rules, max(1, width - self.indent))) for _, text in self.rows)
