"""An onboarding was begun before: go on with it, or start over, which is asked once more."""

from __future__ import annotations

from textual.widget import Widget
from textual.widgets import Static

from screens import words
from screens.dialogs.dialog import Dialog, DialogButton

HOW = "Nothing is lost or created twice: the wizard checks what exists in AWS and continues from there."
OVER = (
    "Starting over forgets your answers, skips and approvals. What exists in AWS stays, and the wizard finds it. "
    "The old progress file is kept next to the new one."
)


class Resume(Dialog[str]):
    """``continue``, ``fresh`` or ``quit``; Escape goes on with what was begun once it has been asked for twice."""

    AUTO_FOCUS = "#continue"

    def __init__(self, begun: str, sandbox: str) -> None:
        super().__init__("Welcome back", sandbox)
        self._begun = begun

    def content(self) -> list[Widget]:
        """What was begun."""
        return [
            Static(words.prose(self._begun), classes="first-paragraph", markup=False),
            Static(HOW, classes="paragraph", markup=False),
        ]

    def buttons(self) -> list[DialogButton]:
        """Continue is the default."""
        return [
            DialogButton("Continue", "continue", main=True),
            DialogButton("Start over", "fresh"),
            DialogButton("Quit", "quit"),
        ]

    def action_close(self) -> None:
        """Escape is the harmless choice."""
        self.leave("continue")

    def pressed(self, button: str) -> None:
        """Starting over is asked once more."""
        if button == "fresh":
            self.app.push_screen(StartOver(self._sandbox), self._sure)
        else:
            self.leave(button)

    def _sure(self, sure: bool | None) -> None:
        if sure:
            self.leave("fresh")


class StartOver(Dialog[bool]):
    """Asked once more."""

    def __init__(self, sandbox: str) -> None:
        super().__init__("Start over?", sandbox)

    def content(self) -> list[Widget]:
        """What it means."""
        return [Static(OVER, classes="first-paragraph", markup=False)]

    def buttons(self) -> list[DialogButton]:
        """Back first."""
        return [DialogButton("Back", "back"), DialogButton("Start over", "over", danger=True)]

    def pressed(self, button: str) -> None:
        """Sure, or not."""
        self.leave(button == "over")
