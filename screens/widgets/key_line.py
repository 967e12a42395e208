"""The last line: the keys that do something right now, and nothing else.

It asks Textual for the bindings that are active at this moment, so it cannot promise a key that does nothing. What
does not fit is left out from the end; what Enter does, the next step, all keys and how to leave always stay.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from textual import events
from textual.content import Content
from textual.screen import Screen
from textual.style import Style
from textual.widgets import Static

ALWAYS = ("neighbour(1)", "keys", "leave")
"""Actions that stay in sight on every width, as Enter does."""

LASTING = ("reveal", "card")
"""Actions that come after those, before any other."""

AT_THE_END = (*LASTING, "keys", "leave")

EARLY, RARE = ("filter_list",), ("find_calls",)
"""Actions that come right after the first one; that get the room that is left."""


class Hint(NamedTuple):
    """A key as it is told, what it does in words, and its action."""

    key: str
    does: str
    action: str


class KeyLine(Static):
    """Keys with their words; a click does what the key does."""

    def __init__(self) -> None:
        super().__init__(markup=False)

    def on_mount(self) -> None:
        """Follow every change of focus and of what is possible."""
        self.screen.bindings_updated_signal.subscribe(self, self._changed)

    def _changed(self, _screen: Screen[object]) -> None:
        self.refresh()

    def render(self) -> Content:
        """As many keys as fit."""
        return Content("").join(map(_drawn, fitting(hints_of(self.screen), self.size.width)))

    async def on_click(self, event: events.Click) -> None:
        """Do what the key under the mouse does."""
        action = event.style.meta.get("does")
        if isinstance(action, str):
            await self.screen.run_action(action)


def hints_of(screen: Screen[Any]) -> list[Hint]:
    """The keys that do something on this screen right now, the innermost first, one for each action.

    A key that something further in has taken is told by its other name: ← closes a row of a tree, and b goes back.
    """
    seen: dict[str, Hint] = {}
    for active in screen.active_bindings.values():
        binding = active.binding
        if binding.show and active.enabled and binding.action not in seen:
            key = screen.app.get_key_display(binding)
            taken = any(key == hint.key for hint in seen.values())
            seen[binding.action] = Hint(binding.key if taken else key, binding.description, binding.action)
    return list(seen.values())


def fitting(hints: Sequence[Hint], width: int) -> list[Hint]:
    """Of these, what fits into so many cells, as it is drawn from left to right."""
    kept: list[Hint] = []
    for hint in sorted(hints, key=lambda hint: (_urgency(hint), _place(hint, hints[0]))):
        if _width(hint) <= width:
            kept.append(hint)
            width -= _width(hint)
    return sorted(kept, key=lambda hint: (_place(hint, hints[0]), hints.index(hint)))


def _urgency(hint: Hint) -> int:
    return 0 if hint.key == "enter" or _name(hint) in ALWAYS else 1 if _name(hint) in LASTING else 2


def _place(hint: Hint, first: Hint) -> int:
    if _name(hint) in AT_THE_END:
        return 4
    return 0 if hint is first else 1 if hint.action in EARLY else 3 if hint.action in RARE else 2


def _name(hint: Hint) -> str:
    return hint.action.removeprefix("app.")


def _width(hint: Hint) -> int:
    return len(hint.key) + len(hint.does) + 3


def _drawn(hint: Hint) -> Content:
    key, description, action = hint
    drawn = Content.assemble((key, "bold $accent"), " ", (description, "$quiet"), "  ")
    return drawn.stylize(Style.from_meta({"does": action}))
