"""The terminal's alternate screen, taken and drawn on before whoever draws the rest is loaded."""

from __future__ import annotations

import contextlib
import sys
import termios
import tty
from collections.abc import Iterator
from typing import Any, TextIO

TAKE, LEAVE = "\x1b[?1049h\x1b[?25l", "\x1b[?1049l\x1b[?25h"


class Taken:
    """The screen, until somebody else has it."""

    def __init__(self, file: TextIO) -> None:
        self._keys = sys.__stdin__ or sys.stdin
        self._before = termios.tcgetattr(self._keys)
        self._file: TextIO | None = file

    def draw(self, drawn: str) -> None:
        """Take it and draw on it; a signal may come in the middle."""
        if self._file is not None:
            termios.tcsetattr(self._keys, termios.TCSANOW, _quiet(self._before))
            self._file.write(TAKE + drawn)
            self._file.flush()

    def hand_over(self) -> bool:
        """Whether it was taken; it is whoever asks's from now on, with the keys as they were before."""
        if self._file is None:
            return False
        self._file = None
        with contextlib.suppress(OSError, termios.error):  # the terminal may be gone
            termios.tcsetattr(self._keys, termios.TCSANOW, self._before)
        return True

    def leave(self) -> None:
        """Go back to the ordinary screen, unless it is somebody else's by now."""
        file = self._file
        if self.hand_over() and file is not None:
            with contextlib.suppress(OSError):
                file.write(LEAVE)
                file.flush()


@contextlib.contextmanager
def taken(file: TextIO, drawn: str) -> Iterator[Taken]:
    """Draw at once; whatever happens before it is handed over leaves the terminal as it was.

    file: where Textual draws, too. drawn: escape sequences for an empty screen. Raises OSError, termios.error where it
    cannot be written to.
    """
    screen = Taken(file)
    try:
        screen.draw(drawn)
        yield screen
    finally:
        screen.leave()


def _quiet(attributes: list[Any]) -> list[Any]:
    """What is typed meanwhile waits as it is, unseen, for whoever takes over; Ctrl-C ends the program.

    Ctrl-Z has to wait, too: the shell would be left on the alternate screen.
    """
    quiet = [*attributes]
    quiet[tty.IFLAG] = attributes[tty.IFLAG] & ~(termios.ICRNL | termios.IXON)
    quiet[tty.LFLAG] = attributes[tty.LFLAG] & ~(termios.ECHO | termios.ICANON | termios.IEXTEN)
    quiet[tty.CC] = [*attributes[tty.CC]]
    quiet[tty.CC][termios.VSUSP] = b"\0"  # none, on Linux; a key that nobody has, elsewhere
    quiet[tty.CC][termios.VMIN] = 1
    return quiet
