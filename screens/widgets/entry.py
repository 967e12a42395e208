"""One choice of a list, drawn when it comes into sight: a portal may list hundreds of accounts at every key.

How many lines it takes is told from its text as long as that is safely narrower than the list, without drawing it. The
cost is that what is about as wide as the list is drawn at once.
"""

from __future__ import annotations

from functools import cached_property

from rich.cells import cell_len
from textual.content import Content
from textual.css.styles import RulesMap
from textual.strip import Strip
from textual.style import Style
from textual.visual import RenderOptions, Visual

from screens import words
from wizard.model import Choice

# By how many cells a text may grow when it is drawn: the mark before it, and account ids in groups.
GROWTH = 16


class ChoiceEntry(Visual):
    """A choice, marked or not."""

    def __init__(self, choice: Choice, chosen: bool) -> None:
        self._choice, self._chosen = choice, chosen
        self._strips: dict[tuple[int, int | None, Style], list[Strip]] = {}

    @cached_property
    def content(self) -> Content:
        """As it is drawn."""
        choice = self._choice
        mark = ("● ", "bold $accent") if self._chosen else ("○ ", "$quiet")
        label = (words.line(choice.label), "bold" if self._chosen else "")
        recommended = ("   recommended" if choice.recommended else "", "$accent")
        parts: list[tuple[str, str] | str] = [mark, label, recommended]
        if choice.detail:
            parts.append((f"\n  {words.line(choice.detail)}", "$quiet"))
        return Content.assemble(*parts)

    @property
    def drawn(self) -> bool:
        """Whether it has been in sight."""
        return "content" in vars(self)

    @cached_property
    def _safe_width(self) -> int:
        """Cells that no line of it exceeds; 0 where only drawing tells."""
        texts = [self._choice.label, self._choice.detail]
        if self._choice.recommended or not all(map(words.is_plain, texts)):
            return 0
        return max(map(cell_len, texts)) + GROWTH

    def get_height(self, rules: RulesMap, width: int) -> int:
        """Lines at this width."""
        if 0 < self._safe_width <= width:
            return 2 if self._choice.detail else 1
        return self.content.get_height(rules, width)

    def get_optimal_width(self, rules: RulesMap, container_width: int) -> int:
        """Cells it would like to have."""
        return self.content.get_optimal_width(rules, container_width)

    def get_minimal_width(self, rules: RulesMap) -> int:
        """Cells it needs."""
        return self.content.get_minimal_width(rules)

    def render_strips(self, width: int, height: int | None, style: Style, options: RenderOptions) -> list[Strip]:
        """Its lines; kept while it looks the same, as the list asks for all in sight again at every key."""
        looks = (width, height, style)
        if looks not in self._strips:
            self._strips = {looks: self.content.render_strips(width, height, style, options)}
        return self._strips[looks]
