"""boto3 in a process of its own, from outside: it is there, it goes with the wizard, and it can be done without."""

from __future__ import annotations

import json
import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.aws.process.test_gateway_process import gone
from tests.e2e.piped import Piped
from tests.e2e.program import ACCOUNT, BEDROCK, Program, program
from tests.e2e.terminal import ROOT, Terminal
from tests.e2e.test_prompts import ANSWERS as RULES
from tests.faults.at_the_screen import Answered, Driver
from tests.faults.runs import APART, BOTO3, with_boto3

ANSWERS = ACCOUNT + BEDROCK
ALONE = "boto3 runs in the same process as the screen, because a separate one can't start (Operation not permitted)."
# A shell that lets no process have another: the interpreter itself refuses, as a kernel's filter would.
SANDBOXED = """
import sys
def refuse(event, _):
    if event in ("subprocess.Popen", "os.posix_spawn"):
        raise PermissionError(1, "Operation not permitted")
sys.addaudithook(refuse)
"""


@pytest.fixture
def running(tmp_path: Path) -> Iterator[Program]:
    with program(tmp_path) as started:
        yield started


def sandboxed(running: Program) -> dict[str, str]:
    """The environment of a shell in which nothing can be started."""
    hook = running.directory / "hook"
    hook.mkdir()
    (hook / "sitecustomize.py").write_text(SANDBOXED)
    return {**running.environ, "PYTHONPATH": f"{hook}:{ROOT}"}


def said_of_boto3(running: Program) -> list[str]:
    """The log's lines about where boto3 is."""
    lines = map(json.loads, (running.directory / "log").read_text().splitlines())
    return [line["said"] for line in lines if line["event"] == "boto3"]


def test_where_no_process_can_have_another_the_whole_way_is_gone_in_one_and_the_log_says_so_once(
    running: Program,
) -> None:
    environ = sandboxed(running)
    ended = running.json("--log", "log", "apply", "--approve", answers=ANSWERS, **{**environ, **APART})
    assert (ended.code, ended.finished["outcome"]) == (0, "complete"), ended.err
    assert said_of_boto3(running) == [ALONE]


def test_a_conversation_that_can_start_nothing_goes_the_whole_way_in_one_process(running: Program) -> None:
    talk = Piped(["--plain", "--log", "log"], environment=sandboxed(running), directory=running.directory)
    talk.follow(RULES)
    code, error = talk.end()
    assert code == 0, error
    assert said_of_boto3(running) == [ALONE]


@pytest.mark.long
@pytest.mark.parametrize(("columns", "lines"), [(120, 40), (80, 24)], ids=["wide", "narrow"])
def test_a_full_screen_that_can_start_nothing_goes_the_whole_way_to_the_arn_in_one_process(
    running: Program, columns: int, lines: int
) -> None:
    with Terminal(
        ["--log", "log"], environment=sandboxed(running), directory=running.directory, columns=columns, lines=lines
    ) as terminal:
        Driver(terminal, Answered()).to_the_end()
        assert not with_boto3(terminal.pid)
        terminal.press("ctrl-q")
        assert terminal.wait_for_end() == 0
    handed_over = json.loads((running.directory / "firetiger-handover.json").read_text())
    assert handed_over["role_arn"].endswith(":role/CrossAccountAccessForFiretiger")
    assert said_of_boto3(running) == [ALONE]


def test_a_conversation_goes_the_whole_way_with_boto3_in_the_same_process_too(running: Program) -> None:
    here = {**running.environ, BOTO3: "here"}
    talk = Piped(["--plain", "--log", "log"], environment=here, directory=running.directory)
    talk.follow(RULES)
    code, error = talk.end()
    assert code == 0, error
    assert said_of_boto3(running) == []


def test_the_whole_way_with_boto3_apart_is_the_same_for_a_script(running: Program) -> None:
    ended = running.json("--log", "log", "apply", "--approve", answers=ANSWERS, **APART)
    assert (ended.code, ended.finished["outcome"]) == (0, "complete"), ended.err
    calls = [event for event in ended.events if event["event"] == "call"]
    assert len(calls) > 70
    assert said_of_boto3(running) == []


@pytest.mark.parametrize("end", [signal.SIGKILL, signal.SIGTERM, signal.SIGHUP])
def test_however_the_full_screen_ends_boto3s_process_is_gone_and_no_key_of_the_terminal_reaches_it(
    running: Program, end: signal.Signals
) -> None:
    with Terminal(["--log", "log"], environment=running.environ, directory=running.directory) as terminal:
        terminal.wait_for("Sub-account")
        terminal.wait_for("Next")
        pid = with_boto3(terminal.pid)
        assert pid
        status = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        assert (int(status[3]), int(status[4])) == (pid, 0), "a session of its own, and no terminal"
        os.kill(terminal.pid, end)
        assert gone(pid)


def test_a_terminal_that_is_closed_takes_boto3s_process_along(running: Program) -> None:
    with Terminal([], environment=running.environ, directory=running.directory) as terminal:
        terminal.wait_for("Sub-account")
        terminal.wait_for("Next")
        pid = with_boto3(terminal.pid)
    assert pid
    assert gone(pid)


def test_ctrl_z_stops_the_wizard_alone_and_ctrl_c_ends_both(running: Program) -> None:
    with Terminal([], environment=running.environ, directory=running.directory) as terminal:
        terminal.wait_for("Sub-account")
        terminal.wait_for("Next")
        pid = with_boto3(terminal.pid)
        terminal.press("ctrl-z")
        terminal.wait_until(lambda: "T" if _state(terminal.pid) == "T" else None, "stopped")
        assert _state(pid) in "SR"
        os.kill(terminal.pid, signal.SIGCONT)
        terminal.wait_for("Next")
        assert with_boto3(terminal.pid) == pid
        terminal.press("ctrl-c")
        assert terminal.wait_for_end() is not None
        assert gone(pid)


def _state(pid: int) -> str:
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
