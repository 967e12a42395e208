"""The plan as commands to run by hand, as a script that runs; afterwards the wizard looks again."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.widget import Widget
from textual.widgets import Static

from screens import words
from screens.dialogs.dialog import Dialog, DialogButton
from screens.widgets import code
from screens.widgets.lines import Lines

HOW = "Run this in a shell that has your AWS credentials. Then check again: the wizard looks at what exists."


class ByHand(Dialog[bool]):
    """True where the person wants the wizard to look again."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("c", "copy", "copy script")]
    AUTO_FOCUS = "#script"

    def __init__(self, title: str, script: str, copy: Callable[[str], None], sandbox: str) -> None:
        super().__init__(f"Run it yourself: {title}", sandbox)
        self._script, self._copy = script, copy

    def content(self) -> list[Widget]:
        """What to do with the script."""
        return [Static(HOW, classes="paragraph", markup=False)]

    def below(self) -> list[Widget]:
        """The script, scrolled by itself."""
        lines = Lines(id="script")
        lines.show(words.verbatim(self._script, code.LONGEST).splitlines(), code.shell_line)
        lines.can_focus = bool(self._script)
        return [lines]

    def buttons(self) -> list[DialogButton]:
        """Back, copy, check again."""
        return [
            DialogButton("Back", "back"),
            DialogButton("Copy script", "copy"),
            DialogButton("Check again", "again", main=True),
        ]

    def pressed(self, button: str) -> None:
        """Copy stays here; the others leave."""
        if button == "copy":
            self.action_copy()
        else:
            self.leave(button == "again")

    def action_copy(self) -> None:
        """Copy the script, whole."""
        self._copy(self._script)
