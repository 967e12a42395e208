"""A document to be looked at: never cut sideways, with what it means beside its lines or above them.

Only rows in sight are drawn, and rows are measured in slices, so a megabyte holds nobody up; the scrollbar grows until
all of it is measured.
"""

from __future__ import annotations

from functools import lru_cache
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.geometry import Size

from screens import words
from screens.reading.rows import GAP, Piece, Row, Rows, Said
from screens.widgets import code
from screens.widgets.lines import Lines
from wizard.model import Document
from wizard.model.document import Weight

SLICE = 0.01
"""Seconds of measuring at a time."""
BEGINNING = 0.004
"""Seconds of measuring before the first row is drawn."""
LONG = 4000
"""Characters of a line that is painted as a whole; a longer one is drawn without colors."""
KEPT = 256
"""Lines that are kept painted."""
STYLES: dict[Weight, str] = {"decisive": "$accent", "plain": "$quiet", "unknown": "$warning"}
SIGNS: dict[Weight, str] = {"decisive": "▌", "plain": "·", "unknown": "?"}
SIDES = {"-": "$error", "+": "$success", "~": "$warning", " ": "", "": ""}


class DocumentLines(Lines, inherit_bindings=False):
    """The rows of one document. numbered: whether its lines have numbers.

    It takes no keys that scroll sideways, so that whoever holds it can have them.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "open_or_close", "all of it", key_display="enter"),
        Binding("up", "scroll_up", "", show=False),
        Binding("down", "scroll_down", "", show=False),
        Binding("pageup", "page_up", "", show=False),
        Binding("pagedown,space", "page_down", "", show=False),
        Binding("home", "scroll_home", "", show=False),
        Binding("end", "scroll_end", "", show=False),
    ]

    def __init__(self, *, numbered: bool = False, id: str | None = None) -> None:
        super().__init__(id=id)
        self.document = Document(title="", text="")
        self._numbered = numbered
        self._rows: Rows | None = None
        self._weights: dict[int, Weight] = {}
        self._current: range = range(0)
        self._wanted: int | None = None
        self._painted = lru_cache(KEPT)(self._paint_line)

    def read(self, document: Document) -> None:
        """Show this document from its beginning."""
        if document == self.document:
            return
        self.document, self._current, self._wanted = document, range(0), None
        self._weights = _weights(document)
        self._rows = None
        self.scroll_home(animate=False, force=True, immediate=True)
        if self.size.width:
            self._measure(self.size.width)
        self.refresh(layout=True)

    # --- measuring ---------------------------------------------------------------------------------------------------

    def _measure(self, width: int) -> Rows:
        self._painted.cache_clear()
        rows = self._rows = Rows(self.document, width, self._numbered, self._drawn, words.prose)
        rows.grow(BEGINNING)
        self.virtual_size = Size(0, len(rows.made))
        if not rows.done:
            self.set_timer(SLICE, self._grow)
        return rows

    def _grow(self) -> None:
        rows = self._rows
        if rows is None or rows.done or not self.is_attached:
            return
        rows.grow(SLICE)
        self.virtual_size = Size(0, len(rows.made))
        if self._wanted is not None:
            self._show_line(self._wanted)
        if not rows.done:
            self.set_timer(SLICE, self._grow)

    def _drawn(self, line: str) -> str:
        said = words.said_in_json if self.document.said else words.verbatim
        return said(line, code.LONGEST)

    def on_resize(self) -> None:
        """Another width is another set of rows; the line that was on top stays there."""
        width, before = self.size.width, self._rows
        if not width or (before is not None and before.width == width):
            return
        top = self._line_at(self.scroll_offset.y)
        self._measure(width)
        if top:
            self._show_line(top, at_top=True)
        self.refresh()

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:  # noqa: ARG002 - Textual's
        """As many rows as there are in this width, or one cell less: there may be a scrollbar."""
        rows = self._rows
        if rows is None or rows.width not in (width, width - self.scrollbar_size_vertical):
            rows = self._measure(width)
        return max(1, len(rows.made))

    def longest(self) -> int:
        """Nothing is scrolled sideways."""
        return 0

    def height_in_lines(self) -> int:
        """Rows that were measured so far."""
        return len(self._rows.made) if self._rows else 0

    # --- going somewhere ---------------------------------------------------------------------------------------------

    def _line_at(self, row: int) -> int:
        rows = self._rows
        if rows is None or not rows.made:
            return 0
        return next((one.left.line for one in rows.made[row:] if one.left), 0)

    def _show_line(self, line: int, *, at_top: bool = False) -> None:
        """Bring a line into sight as soon as it is measured."""
        rows = self._rows
        if rows is None or (line >= len(rows.of_line) and not rows.done):
            self._wanted = line
            return
        self._wanted = None
        if not rows.of_line:
            return
        row = rows.of_line[min(line, len(rows.of_line) - 1)]
        while not at_top and row > 0 and rows.made[row - 1].note and rows.made[row - 1].left is None:
            row -= 1  # a note that stands above its lines
        self.scroll_to(y=max(0, row - (0 if at_top else 1)), animate=False, force=True, immediate=True)
        self.refresh()

    @property
    def marks(self) -> list[tuple[int, int]]:
        """First and last line of what is marked: what decides, what is not explained, where two texts differ."""
        if self.document.other is not None:
            return self._differences()
        return [(note.first, note.last) for note in self.document.notes if note.weight != "plain"]

    def _differences(self) -> list[tuple[int, int]]:
        rows = self._rows
        signs = [rows.made[at].sign for at in rows.of_line] if rows else []
        found = [at for at, sign in enumerate(signs) if sign not in ("", " ")]
        begins = [at for at in found if at == 0 or at - 1 not in found]
        return [(at, at) for at in begins]

    def go_to_mark(self, by: int) -> bool:
        """The next or the one before; whether there is one."""
        top = self._current.start if self._current else self._line_at(self.scroll_offset.y)
        marks = self.marks
        after = [one for one in marks if one[0] > top or (not self._current and one[0] == top)]
        there = after[:1] if by > 0 else [one for one in marks if one[0] < top][-1:]
        if there:
            self._current = range(there[0][0], there[0][1] + 1)
            self._show_line(there[0][0])
        return bool(there)

    def find(self, text: str) -> bool:
        """The next line that has this in it, from the one after the last found on; whether there is one."""
        rows, sought = self._rows, text.casefold()
        if rows is None or not sought:
            return False
        begin = self._current.start + 1 if self._current else 0
        lines = rows.left
        for at in (*range(begin, len(lines)), *range(min(begin, len(lines)))):
            if sought in lines[at].casefold():
                self._current = range(at, at + 1)
                self._show_line(at)
                return True
        return False

    # --- drawing -----------------------------------------------------------------------------------------------------

    def _paint_line(self, number: int, right: bool) -> Content:
        rows = self._rows
        line = self._drawn((rows.right if right else rows.left)[number]) if rows else ""
        return Content(line) if len(line) > LONG else code.PAINTS[self.document.language](number, line)

    def content_of(self, index: int) -> Content:
        """A row, from the left: number, mark, line, note."""
        rows = self._rows
        if rows is None or index >= len(rows.made):
            return Content("")
        row = rows.made[index]
        if row.words is not None:
            return Content.styled(row.words, SIDES[row.sign] or "$quiet")
        if row.left is None and row.right is None and not rows.columns.note and row.note:
            return _note(row.note)
        if self.document.other is not None:
            return self._compared(row, rows)
        code_part = self._code(row.left, rows)
        if not rows.columns.note:
            return code_part
        left = _padded(code_part, rows.columns.gutter + rows.columns.code + GAP - 1)
        return Content.assemble(left, _note(row.note) if row.note else "")

    def _code(self, piece: Piece | None, rows: Rows, *, right: bool = False, sign: str = "") -> Content:
        number = rows.columns.number
        if piece is None:
            return Content(" " * rows.columns.gutter)
        line = self._painted(piece.line, right)[piece.start : piece.end]
        if piece.start:
            line = Content.assemble(" " * piece.hang, line)
        if sign.strip():
            line = Content(line.plain).stylize(SIDES[sign])
        if piece.line in self._current:
            line = line.stylize("on $block-cursor-blurred-background")
        if not number:
            return line
        told = f"{piece.line + 1:>{number}}" if piece.start == 0 else " " * number
        weight = self._weights.get(piece.line)
        mark = Content.styled("▌", STYLES[weight]) if weight else Content(" ")
        return Content.assemble((told, "$quiet"), mark, " ", line)

    def _compared(self, row: Row, rows: Rows) -> Content:
        if not rows.columns.note:
            line = self._code(row.left, rows, sign=row.sign)
            first = row.left is not None and row.left.start == 0
            return Content.assemble((row.sign if first else " ", f"bold {SIDES[row.sign]}"), " ", line)
        gone, come = ("-" if row.sign in "-~" else " "), ("+" if row.sign in "+~" else " ")
        left = _padded(self._code(row.left, rows, sign=gone), rows.columns.note)
        between = f" {row.sign} " if row.sign.strip() else "   "
        return Content.assemble(left, (between, "$quiet"), self._code(row.right, rows, right=True, sign=come))

    def on_click(self, event: events.Click) -> None:
        """A click takes the focus, and does nothing else."""
        event.stop()


def _padded(content: Content, width: int) -> Content:
    return content.pad_right(max(0, width - content.cell_length))


def _note(said: Said) -> Content:
    sign = SIGNS[said.weight] if said.first or said.weight != "plain" else " "
    style = "$foreground" if said.weight == "decisive" else STYLES[said.weight]
    return Content.assemble((sign if said.first or sign == "▌" else " ", STYLES[said.weight]), " ", (said.text, style))


def _weights(document: Document) -> dict[int, Weight]:
    """What is marked of the lines; what is not explained goes before what decides."""
    found: dict[int, Weight] = {}
    lines = document.text.count("\n") + 1
    for weight in ("decisive", "unknown"):
        for note in document.notes:
            if note.weight == weight:
                found.update(dict.fromkeys(range(note.first, min(note.last, lines) + 1), note.weight))
    return found
