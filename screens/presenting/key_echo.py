"""The key that was just pressed, in a corner, so that those who watch can follow.

Only keys that do something are told, and never what is typed into a field: the app decides that before it comes here.
"""

from __future__ import annotations

from typing import ClassVar

from textual.screen import Screen
from textual.widgets import Static


class KeyEcho(Static):
    """One key on the lower right, beside the activity's last line."""

    SHOWN_FOR: ClassVar[float] = 1.5
    DEFAULT_CSS = """
    KeyEcho { overlay: screen; position: absolute; width: auto; height: 1; padding: 0 1; text-style: bold;
              background: $accent; color: $ink; }
    """

    def __init__(self) -> None:
        super().__init__(markup=False)

    @classmethod
    def on(cls, screen: Screen[object]) -> KeyEcho:
        """The one of this screen."""
        there = screen.query(cls)
        if there:
            return there.first()
        made = cls()
        screen.mount(made)
        return made

    def say(self, key: str) -> None:
        """Show this key."""
        self.update(key)
        width = len(key) + 2
        size = self.screen.size
        self.styles.offset = (size.width - width - 2, size.height - 2)
