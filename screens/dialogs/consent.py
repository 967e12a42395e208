"""Consent, before the one change that matters: plain words first, then the button that names the act.

The text has the focus, so no Enter by accident gives anything away: the act takes a Tab and an Enter. Escape leaves.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from screens import words
from screens.dialogs.dialog import Dialog, DialogButton
from screens.widgets.bulleted import Bulleted
from screens.widgets.fields import TextField
from wizard.model import ChangeView, PlanView
from wizard.model.values import clean_value


class Consent(Dialog[bool]):
    """True only where a person pressed the button that names the act. read: opens all that there is to read."""

    AUTO_FOCUS = "#text"
    BINDINGS: ClassVar[list[BindingType]] = [Binding("d", "open_reader", "read what is sent")]

    def __init__(self, plan: PlanView, sandbox: str, read: Callable[[], None]) -> None:
        super().__init__("Your consent", sandbox)
        self._plan, self._read = plan, read
        self._typed = TextField("", private=True)
        self._wrong = Static(markup=False, classes="wrong")
        self._wrong.display = False

    def content(self) -> list[Widget]:
        """The paragraphs, then what is sent where."""
        first, *rest = self._plan.consent or ("",)
        paragraphs = [Static(words.prose(first), classes="first-paragraph", markup=False)]
        paragraphs += [Static(words.prose(paragraph), classes="paragraph", markup=False) for paragraph in rest]
        return [*paragraphs, Static("What will be sent", classes="heading", markup=False), *self._changes()]

    def _changes(self) -> list[Widget]:
        return [Static(_drawn(change), classes="paragraph", markup=False) for change in self._plan.changes]

    def below(self) -> list[Widget]:
        """What has to be typed, where much is at stake."""
        if not self._plan.confirm:
            return []
        return [Static(words.prose(self._plan.asks), classes="paragraph", markup=False), self._typed, self._wrong]

    def buttons(self) -> list[DialogButton]:
        """The act by its name, and not now."""
        return [DialogButton(self._plan.act, "consent", danger=True), DialogButton("Not now", "not-now")]

    def action_open_reader(self) -> None:
        """Every line of what is consented to."""
        self._read()

    def pressed(self, button: str) -> None:
        """Consent, or not now."""
        if button == "consent" and self._plan.confirm and self._typed.answer != clean_value(self._plan.confirm):
            self._wrong.update("✗ That doesn't match.")
            self._wrong.display = True
            self._typed.take_focus()
            return
        self.leave(button == "consent")

    def on_text_field_entered(self, event: TextField.Entered) -> None:
        """Enter in the field consents to nothing by itself: it leads to the buttons."""
        event.stop()
        self.focus_next()


def _drawn(change: ChangeView) -> Bulleted:
    rows = [
        (Content.styled("+", "bold $accent"), Content(words.prose(change.sentence))),
        (Content(""), Content.styled(words.place(change), "$quiet")),
    ]
    if change.warning:
        rows.append((Content.styled("!", "bold $warning"), Content.styled(words.prose(change.warning), "$warning")))
    return Bulleted(rows)
