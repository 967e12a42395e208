"""Why a step fails, where it does, and why it exists: the two sentences, then the long text."""

from __future__ import annotations

from textual.widget import Widget
from textual.widgets import Static

from screens import words
from screens.dialogs.dialog import Dialog
from wizard.model import StepView


class Why(Dialog[None]):
    """Something to read."""

    def __init__(self, view: StepView, sandbox: str) -> None:
        super().__init__(f"Why: {view.title}", sandbox)
        self._view = view

    def content(self) -> list[Widget]:
        """Paragraphs that wrap as wide as the window is."""
        first = Static(words.prose(self._view.why), classes="first-paragraph", markup=False)
        rest = [" ".join(paragraph.split()) for paragraph in self._view.more.split("\n\n")]
        problem = self._view.problem
        cause = [Static(words.prose(problem.why), classes="first-paragraph", markup=False)] if problem else []
        return [
            *cause,
            first,
            *(Static(words.prose(text), classes="paragraph", markup=False) for text in rest if text),
        ]
