"""The error as AWS said it, with the call it answered."""

from __future__ import annotations

from collections.abc import Callable

from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from screens import words
from screens.dialogs.dialog import ToCopy
from wizard.model import CallError


class RawError(ToCopy):
    """Code, message, and the call."""

    def __init__(self, error: CallError, copy: Callable[[str], None], sandbox: str) -> None:
        text = f"{error.service} {error.operation}: {error.code}: {error.message}"
        super().__init__("AWS's error", text, copy, sandbox)
        self._error = error

    def content(self) -> list[Widget]:
        """Code, message, and the call."""
        error = self._error
        rows = [("call", f"{error.service} {error.operation}".strip()), ("account", error.account)]
        rows += [("region", error.region), ("HTTP status", str(error.status or ""))]
        if error.unsure:
            rows.append(("note", "no answer arrived; AWS may have run the call"))
        said = Content.assemble((words.verbatim(error.code), "bold $error"), "\n", words.verbatim(error.message))
        table = Content("\n").join(
            Content.assemble((f"{name:<14}", "$quiet"), words.prose(value)) for name, value in rows if value
        )
        return [Static(said, classes="paragraph", markup=False), Static(table, classes="paragraph", markup=False)]
