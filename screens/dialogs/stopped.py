"""Where the wizard cannot go on by itself: what stands in the way, in one sentence, and how to leave."""

from __future__ import annotations

from textual.widget import Widget
from textual.widgets import Static

from screens import words
from screens.dialogs.dialog import Dialog, DialogButton


class Stopped(Dialog[None]):
    """A sentence; every button and Escape leave the wizard."""

    AUTO_FOCUS = "#quit"

    def __init__(self, title: str, sentence: str, then: str, sandbox: str) -> None:
        super().__init__(title, sandbox)
        self._sentence, self._then = sentence, then

    def content(self) -> list[Widget]:
        """The sentence, then what it means for what was begun."""
        return [
            Static(words.prose(self._sentence), classes="first-paragraph", markup=False),
            Static(words.prose(self._then), classes="paragraph", markup=False),
        ]

    def buttons(self) -> list[DialogButton]:
        """Nothing but to leave."""
        return [DialogButton("Quit", "quit", main=True)]
