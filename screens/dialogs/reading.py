"""The reader in full width and height, over whatever it was opened from; closed, everything is as it was."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.screen import Screen

from screens.focus_kept import FocusKept
from screens.widgets.key_line import KeyLine
from screens.widgets.notices import Notices
from screens.widgets.reader import Reader
from wizard.model import Document


class Reading(FocusKept[None], Screen[None]):
    """Nothing but the reader and its keys."""

    AUTO_FOCUS = "#document"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f3", "app.reveal", "reveal", key_display="F3", priority=True),
        Binding("question_mark", "app.keys", "keys", key_display="?"),
        Binding("f6", "app.keys", "keys", key_display="F6"),  # where "?" is typed
    ]

    def __init__(
        self, documents: Sequence[Document], copy: Callable[[str, str], None], sandbox: str, at: int = 0
    ) -> None:
        super().__init__(classes="reading")
        self.reader = Reader(documents, copy, sandbox)
        self.reader.at = at

    def compose(self) -> ComposeResult:
        """The document, what is said in passing, the keys."""
        yield self.reader
        yield Notices()
        yield KeyLine()

    def settle_focus(self) -> None:
        """To the text."""
        self.reader.take_focus()

    def on_reader_closed(self, event: Reader.Closed) -> None:
        """Back to where it was opened."""
        event.stop()
        if self.is_current:
            self.dismiss(None)
