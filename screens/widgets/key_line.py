"""The last line: the keys that do something right now, and nothing else.

It asks Textual for the bindings that are active at this moment, so it cannot promise a key that does nothing. What
does not fit is left out from the end; how to leave and how to get help always stay.
"""

from __future__ import annotations

from textual import events
from textual.content import Content
from textual.screen import Screen
from textual.style import Style
from textual.widgets import Static

LASTING = ("reveal", "card", "keys", "leave")
"""Actions that stay in sight on every width."""

RARE = ("find_calls",)
"""Actions that get the room that is left."""


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
        hints = self._hints()
        kept = [hint for hint in hints if hint[2].split(".")[-1] in LASTING]
        room = self.size.width - sum(_width(hint) for hint in kept)
        first: list[tuple[str, str, str]] = []
        for hint in sorted(hints, key=lambda hint: hint[2] in RARE):
            if hint not in kept and _width(hint) <= room:
                first.append(hint)
                room -= _width(hint)
        return Content("").join(_drawn(hint) for hint in (*first, *kept))

    def _hints(self) -> list[tuple[str, str, str]]:
        seen: dict[str, tuple[str, str, str]] = {}
        for active in self.screen.active_bindings.values():
            binding = active.binding
            if binding.show and active.enabled and binding.action not in seen:
                key = self.app.get_key_display(binding)
                seen[binding.action] = (key, binding.description, binding.action)
        return list(seen.values())

    async def on_click(self, event: events.Click) -> None:
        """Do what the key under the mouse does."""
        action = event.style.meta.get("does")
        if isinstance(action, str):
            await self.screen.run_action(action)


def _width(hint: tuple[str, str, str]) -> int:
    return len(hint[0]) + len(hint[1]) + 3


def _drawn(hint: tuple[str, str, str]) -> Content:
    key, description, action = hint
    drawn = Content.assemble((key, "bold $accent"), " ", (description, "$quiet"), "  ")
    return drawn.stylize(Style.from_meta({"does": action}))
