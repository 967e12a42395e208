"""Leaving a step out: it needs a reason, because others will read it."""

from __future__ import annotations

from textual.widget import Widget
from textual.widgets import Static

from screens import words
from screens.dialogs.dialog import Dialog, DialogButton
from screens.widgets.fields import TextField

AGAIN = "You can undo the skip at any time."
WRONG = "✗ Write the reason in a few words."


class Skip(Dialog[str]):
    """The reason, or None where the person thought better of it. read: who reads it, in a sentence, or ""."""

    AUTO_FOCUS = "TextField"

    def __init__(self, title: str, read: str, sandbox: str) -> None:
        super().__init__(f"Skip {title}", sandbox)
        self._how = f"{words.line(read)} {AGAIN}" if read else AGAIN
        self._reason = TextField("", "for example: our security team turns this on next week")
        self._wrong = Static(WRONG, classes="wrong", markup=False)
        self._wrong.display = False

    def content(self) -> list[Widget]:
        """What a skip means."""
        return [Static(self._how, classes="paragraph", markup=False)]

    def below(self) -> list[Widget]:
        """The reason."""
        return [
            Static("Why are you skipping this step?", classes="question-text", markup=False),
            self._reason,
            self._wrong,
        ]

    def buttons(self) -> list[DialogButton]:
        """Back, skip."""
        return [DialogButton("Back", "back"), DialogButton("Skip step", "skip", main=True)]

    def on_text_field_entered(self, event: TextField.Entered) -> None:
        """Enter skips, if there is a reason."""
        event.stop()
        self.pressed("skip")

    def on_text_field_edited(self, event: TextField.Edited) -> None:
        """Take the complaint back."""
        event.stop()
        self._wrong.display = False

    def pressed(self, button: str) -> None:
        """Skip with the reason, or go back."""
        reason = self._reason.answer
        if button == "skip" and not reason:
            self._wrong.display = True
            self._reason.take_focus()
        else:
            self.leave(reason if button == "skip" else None)
