"""However it is ended: the terminal is as it was, the checkpoint is good, the way back is printed, within 2 seconds.

Every case ends the program while a call hangs at AWS, which is when it is hardest.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.program import ACCOUNT, BEDROCK, Program, program
from tests.e2e.terminal import ROOT, Terminal
from wizard.checkpoint.checkpoint import Checkpoint, FileStore, Glance

AT_MOST = 2.0
SIGNALS = [signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT]
# What a terminal has to be told before it is the person's own again; xterm's numbers for private modes.
MODES = {
    "alternate screen": 1049,
    "mouse": 1000,
    "mouse movement": 1003,
    "mouse in cells": 1006,
    "bracketed paste": 2004,
}


@pytest.fixture
def aws(tmp_path: Path) -> Iterator[Program]:
    with program(tmp_path) as running:
        yield running
        let_go(running)


def hang(running: Program, operation: str) -> None:
    """From here on this call is taken and not answered, until it is let go."""
    running.fault(service="*", operation=operation, kind="hold-before", times=100)


def arrived(running: Program, operation: str) -> None:
    """Wait until this call hangs, by asking the simulated AWS."""
    held = running._ask("GET", "held?seconds=9")
    assert any(call.endswith(f":{operation}") for call in held), f"{operation} never arrived"


def let_go(running: Program) -> None:
    """AWS answers again."""
    running._ask("DELETE", "fault")
    running._ask("POST", "release")


def checkpoint(running: Program) -> Checkpoint:
    """The checkpoint that was left; reading it is the proof that it is good."""
    return Checkpoint(Glance(FileStore(Path(running.environ["XDG_STATE_HOME"]) / "firetiger-onboard/firetiger.json")))


def started(running: Program, *arguments: str, answers: str = "") -> subprocess.Popen[str]:
    (running.directory / "answers.toml").write_text(answers)
    return subprocess.Popen(
        [sys.executable, "-m", "wizard", *arguments],
        cwd=running.directory,
        env={**running.environ, "PYTHONPATH": str(ROOT)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def ended(process: subprocess.Popen[str], number: int) -> tuple[str, str, float]:
    """What it said after the signal, and how long it took."""
    began = time.monotonic()
    process.send_signal(number)
    out, err = process.communicate(timeout=20)
    return out, err, time.monotonic() - began


def terminal(running: Program, *arguments: str) -> Terminal:
    return Terminal(arguments, environment=running.environ, directory=running.directory)


def left_on(raw: bytes) -> list[str]:
    """The modes whose last word was "on"; the cursor counts as one that has to be shown."""
    on = [name for name, mode in MODES.items() if raw.rfind(b"\x1b[?%dl" % mode) < raw.rfind(b"\x1b[?%dh" % mode)]
    return on + ["hidden cursor"] * (raw.rfind(b"\x1b[?25h") < raw.rfind(b"\x1b[?25l"))


def closed(screen: Terminal, deadline: float = 15) -> tuple[float, int]:
    """Close the terminal's other end, as closing its window does; the seconds until the end, and the exit code."""
    began = time.monotonic()
    screen._child.ptyproc.fileobj.close()
    while True:
        pid, status = os.waitpid(screen.pid, os.WNOHANG)
        if pid:
            screen._child.terminated = screen._child.ptyproc.terminated = True
            return time.monotonic() - began, os.waitstatus_to_exitcode(status)
        assert time.monotonic() - began < deadline, "it goes on in a terminal that is not there"
        threading.Event().wait(0.02)


# --- headless ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("number", SIGNALS)
def test_apply_is_ended_while_a_change_hangs_and_the_same_command_completes_it(aws: Program, number: int) -> None:
    answers = ACCOUNT + BEDROCK
    hang(aws, "CreateStack")
    process = started(aws, "apply", "--approve", "--answers", "answers.toml", answers=answers)
    arrived(aws, "CreateStack")
    _, err, seconds = ended(process, number)
    assert seconds < AT_MOST
    assert process.returncode == 130
    assert "To continue: firetiger-onboard apply --approve --answers answers.toml" in err
    assert "Traceback" not in err
    (entry,) = [entry for entry in checkpoint(aws).document.journal if entry.operation == "CreateStack"]
    assert entry.outcome == "", "what was sent and not answered is journalled as just that"
    let_go(aws)
    again = aws.json("apply", "--approve", answers=answers)
    assert (again.code, again.finished["outcome"]) == (0, "complete")
    assert aws.writes().count("organizations:CreateAccount") == 1


