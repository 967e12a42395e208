"""Whoever takes the alternate screen leaves the terminal as it was, unless somebody else has the screen by then."""

from __future__ import annotations

import signal
import sys
import termios
from collections.abc import Iterator
from contextlib import contextmanager

import pexpect
import pytest

PROGRAM = """
import sys, termios, tty
from wizard.host.alternate_screen import taken
from wizard.host.signals import interrupt, terminated
class Interrupted:
    # what the first frame is written to while a signal comes
    def write(self, text):
        sys.stderr.write(text)
        self.flush()
        self.write = sys.stderr.write
        raise KeyboardInterrupt
    flush = sys.stderr.flush
file = Interrupted() if "cut" in sys.argv else sys.stderr
with terminated(interrupt), taken(file, "the first frame") as screen:
    if "hand" in sys.argv:
        sys.stdin.buffer.raw.read(1)
        print(screen.hand_over(), screen.hand_over())
        tty.setraw(0, termios.TCSANOW)
        print("typed", sys.stdin.buffer.raw.read(20))
    elif "break" in sys.argv:
        raise SystemExit("broken")
    else:
        sys.stdin.buffer.raw.read(9)
"""
ECHOES = 3  # the local modes' place in what termios.tcgetattr answers


@contextmanager
def program(*words: str) -> Iterator[pexpect.spawn]:
    child = pexpect.spawn(sys.executable, ["-c", PROGRAM, *words], timeout=20, encoding="utf-8")
    try:
        yield child
    finally:
        child.close(force=True)


def as_typed(child: pexpect.spawn) -> bool:
    """Whether the terminal shows what is typed, line by line."""
    modes = termios.tcgetattr(child.child_fd)[ECHOES]
    return bool(modes & termios.ECHO and modes & termios.ICANON)


@pytest.mark.parametrize("end", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT])
def test_a_signal_while_the_frame_is_there_leaves_the_terminal_as_it_was(end: signal.Signals) -> None:
    with program() as child:
        child.expect_exact("\x1b[?1049h\x1b[?25lthe first frame")
        assert not as_typed(child)
        child.kill(end)
        child.expect_exact("\x1b[?1049l\x1b[?25h")
        assert as_typed(child)


def test_a_signal_while_the_frame_is_being_drawn_leaves_the_terminal_as_it_was() -> None:
    with program("cut") as child:
        child.expect_exact("\x1b[?1049h\x1b[?25lthe first frame")
        child.expect_exact("\x1b[?1049l\x1b[?25h")
        assert as_typed(child)


def test_ctrl_c_ends_it_and_ctrl_z_waits() -> None:
    with program() as child:
        child.expect_exact("the first frame")
        child.send("\x1a\x03")
        child.expect_exact("\x1b[?1049l")
        child.expect(pexpect.EOF)


def test_what_is_said_before_anybody_has_taken_over_is_said_on_the_ordinary_screen() -> None:
    with program("break") as child:
        child.expect_exact("\x1b[?1049l\x1b[?25h")
        child.expect_exact("broken")


def test_keys_typed_meanwhile_are_there_for_whoever_takes_over_and_the_screen_stays() -> None:
    with program("hand") as child:
        child.expect_exact("the first frame")
        child.send("x\ra\x1a")
        child.expect_exact("True False")
        child.expect_exact(r"typed b'\ra\x1a'")
        child.expect(pexpect.EOF)
        assert "\x1b[?1049l" not in child.before
