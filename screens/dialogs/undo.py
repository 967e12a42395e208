"""The commands that undo everything that was made, to be read; copied, they are a script that runs."""

from __future__ import annotations

from collections.abc import Callable

from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from screens import words
from screens.dialogs.dialog import DialogButton, ToCopy
from screens.widgets import code
from wizard.engine.undoing import NOTHING_MADE
from wizard.model import WayBack

HOW = "Newest first. Nothing here runs by itself: copy the script, and run it in a shell that has your AWS credentials."


class Undo(ToCopy):
    """What there is to run, and what stays."""

    def __init__(self, way_back: WayBack, copy: Callable[[str], None], sandbox: str) -> None:
        super().__init__("Undo what was made", way_back.script, copy, sandbox)
        self._listing = way_back.listing

    def content(self) -> list[Widget]:
        """What to do with it, and all of it; a line is never cut, because what it means may be at its end."""
        if not self._listing:
            return [Static(NOTHING_MADE, classes="paragraph", markup=False)]
        lines = code.painted(words.verbatim(self._listing, code.LONGEST), code.shell_line)
        return [Static(HOW, classes="paragraph", markup=False), Static(Content("\n").join(lines), markup=False)]

    def buttons(self) -> list[DialogButton]:
        """Close, and copy where there is something to copy."""
        copy = [DialogButton("Copy the script", "copy")] if self._listing else []
        return [DialogButton("Close", "close"), *copy]

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002 - Textual's
        """Nothing is copied where there is nothing."""
        return action != "copy" or bool(self._listing)
