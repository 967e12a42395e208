"""The commands that undo everything that was made, to be read; copied, they are a script that runs."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from screens import words
from screens.dialogs.dialog import Dialog, DialogButton
from screens.widgets import code
from wizard.engine.undoing import NOTHING_MADE
from wizard.model import WayBack

HOW = "Newest first. Nothing here runs by itself: copy the script, and run it in a shell that has your AWS credentials."


class Undo(Dialog[None]):
    """What there is to run, and what stays."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("c", "copy", "copy script")]

    def __init__(self, way_back: WayBack, copy: Callable[[str], None], sandbox: str) -> None:
        super().__init__("Undo what was made", sandbox)
        self._script, self._listing, self._copy = way_back.script, way_back.listing, copy

    def content(self) -> list[Widget]:
        """What to do with it, and all of it; a line is never cut, because what it means may be at its end."""
        if not self._listing:
            return [Static(NOTHING_MADE, classes="paragraph", markup=False)]
        lines = code.painted(words.verbatim(self._listing, code.LONGEST), code.shell_line)
        return [Static(HOW, classes="paragraph", markup=False), Static(Content("\n").join(lines), markup=False)]

    def buttons(self) -> list[DialogButton]:
        """Close, and copy where there is something to copy."""
        copy = [DialogButton("Copy script", "copy")] if self._listing else []
        return [DialogButton("Close", "close"), *copy]

    def pressed(self, button: str) -> None:
        """Copy stays here."""
        if button == "copy":
            self.action_copy()
        else:
            self.leave(None)

    def action_copy(self) -> None:
        """Copy the script, whole."""
        self._copy(self._script)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002 - Textual's
        """Nothing is copied where there is nothing."""
        return action != "copy" or bool(self._listing)
