"""What happens on other threads: the engine's drive, errands for a person, the clipboard; and what they report.

Threads of our own and daemons, because Textual's and asyncio's hold the process until the call returns. What they have
to say arrives as one of the messages below; after the app has closed nobody listens, and that is fine.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual.message import Message

from screens import lasting
from screens.launch import Launch, StartFailed

if TYPE_CHECKING:
    from wizard.engine.engine import Engine
    from wizard.model import Event


@dataclass
class Started(Message):
    """There is an engine."""

    engine: Engine


@dataclass
class CannotStart(Message):
    """There will be no engine."""

    title: str
    sentence: str


@dataclass
class Told(Message):
    """Another thread has a sentence for the person. bad: something was refused."""

    sentence: str
    bad: bool = False


@dataclass
class ForTerminal(Message):
    """A sequence for the terminal; only the app may write to it."""

    text: str


class Background:
    """Starts threads and passes on what they report. post: leaves a message with the app."""

    def __init__(self, launch: Launch, post: Callable[[Message], object]) -> None:
        self._launch, self._post = launch, post

    def drive(self, fresh: bool, listen: Callable[[Event], None], leaving: Callable[[], bool]) -> None:
        """Make the engine and drive it until the person leaves."""

        def run() -> None:
            engine = self._make(fresh, listen)
            if engine is not None:
                lasting.keep_the_engine()
                self.report(Started(engine))
                engine.drive(leaving)

        _in_background(run, "drive")

    def _make(self, fresh: bool, listen: Callable[[Event], None]) -> Engine | None:
        try:
            return self._launch.start(fresh, listen)
        except StartFailed as failed:
            self.report(CannotStart("The wizard can't start", str(failed)))
        except Exception as error:  # noqa: BLE001 - a defect of ours is told, never shown as a traceback
            self.report(CannotStart("A bug in the wizard", f"{type(error).__name__}: {error}"))
        return None

    def errand(self, work: Callable[[], object]) -> None:
        """Do something that writes or waits; what it refuses is told in its own words."""

        def run() -> None:
            try:
                work()
            except Exception as error:  # noqa: BLE001 - whatever the engine refuses is told, never lost
                self.report(Told(str(error) or type(error).__name__, bad=True))

        _in_background(run, "errand")

    def copy(self, text: str, name: str = "copied.txt") -> None:
        """Put text on a clipboard, and say how; where nothing proves it, in a file of that name, too."""
        self.errand(lambda: self.report(Told(self._launch.copy(text, self.send_to_terminal, name))))

    def keep(self, name: str, text: str) -> None:
        """Save a text as a new file, and say where."""
        self.errand(lambda: self.report(Told(self._launch.keep(name, text))))

    def send_to_terminal(self, text: str) -> None:
        """Write a sequence for the terminal itself, such as OSC 52; from any thread."""
        self.report(ForTerminal(text))

    def report(self, message: Message) -> bool:
        """Leave a message with the app; returns whether it still runs."""
        try:
            self._post(message)
        except RuntimeError:
            return False  # its loop has closed
        return True


def _in_background(work: Callable[[], None], name: str) -> None:
    threading.Thread(target=work, name=name, daemon=True).start()
