"""The real program as one case sees it: started, killed at an instant, started again, always within a deadline."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.e2e.program import ACCOUNT, BEDROCK, outside
from tests.faults.aws import Aws
from wizard.aws.process.start import BOOT
from wizard.cli.aws_access import VARIABLE as BOTO3
from wizard.sandbox import client

ROOT = Path(__file__).resolve().parents[2]
# The steps' deadlines are minutes; the sandbox moves with each look. One policy shortens them in the real process.
TIMING = "pause=0.01 deadline=0.05 connect=2 read=10"
# No run takes longer than this, whatever happens to it: it is the deadline that the matrix states and checks.
DEADLINE = 45.0
COMMAND = ("apply", "--approve", "--answers", "answers.toml", "--format", "json")
# Has boto3 in a process of its own, also where nobody looks on.
APART = {BOTO3: "apart"}
# What no run may ever say.
DEFECTS = ("Traceback", "bug in the wizard", '"key":"defect"')


@dataclass(frozen=True)
class Ran:
    """How a run ended. code: negative where a signal ended it, None where it had not ended by its deadline."""

    code: int | None
    out: str
    err: str

    @property
    def events(self) -> list[dict[str, Any]]:
        """Standard output as JSON, an object a line; a last line that a kill cut short is left out."""
        return [json.loads(line) for line in self.out.splitlines(keepends=True) if line.endswith("\n")]

    @property
    def finished(self) -> dict[str, Any]:
        """The ``finished`` event, or {}."""
        events = self.events
        return events[-1] if events and events[-1].get("event") == "finished" else {}

    @property
    def steps(self) -> list[dict[str, Any]]:
        """What was said of the steps, in time."""
        return [event for event in self.events if event["event"] == "step"]

    @property
    def problems(self) -> list[dict[str, Any]]:
        """The problems that stood at the end, one a step."""
        last = {event["step"]: event for event in self.steps}
        return [event["problem"] for event in last.values() if event["problem"]]

    def wrong(self) -> list[str]:
        """What no run may ever do."""
        if self.code is None:
            return [f"it had not ended after {DEADLINE:.0f} s"]
        told = self.out + self.err
        waits = [
            event for event in self.steps if event["state"] == "pending" and not _says_until_when(event["waiting"])
        ]
        return [f"{wait['step']} waits without saying for what and until when" for wait in waits] + [
            f"it says {sign!r}" for sign in DEFECTS if sign in told
        ]


def _says_until_when(waiting: Mapping[str, Any] | None) -> bool:
    return bool(waiting and waiting["what"] and "" < waiting["since"] < waiting["until"])


@dataclass
class Person:
    """Somebody with a directory, a state directory and credentials for the simulated AWS."""

    directory: Path
    environ: Mapping[str, str]

    def start(self, *more: str, **environ: str) -> subprocess.Popen[str]:
        """The program, under way."""
        return subprocess.Popen(
            [sys.executable, "-m", "wizard", *COMMAND, *more],
            cwd=self.directory,
            env={**self.environ, **environ},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def run(self, *more: str, **environ: str) -> Ran:
        """The program, to its end or its deadline."""
        return end(self.start(*more, **environ))


def end(process: subprocess.Popen[str], deadline: float = DEADLINE) -> Ran:
    """Wait for a process; past the deadline it is killed and its code is None."""
    try:
        out, err = process.communicate(timeout=deadline)
        return Ran(process.returncode, out, err)
    except subprocess.TimeoutExpired:
        process.kill()
        out, err = process.communicate()
        return Ran(None, out, err)


@contextmanager
def person(aws: Aws, timing: str = TIMING, answers: str = ACCOUNT + BEDROCK) -> Iterator[Person]:
    """A person with nothing yet, who answers everything by file."""
    home = Path(tempfile.mkdtemp(prefix="onboard-"))
    try:
        (home / "answers.toml").write_text(answers)
        environ = client.isolate({**outside(home), "PYTHONPATH": str(ROOT)}, aws.sandbox)
        yield Person(home, {**environ, "FIRETIGER_ONBOARD_TIMING": timing})
    finally:
        shutil.rmtree(home, ignore_errors=True)


class Executioner:
    """Does one thing as soon as a call is held; killed_at is that call, "" where none was held."""

    def __init__(self, aws: Aws, act: Callable[[], None]) -> None:
        self._aws, self._act = aws, act
        self._ended = threading.Event()
        self.killed_at = ""
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._thread.start()

    def _watch(self) -> None:
        while not self._ended.is_set():
            held = self._aws.held(10)
            if held:
                self._act()
                self.killed_at = held[0]
                break

    def done(self) -> str:
        """After the process has ended: the call, with everything that was held let go."""
        self._ended.set()
        while self._thread.is_alive():
            self._aws.heal()
            self._thread.join(0.05)
        self._aws.heal()
        return self.killed_at


def with_boto3(pid: int) -> int:
    """The process in which this one's boto3 lives; 0 while there is none. Linux alone tells it in /proc."""
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            parent = int(stat.read_text().rpartition(")")[2].split()[1])
            if parent == pid and BOOT.encode() in (stat.parent / "cmdline").read_bytes():
                return int(stat.parent.name)
    return 0


def sigkill_boto3(pid: int) -> Callable[[], None]:
    """Kill the process with boto3, and leave alone the one that has asked it."""
    return lambda: os.kill(with_boto3(pid), signal.SIGKILL)


def sigkill(pid: int) -> Callable[[], None]:
    """Kill this process, and give it no chance to do anything about it."""
    return lambda: os.kill(pid, signal.SIGKILL)
