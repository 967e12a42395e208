"""How long the whole job takes headless, against the same calls made with the aws command line.

    python -m tests.benchmarks.whole_job [RUNS]

Both start from a fresh simulated AWS that answers at once and moves when it is looked at, in turns, so that a slow
moment of the machine hits both. By hand, every change is the command that the plan prints, and beside them stand the
calls by which a person finds out who they are and sees that AWS is done. Only the commands are counted: not what the
wizard looks at in between to make its plans, and not the time in which a person reads and types.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import tomllib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tests.e2e.program import ACCOUNT, BEDROCK, Program, program
from wizard.aws.gateway import Gateway
from wizard.checkpoint.checkpoint import Checkpoint, Glance
from wizard.cli.answers_file import checked_answers
from wizard.engine.engine import Engine
from wizard.export.aws_cli import command, files
from wizard.host.port import LocalPort
from wizard.host.timing import Timing
from wizard.model import Change, Context, Read, State, Target
from wizard.problems.explain import explain
from wizard.vendors.profile import load_vendor
from wizard.workflows.onboarding import WORKFLOW

ANSWERS = ACCOUNT + BEDROCK
LIMIT = 0.15
KEYS = {
    "AWS_ACCESS_KEY_ID": "AccessKeyId",
    "AWS_SECRET_ACCESS_KEY": "SecretAccessKey",
    "AWS_SESSION_TOKEN": "SessionToken",
}


class ByHand:
    """A port whose changes are made with the aws command line, one command at a time, and timed."""

    def __init__(self, running: Program) -> None:
        self._gateway = Gateway(lambda _: None, Timing(), "benchmark")
        self._running = running
        self._turn = threading.Lock()
        self._sessions: dict[Target, Mapping[str, str]] = {}
        self.seconds = 0.0
        self.commands: list[str] = []

    def read(self, read: Read) -> Mapping[str, Any]:
        """What the wizard looks at to make its plans; not counted."""
        return self._gateway.read(read)

    def send(self, change: Change) -> Mapping[str, Any]:
        """The change, and what a person would look at to see it done."""
        with self._turn:
            answer = self._run(change)
            for operation, parameters in _looks(change, answer):
                self._run(_asking(change.target, change.service, operation, **parameters))
            return answer

    def find_out(self, target: Target) -> None:
        """Who one is, and which accounts there are."""
        self._run(_asking(target, "sts", "GetCallerIdentity"))
        self._run(_asking(target, "organizations", "ListAccounts"))

    def _run(self, call: Change) -> Mapping[str, Any]:
        environ = {**self._running.environ, **self._session(call.target), "AWS_PAGER": ""}
        for name, text in files(call).items():
            (self._running.directory / name).write_text(text)
        text = command(call)
        self.commands.append(text)
        began = time.perf_counter()
        done = subprocess.run(
            ["sh", "-c", text], cwd=self._running.directory, env=environ, capture_output=True, text=True, check=False
        )
        self.seconds += time.perf_counter() - began
        assert done.returncode == 0, f"{text}\n{done.stderr}"
        answer: Mapping[str, Any] = json.loads(done.stdout) if done.stdout.strip() else {}
        return answer

    def _session(self, target: Target) -> Mapping[str, str]:
        """The keys of a role, assumed once."""
        way = target.in_region("")
        if not target.role_name:
            return {}
        if way not in self._sessions:
            role = f"arn:aws:iam::{target.account}:role/{target.role_name}"
            outside = Target(region=target.region)
            answer = self._run(_asking(outside, "sts", "AssumeRole", RoleArn=role, RoleSessionName="by-hand"))
            self._sessions[way] = {name: answer["Credentials"][key] for name, key in KEYS.items()}
        return self._sessions[way]


def _asking(target: Target, service: str, operation: str, **parameters: str) -> Change:
    return Change(target=target, service=service, operation=operation, parameters=parameters, sentence="")


def _looks(change: Change, answer: Mapping[str, Any]) -> list[tuple[str, dict[str, str]]]:
    """The fewest calls that tell that a change is done: what takes its time is looked at twice."""
    match change.operation:
        case "CreateAccount":
            request = str(answer["CreateAccountStatus"]["Id"])
            return [("DescribeCreateAccountStatus", {"CreateAccountRequestId": request})] * 2
        case "CreateStack":
            looks = [("DescribeStacks", {"StackName": change.parameters["StackName"]})] * 2
            return [*looks, ("GetTemplate", {"StackName": change.parameters["StackName"]})]
        case "StartLogging":
            return [("GetTrailStatus", {"Name": change.parameters["Name"]})]
        case "CreateFoundationModelAgreement":
            return [("GetFoundationModelAvailability", {"modelId": change.parameters["modelId"]})]
    return []


def by_hand(running: Program) -> tuple[float, int]:
    """Seconds and number of the commands."""
    before = dict(os.environ)
    os.environ.clear()
    os.environ.update(running.environ)
    try:
        port = ByHand(running)
        port.find_out(Target(region="us-east-1"))
        _drive(port, running.directory)
    finally:
        os.environ.clear()
        os.environ.update(before)
    return port.seconds, len(port.commands)


def _drive(port: ByHand, directory: Path) -> None:
    engine = Engine(
        WORKFLOW,
        Context(vendor=load_vendor("firetiger"), now=datetime.now(UTC), directory=str(directory)),
        port=LocalPort(port, None),
        checkpoint=Checkpoint(Glance()),
        explain=explain,
        timing=Timing(pause=0.01),
        standing_approval=lambda _step, _digests: True,
    )
    for step, answers in checked_answers(tomllib.loads(ANSWERS), WORKFLOW.steps).items():
        engine.answer(step, answers)
    engine.drive(engine.quiet)
    states = {step.id: engine.state(step.id) for step in WORKFLOW.steps}
    assert set(states.values()) == {State.SATISFIED}, states


def by_the_wizard(running: Program) -> tuple[float, int]:
    """Seconds from start to end of the real program, and the number of its calls."""
    began = time.perf_counter()
    ended = running.json("apply", "--approve", answers=ANSWERS, FIRETIGER_ONBOARD_TIMING="")
    seconds = time.perf_counter() - began
    assert ended.code == 0, ended.err
    return seconds, sum(1 for event in ended.events if event["event"] == "call")


def as_installed(running: Program, directory: Path) -> Program:
    """The same, with byte code kept for both, as pip compiles what it installs."""
    environ = {name: value for name, value in running.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    environ["PYTHONPYCACHEPREFIX"] = str(directory / "byte-code")
    return Program(running.directory, environ, running.endpoint)


@contextmanager
def begun_again(running: Program) -> Iterator[Program]:
    """The same simulated AWS with nothing in it yet, and a person who knows nothing of it."""
    running._ask("POST", "reset")
    with tempfile.TemporaryDirectory() as directory:
        yield Program(Path(directory), {**running.environ, "XDG_STATE_HOME": directory}, running.endpoint)


def main() -> int:
    """Print both medians and their ratio; 1 where the ratio is above the limit."""
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 3
    ways = {"by hand": by_hand, "wizard": by_the_wizard}
    times: dict[str, list[float]] = {name: [] for name in ways}
    with tempfile.TemporaryDirectory() as directory, program(Path(directory)) as running:
        compiled = as_installed(running, Path(directory))
        for run in range(runs + 1):
            for name, way in ways.items():
                with begun_again(compiled) as fresh:
                    seconds, calls = way(fresh)
                if run:  # the first has the simulated AWS load what it needs, and fills the caches
                    times[name].append(seconds)
                    print(f"{name:<8} {seconds:5.2f} s for {calls} calls")
    ratio = statistics.median(times["wizard"]) / statistics.median(times["by hand"])
    print(f"ratio    {ratio:.3f} (limit {LIMIT})")
    return 0 if ratio <= LIMIT else 1


if __name__ == "__main__":
    sys.exit(main())
