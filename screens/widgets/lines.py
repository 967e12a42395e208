"""Many lines of text that stay fast: only the lines in sight are ever drawn.

For code, differences, stack events and the activity. A line is made when it is looked at, so ten thousand cost as
little as ten; the price is that lines do not wrap, they are scrolled sideways.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ClassVar

from rich.cells import cell_len
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.geometry import Size
from textual.scroll_view import ScrollView
from textual.selection import Selection
from textual.strip import Strip
from textual.visual import Visual

Paint = Callable[[int, str], Content]
"""From a line's number and text to what is drawn."""


def _plain(_number: int, line: str) -> Content:
    return Content(line)


class Lines(ScrollView, can_focus=True):
    """A scrolling list of lines.

    follow: keeps the newest line in sight until a person scrolls away. opens: Enter makes it as high as it takes.
    """

    follow = False
    opens = False
    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter", "open_or_close", "expand", key_display="enter")]

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Where everything is in sight, there is nothing to open."""
        if action == "open_or_close":
            return self.opens and (self.has_class("-open") or self.max_scroll_y > 0)
        return super().check_action(action, parameters)

    def action_open_or_close(self) -> None:
        """As high as it takes, or as high as the stylesheet says."""
        self.toggle_class("-open")

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self._lines: Sequence[str] = ()
        self._paint: Paint = _plain
        self._width = 0
        self._following = True

    def show(self, lines: Sequence[str], paint: Paint) -> None:
        """Show these lines instead; each is painted when it comes into sight."""
        self._lines, self._paint = lines, paint
        self._width = max(map(cell_len, lines), default=0)
        self.resized()

    def resized(self) -> None:
        """Take over the number of lines and their width; stay at the newest line if that is where we were."""
        following = self._following
        self.virtual_size = Size(self.longest(), self.height_in_lines())
        self.refresh()
        if following:
            self._to_the_newest()

    def on_resize(self) -> None:
        """What becomes lower would otherwise keep its first line in sight, and lose the newest."""
        if self._following:
            self._to_the_newest()

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """A person who scrolls away is not taken back; at the newest line it follows again."""
        super().watch_scroll_y(old_value, new_value)
        self._following = self.scroll_offset.y >= self.max_scroll_y

    def _to_the_newest(self) -> None:
        if self.follow:
            self.scroll_end(animate=False, force=True, immediate=True)

    def longest(self) -> int:
        """Cells of the longest line."""
        return self._width

    def height_in_lines(self) -> int:
        """How many lines there are."""
        return len(self._lines)

    def content_of(self, index: int) -> Content:
        """One line."""
        return self._paint(index, self._lines[index])

    def line_at(self, y: int) -> int:
        """Which line stands in this row of what is in sight."""
        return self.scroll_offset.y + y

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:  # noqa: ARG002 - Textual's
        """As many rows as there are lines; the stylesheet sets the most."""
        return self.height_in_lines()

    def render_line(self, y: int) -> Strip:
        """Draw one line in sight."""
        across, index, width = self.scroll_offset.x, self.line_at(y), self.size.width
        if index >= self.height_in_lines():
            return Strip.blank(width, self.rich_style)
        content = self.content_of(index)
        strip = Visual.to_strips(self, content, max(width, content.cell_length), 1, self.visual_style)[0]
        return strip.crop_extend(across, across + width, self.rich_style).apply_offsets(across, index)

    def get_selection(self, selection: Selection) -> tuple[str, str] | None:
        """What the mouse has marked; no other line is made for it."""
        first = selection.start.y if selection.start else 0
        last = selection.end.y if selection.end else self.height_in_lines() - 1
        marked = [self.content_of(index).plain for index in range(first, min(last + 1, self.height_in_lines()))]
        return selection.extract("\n".join((*[""] * first, *marked))), "\n"
