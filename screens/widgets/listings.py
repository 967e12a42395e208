"""Many things of one kind that a step is about: a title, how they stand, the rows, and a line to filter them.

The line is there only while somebody filters. A listing that comes anew takes the place of the one before it, so what
a person has opened, marked or typed stays.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Static

from screens import words
from screens.widgets.fields import FindField, TextField
from screens.widgets.listing_lines import ListingLines
from wizard.model.listing import Listing, marks_of

WHAT = "words in any column"


class ListingFilter(FindField):
    """What rows have to have in them; Enter goes to those that do."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "submit", "go to list", key_display="enter"),
        Binding("escape", "give_up", "show all", key_display="esc"),
    ]


class ListingView(Vertical):
    """One listing."""

    def __init__(self) -> None:
        super().__init__(classes="listing")
        self._title = Static(classes="heading", markup=False)
        self.lines = ListingLines()
        self._field = ListingFilter("", WHAT)
        self._found = Static(classes="found", markup=False)
        self._line = Horizontal(Static("/", classes="quiet", markup=False), self._field, self._found, classes="filter")
        self._line.display = False

    def compose(self) -> ComposeResult:
        """Title, rows, what is looked for."""
        yield self._title
        yield self.lines
        yield self._line

    def show(self, listing: Listing) -> None:
        """Draw this one."""
        new = listing != self.lines.outline.listing
        self.lines.take(listing)
        if new:
            self._title.update(_title(listing))
            self._say()

    def open_filter(self) -> None:
        """Have the next key typed into the line."""
        self._line.display = True
        self._say()
        self._field.take_focus()

    def _say(self) -> None:
        found, of = self.lines.outline.counted
        self._found.update(f"{found:,} of {of:,}")

    def _look_for(self, text: str) -> None:
        self.lines.look_for(text)
        self._say()

    def on_text_field_edited(self, event: TextField.Edited) -> None:
        """Look while it is typed."""
        event.stop()
        self._look_for(self._field.answer)

    def on_text_field_entered(self, event: TextField.Entered) -> None:
        """To what was found."""
        event.stop()
        self.screen.set_focus(self.lines)
        self._line.display = bool(self._field.answer)

    def on_find_field_given_up(self, event: FindField.GivenUp) -> None:
        """Away with the line."""
        event.stop()
        self._show_all()

    def on_listing_lines_all_wanted(self, event: ListingLines.AllWanted) -> None:
        """The same from the rows."""
        event.stop()
        self._show_all()

    def _show_all(self) -> None:
        self._field.value = ""
        self._look_for("")
        self.screen.set_focus(self.lines)
        self._line.display = False


class Listings(Vertical):
    """All listings of a step, one under another."""

    def __init__(self) -> None:
        super().__init__(id="listings")
        self._shown = ("", 0)

    async def show(self, step: str, listings: Sequence[Listing]) -> None:
        """Draw these. Widgets stay as long as it is the same step with as many of them."""
        self.display = bool(listings)
        if self._shown != (step, len(listings)):
            self._shown = (step, len(listings))
            await self.remove_children()
            await self.mount(*(ListingView() for _ in listings))
        for view, listing in zip(self.query(ListingView), listings, strict=True):
            view.show(listing)

    def open_filter(self) -> None:
        """Of the listing that has the focus, else of the first."""
        views = list(self.query(ListingView))
        if views:
            next((view for view in views if view.has_focus_within), views[0]).open_filter()


def _title(listing: Listing) -> Content:
    counts = marks_of(listing)
    parts: list[tuple[str, str]] = [(words.line(listing.title), "bold")]
    for mark, number in counts.items():
        look = words.MARKS[mark]
        parts += [("   ", ""), (f"{look.symbol} {number:,}", f"{look.style} not bold")]
    return Content.assemble(*parts)
