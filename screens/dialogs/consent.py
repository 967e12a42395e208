"""Consent, before the one change that matters: plain words first, then the button that names the act.

The text has the focus, "Not now" comes before the act, and Escape leaves; so one Enter by accident gives nothing away.
"""

from __future__ import annotations

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
    """True only where a person pressed the button that names the act."""

    def __init__(self, plan: PlanView, sandbox: str) -> None:
        super().__init__("Your consent", sandbox)
        self._plan = plan
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
        """What has to be typed, where somebody else's work is at stake."""
        if not self._plan.confirm:
            return []
        asks = f"Other workloads run in this account. Type its name to continue: {self._plan.confirm}"
        return [Static(words.prose(asks), classes="paragraph", markup=False), self._typed, self._wrong]

    def buttons(self) -> list[DialogButton]:
        """Not now, and the act by its name."""
        return [DialogButton("Not now", "not-now"), DialogButton(self._plan.act, "consent", danger=True)]

    def pressed(self, button: str) -> None:
        """Consent, or not now."""
        if button == "consent" and self._plan.confirm and self._typed.answer != clean_value(self._plan.confirm):
            self._wrong.update("✗ That isn't its name.")
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
