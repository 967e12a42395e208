"""The end of a process that was told to end and does not, and of one whose terminal has gone without a word.

A terminal that nobody reads any more takes no byte, and whoever writes to it waits for ever: threads, the interpreter
at its exit, the handler of a signal. So the countdown runs on a thread of its own, which the signal reaches through a
pipe that the interpreter writes to from whatever thread the system has interrupted. Ending hard costs nothing: what is
to be kept is on disk before a change is sent and after it is answered, and the system gives the lock back.
"""

from __future__ import annotations

import contextlib
import os
import select
import signal
import sys
import termios
import threading
import time
from collections.abc import Iterator
from typing import Any

from wizard.host.signals import ENDING
from wizard.host.threads import in_background

GRACE = 1.5
"""Seconds for an end in order."""

LOOKS = 0.5
"""Seconds from look to look whether the terminal is there; not every system tells it by itself."""


@contextlib.contextmanager
def ends_for_certain(code: int, grace: float = GRACE) -> Iterator[None]:
    """From the signal on, the process has so many seconds to end by itself; then it ends with this exit code.

    A countdown that has begun runs on after this context: farewells, too, are written to the terminal.
    """
    ear, mouth = os.pipe()
    os.set_blocking(mouth, False)
    before = signal.set_wakeup_fd(mouth, warn_on_full_buffer=False)
    in_background(lambda: _wait_for_the_end(ear, code, grace), "last-resort")
    over = threading.Event()
    if sys.stdin.isatty():
        in_background(lambda: _wait_for_the_terminal(sys.stdin.fileno(), over), "terminal-gone")
    try:
        yield
    finally:
        over.set()
        signal.set_wakeup_fd(before)
        os.close(mouth)


def _wait_for_the_end(ear: int, code: int, grace: float) -> None:
    terminal = _terminal()
    while told := os.read(ear, 64):
        if set(told) & set(ENDING):
            time.sleep(grace)
            _restore(terminal)
            os._exit(code)
    os.close(ear)


def _wait_for_the_terminal(descriptor: int, over: threading.Event) -> None:
    """A process that is not its terminal's own is told nothing when the terminal goes; it is told here."""
    watch = select.poll()
    watch.register(descriptor, 0)
    while not over.is_set():
        if any(event & select.POLLHUP for _, event in watch.poll(LOOKS * 1000)):
            os.kill(os.getpid(), signal.SIGHUP)
            return


def _terminal() -> list[Any] | None:
    with contextlib.suppress(OSError, termios.error, ValueError):
        return termios.tcgetattr(sys.stdin)
    return None


def _restore(terminal: list[Any] | None) -> None:
    """Lines and echo, which nobody has to read; the colours and the cursor are lost with what could not be written."""
    if terminal is not None:
        with contextlib.suppress(OSError, termios.error, ValueError):
            termios.tcsetattr(sys.stdin, termios.TCSANOW, terminal)
