"""The reader beside a step, where the screen is wide enough for both; it takes the place of the activity meanwhile.

The screen says who the documents are for; here is where the reader stands and who has the focus afterwards.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from textual.widget import Widget

from wizard.model import Document

if TYPE_CHECKING:
    from textual.screen import Screen

    from screens.widgets.reader import Reader

READING = "-reading"
"""The class of a screen beside whose step something is read."""


class Beside:
    """The place beside the step. work: what holds the step's column."""

    def __init__(self, screen: Screen[None], work: str, sandbox: str) -> None:
        self._screen, self._work, self._sandbox = screen, work, sandbox
        self._reader: Reader | None = None
        self._had: Widget | None = None

    @property
    def reader(self) -> Reader | None:
        """What is read there, if anything is."""
        return self._reader

    async def open(self, documents: Sequence[Document], copy: Callable[[str, str], None]) -> None:
        """Read these, in place of what was read before."""
        from screens.widgets.reader import Reader

        if self._reader is None:
            self._had = self._screen.focused
        else:
            await self._reader.remove()
        self._reader = Reader(documents, copy, self._sandbox, beside=True)
        self._screen.add_class(READING)
        await self._screen.query_one(self._work).mount(self._reader)
        self._reader.take_focus()

    async def close(self) -> None:
        """Away with it; the focus is back where it was."""
        reader, self._reader = self._reader, None
        if reader is None:
            return
        had, self._had = self._had, None
        self._screen.remove_class(READING)
        self._screen.set_focus(had if had is not None and had.is_attached and had.focusable else None, False)
        await reader.remove()
