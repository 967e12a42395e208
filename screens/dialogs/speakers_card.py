"""What to say about a step, what customers ask, and how long it takes; the words are the vendor's.

It is drawn on the shared screen, so it holds nothing that a customer may not read.
"""

from __future__ import annotations

from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from screens import words
from screens.dialogs.dialog import Dialog
from screens.widgets.bulleted import Bulleted
from wizard.model import AskedQuestion, SpeakersCard


class Card(Dialog[None]):
    """Something to read; F4 closes it as it opened it."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("f4", "close", "close", show=False)]

    def __init__(self, title: str, card: SpeakersCard, sandbox: str) -> None:
        super().__init__(title, sandbox)
        self._card = card

    def content(self) -> list[Widget]:
        """What to say, then the questions with their answers."""
        said = Bulleted([(Content.styled("▸", "$accent"), Content(words.prose(one))) for one in self._card.say])
        parts: list[Widget] = [Static(said, classes="paragraph", markup=False)] if self._card.say else []
        if self._card.takes:
            takes = words.prose(f"This takes {self._card.takes}.")
            parts.append(Static(takes, classes="paragraph quiet", markup=False))
        if self._card.asked:
            parts.append(Static("What customers ask", classes="card-heading", markup=False))
        return [*parts, *(Static(_answered(one), classes="paragraph", markup=False) for one in self._card.asked)]


def _answered(asked: AskedQuestion) -> Bulleted:
    return Bulleted(
        [
            (Content.styled("?", "bold $accent"), Content.styled(words.prose(asked.question), "bold")),
            (Content(""), Content(words.prose(asked.answer))),
        ]
    )
