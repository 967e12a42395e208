"""The reader beside a step, where the screen is wide enough for both; it takes the place of the activity meanwhile.

From there one key gives it the whole screen. Closed, the focus is back where it was.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from wizard.model import Document

if TYPE_CHECKING:
    from textual.screen import Screen
    from textual.widget import Widget

    from screens.launch import Launch
    from screens.widgets.reader import Reader

READING = "-reading"
"""The class of a screen beside whose step something is read."""
ROOM = "-vast"
"""The class of a screen that is wide enough."""


class Beside:
    """The part of a screen that reads beside a step. What stands there is called ``#work``."""

    _launch: Launch
    _reader: Reader | None = None
    _before_reading: Widget | None = None

    def _here(self) -> Screen[None]:
        """The screen that this is a part of."""
        raise NotImplementedError  # the screen's: ABC's metaclass and Textual's do not go together

    async def read_beside(self, documents: Sequence[Document], copy: Callable[[str, str], None]) -> bool:
        """Read these, in place of what was read before; whether there is room, and no dialog lies over it."""
        screen = self._here()
        if not (screen.has_class(ROOM) and screen.app.screen is screen):
            return False
        from screens.widgets.reader import Reader

        if self._reader is None:
            self._before_reading = screen.focused
        else:
            await self._reader.remove()
        self._reader = Reader(documents, copy, self._launch.sandbox, beside=True)
        screen.add_class(READING)
        await screen.query_one("#work").mount(self._reader)
        self._reader.take_focus()
        return True

    async def close_reader(self) -> None:
        """Away with it."""
        reader, self._reader = self._reader, None
        if reader is None:
            return
        had, self._before_reading = self._before_reading, None
        screen = self._here()
        screen.remove_class(READING)
        await reader.remove()  # Textual gives the focus to whatever is next to it
        screen.set_focus(had if had is not None and had.is_attached and had.focusable else None, scroll_visible=False)

    async def on_reader_closed(self, event: Reader.Closed) -> None:
        """It has been read."""
        event.stop()
        await self.close_reader()

    async def on_reader_widened(self, event: Reader.Widened) -> None:
        """What stands beside the step gets the whole screen."""
        event.stop()
        if reader := self._reader:
            from screens.dialogs.reading import Reading

            await self.close_reader()
            whole = Reading(reader.documents, reader.copy, self._launch.sandbox, reader.at)
            self._here().app.push_screen(whole)
