"""The terminal is taken away and given back: ctrl+z and fg, a window that is closed, one that nobody reads any more."""

from __future__ import annotations

import os
import pty
import signal
import subprocess
import sys
import termios
import threading
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.e2e.program import outside
from tests.e2e.terminal import ROOT
from tests.e2e.tmux import Window, gone
from wizard.checkpoint.lock import Lock
from wizard.sandbox import client

AT_MOST = 2.0


@pytest.fixture(scope="module")
def aws(tmp_path_factory: pytest.TempPathFactory) -> Iterator[client.Sandbox]:
    """A simulated AWS for all of them: nobody changes anything in it."""
    sandbox = client.start("fresh", tmp_path_factory.mktemp("aws") / "aws.json", pace=0)
    yield sandbox
    client.stop(sandbox)


@dataclass(frozen=True)
class Home:
    """A person's directory and environment."""

    directory: Path
    environ: Mapping[str, str]

    @property
    def lock(self) -> Lock:
        """The lock of the checkpoint."""
        return Lock(self.directory / "state" / "firetiger-onboard" / "firetiger.json")


@pytest.fixture
def home(tmp_path: Path, aws: client.Sandbox) -> Home:
    return Home(tmp_path, client.isolate(outside(tmp_path), aws))


def opened(home: Home, columns: int = 120, lines: int = 40) -> Window:
    """A shell in which the wizard shows its first step."""
    window = Window(environment=home.environ, directory=home.directory, columns=columns, lines=lines)
    window.start()
    window.wait_for("Start +Quit")
    window.press("Escape")  # to the first step, even where it is done
    window.wait_for("done .*step 1 of 6|✓ Sign in")
    window.wait_for("enter press button")
    return window


def whole(window: Window) -> bool:
    """Whether the first step is drawn from the first line to the last."""
    lines = window.screen.rstrip("\n").splitlines()
    return bool(
        lines
        and "Firetiger onboarding" in lines[0]
        and "Signed in as arn:aws:iam::111122223333:user/ada" in window.screen
        and "Next" in window.screen
        and "^q" in lines[-1]
    )


# --- stopped and continued ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", [(120, 40), (80, 24)])
def test_fg_after_ctrl_z_brings_the_whole_screen_again_and_the_keys(home: Home, size: tuple[int, int]) -> None:
    with opened(home, *size) as window:
        window.press("C-z")
        window.wait_for(r"Stopped")
        window.type("clear; fg")
        window.wait_until(lambda: whole(window), "the whole first step again")
        window.press("Enter")
        window.wait_for("needs an answer .*step 2 of 6")


def test_fg_after_a_stop_that_nobody_announced_brings_the_whole_screen_again(home: Home) -> None:
    with opened(home) as window:
        os.kill(window.job, signal.SIGSTOP)
        window.wait_for(r"Stopped")
        window.type("clear; fg")
        window.wait_until(lambda: whole(window), "the whole first step again")
        window.press("Enter")
        window.wait_for("needs an answer .*step 2 of 6")
        process = window.job
        window.press("C-q")
        window.wait_until(lambda: gone(process), "the end, for which no thread waits")


def test_a_dialog_that_was_open_is_drawn_again_after_fg(home: Home) -> None:
    with opened(home) as window:
        window.press("F1")
        window.wait_for("Why: Sign in")
        window.press("C-z")
        window.wait_for(r"Stopped")
        window.type("clear; fg")
        window.wait_for("Why: Sign in")
        window.wait_for("Firetiger onboarding")
        window.press("Escape")
        window.wait_until(lambda: whole(window), "the whole first step again")


def test_in_a_window_that_has_another_size_after_fg_the_screen_fits(home: Home) -> None:
    with opened(home) as window:
        window.press("C-z")
        window.wait_for(r"Stopped")
        window.resize(80, 24)
        window.type("clear; fg")
        window.wait_until(lambda: whole(window), "the whole first step again")


# --- gone -----------------------------------------------------------------------------------------------------------


def test_a_closed_window_ends_the_wizard_and_its_lock(home: Home) -> None:
    with opened(home) as window:
        process = window.job
        began = time.monotonic()
        window.close()
        while not gone(process):
            assert time.monotonic() - began < AT_MOST, "it goes on in a window that is not there"
            threading.Event().wait(0.02)
    assert home.lock.holder() == ""


def test_a_closed_window_ends_a_wizard_that_was_stopped_in_it(home: Home) -> None:
    with opened(home) as window:
        process = window.job
        window.press("C-z")
        window.wait_for(r"Stopped")
        began = time.monotonic()
        window.close()
        while not gone(process):
            assert time.monotonic() - began < AT_MOST, "it goes on in a window that is not there"
            threading.Event().wait(0.02)
    assert home.lock.holder() == ""


class Unread:
    """The wizard in a terminal whose other end has stopped reading, with more to say than fits in between."""

    def __init__(self, home: Home) -> None:
        self.reader, terminal = pty.openpty()
        termios.tcsetwinsize(terminal, (40, 120))
        # In a session of its own the terminal is not the process's: no signal tells when it goes, as under a wrapper.
        self.process = subprocess.Popen(
            [sys.executable, "-m", "wizard"],
            cwd=home.directory,
            env={**home.environ, "PYTHONPATH": str(ROOT), "TERM": "xterm-256color"},
            stdin=terminal,
            stdout=terminal,
            stderr=terminal,
            start_new_session=True,
        )
        os.close(terminal)
        self.read_until(b"Before you start")
        os.write(self.reader, b"\x1b")
        self.read_until(b"Next")

    def read_until(self, text: bytes) -> None:
        """What is drawn, up to this."""
        said = b""
        while text not in said:
            said += os.read(self.reader, 65536)

    def fill(self) -> None:
        """Have it draw ten times what fits: the whole screen masked, and the activity bigger and smaller."""
        for _ in range(60):
            os.write(self.reader, b"\x1bOQa")
            threading.Event().wait(0.02)

    def ended(self) -> int:
        """The exit code. Raises TimeoutExpired where it does not end in time."""
        return self.process.wait(AT_MOST)

    def close(self) -> None:
        """Nothing is left of it."""
        self.process.kill()
        self.process.wait()


@pytest.fixture
def unread(home: Home) -> Iterator[Unread]:
    wizard = Unread(home)
    yield wizard
    wizard.close()


@pytest.mark.parametrize("number", [signal.SIGHUP, signal.SIGTERM])
def test_where_nobody_reads_the_terminal_a_signal_ends_it_in_time(home: Home, unread: Unread, number: int) -> None:
    unread.fill()
    unread.process.send_signal(number)
    assert unread.ended() == 130
    assert home.lock.holder() == ""


def test_a_terminal_that_goes_without_a_signal_ends_it_in_time(home: Home, unread: Unread) -> None:
    unread.fill()
    os.close(unread.reader)
    assert unread.ended() == 130
    assert home.lock.holder() == ""


def test_the_lock_of_a_killed_wizard_is_in_nobodys_way(home: Home, unread: Unread) -> None:
    unread.process.kill()
    unread.process.wait()
    with Window(environment=home.environ, directory=home.directory) as window:
        window.start("--resume")
        window.wait_for("step 2 of 6|in use")
        assert "in use" not in window.screen
