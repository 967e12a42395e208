"""The commands that take back everything that was made, as a script that runs; and what stays."""

from __future__ import annotations

from collections.abc import Callable

from textual.widget import Widget
from textual.widgets import Static

from screens import words
from screens.dialogs.dialog import DialogButton, ToCopy
from screens.widgets import code
from screens.widgets.lines import Lines
from wizard.engine.undoing import NOTHING_MADE

HOW = "Nothing here runs by itself. Read the script, copy it, and run it in a shell that has your AWS credentials."


class Undo(ToCopy):
    """What there is to run."""

    AUTO_FOCUS = "#script, #text"

    def __init__(self, script: str, copy: Callable[[str], None], sandbox: str) -> None:
        super().__init__("Undo what was made", script, copy, sandbox)

    def content(self) -> list[Widget]:
        """What to do with it."""
        return [Static(HOW if self._text else NOTHING_MADE, classes="paragraph", markup=False)]

    def below(self) -> list[Widget]:
        """The script, scrolled by itself."""
        if not self._text:
            return []
        lines = Lines(id="script")
        lines.show(words.verbatim(self._text, code.LONGEST).splitlines(), code.shell_line)
        return [lines]

    def buttons(self) -> list[DialogButton]:
        """Close, and copy where there is something to copy."""
        copy = [DialogButton("Copy the script", "copy")] if self._text else []
        return [DialogButton("Close", "close"), *copy]

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002 - Textual's
        """Nothing is copied where there is nothing."""
        return action != "copy" or bool(self._text)
