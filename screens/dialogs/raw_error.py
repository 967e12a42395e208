"""The error as AWS said it, with the call it answered."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from screens import words
from screens.dialogs.dialog import Dialog, DialogButton
from wizard.model import CallError


class RawError(Dialog[None]):
    """Something to read and to copy."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("c", "copy", "copy it")]

    def __init__(self, error: CallError, copy: Callable[[str], None], sandbox: str) -> None:
        super().__init__("The error as AWS said it", sandbox)
        self._error, self._copy = error, copy

    def content(self) -> list[Widget]:
        """Code, message, and the call."""
        error = self._error
        rows = [("call", f"{error.service} {error.operation}".strip()), ("account", error.account)]
        rows += [("region", error.region), ("HTTP status", str(error.status or ""))]
        if error.unsure:
            rows.append(("note", "no answer arrived, so it may have been carried out"))
        said = Content.assemble((words.verbatim(error.code), "bold $error"), "\n", words.verbatim(error.message))
        table = Content("\n").join(
            Content.assemble((f"{name:<14}", "$quiet"), words.prose(value)) for name, value in rows if value
        )
        return [Static(said, classes="paragraph", markup=False), Static(table, classes="paragraph", markup=False)]

    def buttons(self) -> list[DialogButton]:
        """Close, copy."""
        return [DialogButton("Close", "close"), DialogButton("Copy it", "copy")]

    def pressed(self, button: str) -> None:
        """Copy stays here."""
        if button == "copy":
            self.action_copy()
        else:
            self.action_close()

    def action_copy(self) -> None:
        """Copy it as text."""
        error = self._error
        self._copy(f"{error.service} {error.operation}: {error.code}: {error.message}")
