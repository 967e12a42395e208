"""Leaving presenter mode: asked once, because somebody may still be watching."""

from __future__ import annotations

from textual.widget import Widget
from textual.widgets import Static

from screens.dialogs.dialog import Dialog, DialogButton

WHAT = "This shows account ids, e-mail addresses, ARNs and names again, to everybody who sees this screen."


class StopPresenting(Dialog[bool]):
    """True only where a person pressed the button that says so."""

    def __init__(self, sandbox: str) -> None:
        super().__init__("Stop presenting?", sandbox)

    def content(self) -> list[Widget]:
        """What it means."""
        return [Static(WHAT, classes="first-paragraph", markup=False)]

    def buttons(self) -> list[DialogButton]:
        """Going on comes first."""
        return [DialogButton("Keep presenting", "on"), DialogButton("Show everything", "show", danger=True)]

    def pressed(self, button: str) -> None:
        """Show everything, or not."""
        self.leave(button == "show")