def test_apply_whose_terminal_is_closed_ends_without_a_word_and_keeps_everything(aws: Program) -> None:
    hang(aws, "CreateStack")
    (aws.directory / "answers.toml").write_text(ACCOUNT + BEDROCK)
    with terminal(aws, "apply", "--approve", "--answers", "answers.toml") as screen:
        screen.wait_for("Step 2 of 6")
        arrived(aws, "CreateStack")
        seconds, code = closed(screen)
    assert (seconds < AT_MOST, code) == (True, 130)
    assert checkpoint(aws).document.changes_made >= 1


# --- numbered lines ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("number", SIGNALS)
def test_plain_lines_end_while_a_call_hangs_and_say_how_to_go_on(aws: Program, number: int) -> None:
    hang(aws, "GetCallerIdentity")
    process = started(aws, "--plain")
    assert process.stdin is not None
    process.stdin.write("\n")  # start
    process.stdin.flush()
    arrived(aws, "GetCallerIdentity")
    out, err, seconds = ended(process, number)
    assert seconds < AT_MOST
    assert process.returncode == 130
    assert "To continue: firetiger-onboard --resume --plain" in out
    assert "Traceback" not in err


@pytest.mark.long
def test_plain_lines_whose_terminal_is_closed_end(aws: Program) -> None:
    hang(aws, "GetCallerIdentity")
    with terminal(aws, "--plain") as screen:
        screen.leave_the_page()
        arrived(aws, "GetCallerIdentity")
        seconds, code = closed(screen)
    assert (seconds < AT_MOST, code) == (True, 130)


# --- with arrow keys ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("number", SIGNALS[1:])
def test_prompts_end_at_a_question_and_leave_the_terminal_as_it_was(aws: Program, number: int) -> None:
    with terminal(aws, "--prompts") as screen:
        screen.wait_for(r"^\? (?!Ready to start)", deadline=30)
        began = time.monotonic()
        os.kill(screen.pid, number)
        assert screen.wait_for_end() == 130
        assert time.monotonic() - began < AT_MOST
        assert "To continue: firetiger-onboard --resume --prompts" in screen.scrolled
        assert left_on(screen.raw) == []


# --- the full screen ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("number", SIGNALS[1:])
def test_the_full_screen_ends_while_a_call_hangs_and_leaves_the_terminal_as_it_was(aws: Program, number: int) -> None:
    hang(aws, "GetCallerIdentity")
    with terminal(aws) as screen:
        screen.leave_the_page()
        arrived(aws, "GetCallerIdentity")
        assert left_on(screen.raw), "only then it means something that nothing is left on afterwards"
        began = time.monotonic()
        os.kill(screen.pid, number)
        assert screen.wait_for_end() == 130
        assert time.monotonic() - began < AT_MOST
        assert left_on(screen.raw) == []
        assert "firetiger-onboard --resume" in screen.screen
        assert "Traceback" not in screen.screen


def test_ctrl_c_in_the_full_screen_leaves_while_a_call_hangs(aws: Program) -> None:
    hang(aws, "GetCallerIdentity")
    with terminal(aws) as screen:
        arrived(aws, "GetCallerIdentity")
        screen.wait_for("Sign in")
        began = time.monotonic()
        screen.press("ctrl-c")
        screen.wait_for_end()
        assert time.monotonic() - began < AT_MOST
        assert left_on(screen.raw) == []
        assert "firetiger-onboard --resume" in screen.screen


def test_the_full_screen_whose_terminal_is_closed_ends_and_keeps_everything(aws: Program) -> None:
    hang(aws, "GetCallerIdentity")
    with terminal(aws) as screen:
        screen.wait_for("Sign in")
        arrived(aws, "GetCallerIdentity")
        seconds, code = closed(screen)
    assert (seconds < AT_MOST, code >= 0) == (True, True), "it ends by itself and in order"
