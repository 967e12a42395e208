"""The steps: each with its symbol, its word and what was found; one line of it where the screen is narrow."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from textual import events
from textual.content import Content
from textual.message import Message
from textual.style import Style
from textual.widgets import Static

from screens import words
from wizard.model import State, StepView


@dataclass(frozen=True, slots=True)
class Stop:
    """A step on the rail."""

    id: str
    title: str
    look: words.Look
    summary: str = ""
    over: bool = False


def stops_of(views: Sequence[StepView]) -> tuple[Stop, ...]:
    """The views as stops."""
    return tuple(
        Stop(view.id, words.line(view.title), words.look(view), _summary(view), view.state is State.SATISFIED)
        for view in views
    )


def _summary(view: StepView) -> str:
    if view.state is State.SKIPPED:
        return f"skipped: {words.line(view.skipped)}"
    look = words.look(view)
    return words.line(view.summary) if view.summary and view.state is not State.WAITING else look.word


class Rail(Static):
    """All steps; a click on one selects it."""

    @dataclass
    class Chosen(Message):
        """A person wants to see this step."""

        step: str

    def __init__(self, stops: Sequence[Stop]) -> None:
        super().__init__(markup=False)
        self._stops, self._selected, self._narrow = tuple(stops), stops[0].id if stops else "", False

    def show(self, stops: Sequence[Stop], selected: str) -> None:
        """Draw the steps as they stand now."""
        if (tuple(stops), selected) != (self._stops, self._selected):
            self._stops, self._selected = tuple(stops), selected
            self.refresh()

    def narrow(self, narrow: bool) -> None:
        """One line, or a column."""
        self._narrow = narrow
        self.refresh(layout=True)

    def render(self) -> Content:
        """The whole rail."""
        return self._one_line() if self._narrow else self._column()

    def _one_line(self) -> Content:
        named = self._named(True)
        return named if named.cell_length <= self.size.width else self._named(False)

    def _named(self, all_of_them: bool) -> Content:
        parts: list[Content] = []
        for stop in self._stops:
            chosen = stop.id == self._selected
            name = f" {stop.title}" if all_of_them or chosen else ""
            content = Content.assemble((f"{stop.look.symbol}", stop.look.style), (name, "bold" if chosen else "$quiet"))
            parts.append(_link(stop, content.stylize_before("underline") if chosen else content))
        return Content("  ").join(parts)

    def _column(self) -> Content:
        width = max(8, self.size.width)
        rows: list[Content] = [Content.styled("Steps", "$quiet"), Content("")]
        for stop in self._stops:
            rows += self._rows(stop, width)
        rows += [Content.styled("─" * width, "$line"), self._how_far(width)]
        return Content("\n").join(rows)

    def _rows(self, stop: Stop, width: int) -> list[Content]:
        chosen = stop.id == self._selected
        bar = ("▌", "$accent") if chosen else (" ", "")
        name = "bold" if chosen else ""
        title = Content.assemble(bar, (f"{stop.look.symbol} ", stop.look.style), (stop.title, name))
        about = Content.assemble(bar, "  ", (stop.summary, "$quiet" if stop.over else stop.look.style))
        rows = [_link(stop, _fit(row, width, chosen)) for row in (title, about)]
        return [*rows, Content("")]

    def _how_far(self, width: int) -> Content:
        over = sum(stop.over for stop in self._stops)
        filled = over * width // max(1, len(self._stops))
        bar = Content.assemble(("━" * filled, "$success"), ("━" * (width - filled), "$line"))
        return Content.assemble((f"{over} of {len(self._stops)} done", "$quiet"), "\n", bar)

    def on_click(self, event: events.Click) -> None:
        """Select the step under the mouse."""
        step = event.style.meta.get("step")
        if isinstance(step, str):
            self.post_message(self.Chosen(step))


def _fit(row: Content, width: int, chosen: bool) -> Content:
    cut = row.truncate(width, ellipsis=True, pad=True)
    return cut.stylize_before("on $panel") if chosen else cut


def _link(stop: Stop, content: Content) -> Content:
    return content.stylize(Style.from_meta({"step": stop.id}))
