"""What is said in passing, in rows of its own: it takes its room from the activity and covers nothing."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import count
from typing import TYPE_CHECKING, ClassVar

from textual.content import Content
from textual.message import Message
from textual.widgets import Static

if TYPE_CHECKING:
    from textual.notifications import SeverityLevel

STYLES: dict[SeverityLevel, str] = {"information": "$foreground", "warning": "$warning", "error": "$error"}
AT_MOST = 3
"""Sentences at a time; the oldest gives way."""
LOW = 20
"""A screen of fewer rows has room for one."""


class Notices(Static):
    """The last sentences, each for its seconds."""

    NOTICING: ClassVar[str] = "-noticing"
    """The class of a screen that has something to say."""

    @dataclass
    class Changed(Message):
        """It has another height."""

    def __init__(self) -> None:
        super().__init__(classes="notices", markup=False)
        self._numbers = count()
        self._said: dict[int, tuple[str, SeverityLevel]] = {}
        self.display = False

    def say(self, sentence: str, severity: SeverityLevel, seconds: float) -> None:
        """Say this, too."""
        number = next(self._numbers)
        self._said[number] = (sentence, severity)
        for oldest in list(self._said)[:-AT_MOST]:
            del self._said[oldest]
        self.set_timer(seconds, lambda: self._forget(number))
        self._draw()

    def on_click(self) -> None:
        """It has been read."""
        self._said.clear()
        self._draw()

    def _forget(self, number: int) -> None:
        if self._said.pop(number, None):
            self._draw()

    def _draw(self) -> None:
        self.display = bool(self._said)
        shown = list(self._said.values())[-1 if self.app.size.height < LOW else -AT_MOST :]
        drawn = (Content.styled(said, STYLES[severity]) for said, severity in shown)
        self.update(Content("\n").join(drawn))
        self.screen.set_class(self.display, self.NOTICING)
        self.post_message(self.Changed())
