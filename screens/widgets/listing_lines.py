"""The rows of a listing: a tree or a table whose heading stays in sight. Only rows in sight are drawn.

One row is marked and Enter opens it. A thousand rows cost what a screenful does: a key draws the two rows it changes.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message

from screens import words
from screens.columns import GAP, WIDEST, fit, fitted, natural
from screens.outline import Outline
from screens.widgets.lines import Lines
from wizard.model.listing import Listing, Row

MARK = 2
"""Cells of the mark before a row."""
NONE, NOT_FOUND = "None.", "None of these has that in it."


class ListingLines(Lines, inherit_bindings=False):
    """One listing. painted: how many rows were drawn so far."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "turn", "open or close", key_display="enter"),
        Binding("enter", "look", "details", key_display="enter"),
        Binding("slash", "screen.filter_list", "filter", key_display="/"),
        Binding("right", "unfold", "open", key_display="→"),
        Binding("left", "fold", "close", key_display="←"),
        Binding("escape", "show_all", "show all", key_display="esc"),
        Binding("c", "copy", "copy list"),
        Binding("up", "mark(-1)", "", show=False),
        Binding("down", "mark(1)", "", show=False),
        Binding("pageup", "page(-1)", "", show=False),
        Binding("pagedown", "page(1)", "", show=False),
        Binding("home", "ends(0)", "", show=False),
        Binding("end", "ends(-1)", "", show=False),
    ]

    @dataclass
    class Wanted(Message):
        """Somebody wants to know all about a row."""

        listing: Listing
        row: Row

    @dataclass
    class Copied(Message):
        """Somebody wants what is in sight of it as text."""

        text: str

    class AllWanted(Message):
        """Nothing is looked for any more."""

    def __init__(self) -> None:
        super().__init__()
        self.outline = Outline()
        self.painted = 0
        self._at = 0
        self._natural: list[int] = []
        self._widths: list[int] = []
        self._fitted_to = 0
        self._drawn: dict[int, Content] = {}

    def take(self, listing: Listing) -> None:
        """Draw this one; the same row stays marked."""
        if listing == self.outline.listing:
            self._drawn = {}  # it may have been drawn before a name in it was known to be private
            self.refresh()
            return
        row = self.outline.row(self.marked) if self.marked is not None else None
        self.outline.take(listing)
        self._natural, self._widths = natural(listing), []
        self._at = self.outline.place_of(row) if row else 0
        self._changed()

    def look_for(self, text: str) -> None:
        """Only rows that have this in them."""
        self.outline.look_for(text)
        self._at = 0
        self._changed()
        self.scroll_to(y=0, animate=False, force=True, immediate=True)

    def _changed(self) -> None:
        self._drawn = {}
        self._at = max(0, min(self._at, len(self.outline.shown) - 1))
        self.resized()
        self.refresh(layout=True)
        self.refresh_bindings()

    @property
    def marked(self) -> int | None:
        """The row that keys are about, by its number; None where there is none."""
        return self.outline.shown[self._at] if self.outline.shown else None

    # --- keys --------------------------------------------------------------------------------------------------------

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """A key is told where it does something."""
        row = self.marked
        match action:
            case "turn":
                return row is not None and self.outline.holds(row) and not self.outline.sought
            case "look":
                return row is not None and not self.outline.holds(row)
            case "unfold" | "fold":
                return self.outline.listing.nested and not self.outline.sought
            case "show_all":
                return bool(self.outline.sought)
            case "copy":
                return row is not None
        return super().check_action(action, parameters)

    def action_turn(self) -> None:
        """Open what holds others, or close it."""
        if (row := self.marked) is not None:
            self.outline.turn(row)
            self._changed()
            self._keep_in_sight()

    def action_unfold(self) -> None:
        """Open it; where it is open, to the first row below."""
        row = self.marked
        if row is None or not self.outline.holds(row):
            return
        if self.outline.is_open(row):
            self.action_mark(1)
        else:
            self.action_turn()

    def action_fold(self) -> None:
        """Close it; where it is closed, to the row that holds it."""
        row = self.marked
        if row is None:
            return
        if self.outline.holds(row) and self.outline.is_open(row):
            self.action_turn()
        elif (above := self.outline.above(row)) >= 0:
            self._go_to(list(self.outline.shown).index(above))

    def action_look(self) -> None:
        """Everything about the marked row."""
        if (row := self.marked) is not None:
            self.post_message(self.Wanted(self.outline.listing, self.outline.row(row)))

    def action_show_all(self) -> None:
        """Nothing is looked for any more."""
        self.post_message(self.AllWanted())

    def action_copy(self) -> None:
        """Copy what is in sight of it, its columns apart by tabs."""
        listing, outline = self.outline.listing, self.outline
        rows = [listing.columns, *(outline.row(index).cells for index in outline.shown)]
        self.post_message(
            self.Copied("".join("\t".join(" ".join(cell.split()) for cell in row) + "\n" for row in rows))
        )

    def action_mark(self, by: int) -> None:
        """To a row above or below."""
        self._go_to(self._at + by)

    def action_page(self, by: int) -> None:
        """As far as is in sight."""
        self._go_to(self._at + by * max(1, self.size.height - 2))

    def action_ends(self, at: int) -> None:
        """To the first row or the last."""
        self._go_to(at if at >= 0 else len(self.outline.shown) - 1)

    def _go_to(self, at: int) -> None:
        before, self._at = self._at, max(0, min(at, len(self.outline.shown) - 1))
        for changed in {before, self._at}:
            self.refresh_line(changed + 1)
        self._keep_in_sight()
        self.refresh_bindings()

    def _keep_in_sight(self) -> None:
        """The heading covers the first line of what is in sight."""
        top, room = self.scroll_offset.y, max(1, self.size.height - 1)
        there = min(max(top, self._at - room + 1), self._at)
        if there != top:
            self.scroll_to(y=there, animate=False, force=True, immediate=True)

    def on_click(self, event: events.Click) -> None:
        """A click marks a row, and a second one opens it."""
        event.stop()
        at = self.line_at(event.y) - 1
        if not 0 <= at < len(self.outline.shown):
            return
        again = at == self._at and event.chain > 1
        self._go_to(at)
        if again and (row := self.marked) is not None:
            if self.outline.holds(row) and not self.outline.sought:
                self.action_turn()
            else:
                self.action_look()

    # --- drawing -----------------------------------------------------------------------------------------------------

    def on_resize(self) -> None:
        """The marked row stays in sight."""
        self._keep_in_sight()

    def on_focus(self) -> None:
        """The mark shows where the keys go."""
        self.refresh_line(self._at + 1)

    def on_blur(self) -> None:
        """And no longer."""
        self.refresh_line(self._at + 1)

    def line_at(self, y: int) -> int:
        """The heading stays on top."""
        return self.scroll_offset.y + y if y else 0

    def longest(self) -> int:
        """Columns are made to fit; none is scrolled sideways."""
        return 0

    def height_in_lines(self) -> int:
        """The heading, and the rows or the words that there are none."""
        return 1 + max(1, len(self.outline.shown))

    def content_of(self, index: int) -> Content:
        """The heading, or a row."""
        listing = self.outline.listing
        self._fit()
        if index == 0:
            heading = [words.line(column, WIDEST) for column in listing.columns]
            return Content.styled(" " * MARK + self._in_columns(heading), "bold $quiet")
        if not self.outline.shown:
            return Content.styled(f"{' ' * MARK}{NOT_FOUND if self.outline.sought else NONE}", "$quiet")
        row = self.outline.shown[index - 1]
        drawn = self._drawn.get(row)
        if drawn is None:
            drawn = self._drawn[row] = self._paint_row(row)
        if not (self.has_focus and index - 1 == self._at):
            return drawn
        padded = drawn.pad_right(max(0, self._fitted_to - drawn.cell_length))
        return padded.stylize("on $block-cursor-blurred-background")

    def _paint_row(self, index: int) -> Content:
        self.painted += 1
        row, private = self.outline.row(index), self.outline.listing.private
        cells = [(words.name if at in private else words.line)(cell, WIDEST) for at, cell in enumerate(row.cells)]
        holds, standing = self.outline.holds(index), self.outline.standing(index)
        if self.outline.listing.nested:
            sign = ("▾ " if self.outline.is_open(index) else "▸ ") if holds else "  "
            counted = f" ({self.outline.behind[index]:,})" if self.outline.behind[index] else ""
            cells[:1] = [f"{'  ' * row.depth}{sign}{cells[0] if cells else ''}{counted}"]
        look = words.MARKS[standing] if standing else None
        line = self._in_columns(cells)
        name = self._widths[0] if self._widths else 0
        style = "bold" if holds else ""
        mark = (f"{look.symbol} ", f"bold {look.style}") if look else " " * MARK
        return Content.assemble(mark, (line[:name], style), (line[name:], "" if standing == "bad" else "$quiet"))

    def _in_columns(self, cells: list[str]) -> str:
        pairs = zip(cells, self._widths, strict=False)
        return (" " * GAP).join(fitted(cell, width) for cell, width in pairs).rstrip()

    def _fit(self) -> None:
        """A scrollbar comes and goes without a word: what was drawn for another width is drawn again."""
        width = self.scrollable_content_region.width
        if width != self._fitted_to or not self._widths:
            self._fitted_to, self._drawn = width, {}
            self._widths = fit(self._natural, width - MARK) if self._natural else []
