"""The simulated AWS served alone: what it prints is all that the aws command line needs to look around in it."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.program import ACCOUNT, BEDROCK, Program, outside

AWS = Path(sys.executable).with_name("aws")


@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGTERM])
def test_it_prints_what_to_export_and_ends_when_it_is_told_to(tmp_path: Path, ending: signal.Signals) -> None:
    serving = subprocess.Popen(
        [sys.executable, "-m", "wizard", "sandbox", "org-trail", "--format", "json"],
        env=outside(tmp_path),
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    assert serving.stdout is not None
    exported = json.loads(serving.stdout.readline())
    environ = {name: value for name, value in exported.items() if name.startswith("AWS_")}
    listed = subprocess.run(
        [AWS, "organizations", "list-accounts", "--query", "Accounts[].Name"],
        env={**outside(tmp_path), **environ, "PATH": os.environ["PATH"]},
        capture_output=True,
        text=True,
        check=True,
    )
    assert "Example Corp" in listed.stdout
    serving.send_signal(ending)
    assert serving.wait(timeout=15) == 0


@pytest.fixture
def exported(tmp_path: Path) -> Iterator[dict[str, str]]:
    """The environment of a shell that has exported what the command prints."""
    serving = subprocess.Popen(
        [sys.executable, "-m", "wizard", "sandbox", "fresh", "--pace=0", "--format=json"],
        env=outside(tmp_path),
        stdout=subprocess.PIPE,
        text=True,
    )
    assert serving.stdout is not None
    lines = json.loads(serving.stdout.readline())
    yield {name: value for name, value in lines.items() if name.isupper()}
    serving.terminate()
    serving.wait(timeout=15)


def test_in_a_shell_that_exports_it_everything_is_known_to_be_simulated(
    tmp_path: Path, exported: dict[str, str]
) -> None:
    running = Program(tmp_path, {**outside(tmp_path), **exported})
    planned = running.run("plan", "--format=json", answers=ACCOUNT + BEDROCK)
    assert {event["simulated"] for event in planned.events} == {True}
    done = running.run("apply", "--approve", "--format=json", answers=ACCOUNT + BEDROCK)
    assert (done.code, done.finished["simulated"]) == (0, True)
    assert [path.name for path in tmp_path.glob("*handover*.md")] == ["firetiger-handover-simulated.md"]
    assert running.run("status", "--format=json").code == 0


def test_another_scenario_can_be_asked_for_by_name_in_such_a_shell(tmp_path: Path, exported: dict[str, str]) -> None:
    running = Program(tmp_path, {**outside(tmp_path), **exported})
    assert running.run("status", "--sandbox=member", "--pace=0").code == 4
    assert running.run("status", "--format=json").finished["simulated"] is True, "the shell's own still serves"


def test_exports_of_a_sandbox_that_has_ended_lead_nowhere_and_say_so(tmp_path: Path) -> None:
    running = Program(tmp_path, {**outside(tmp_path), "FIRETIGER_ONBOARD_SANDBOX": str(tmp_path / "gone.json")})
    ended = running.run("status")
    assert (ended.code, ended.out) == (2, "")
    assert "has ended; start it again" in ended.err


def test_as_text_it_is_a_script_to_source(tmp_path: Path) -> None:
    serving = subprocess.Popen(
        [sys.executable, "-m", "wizard", "sandbox"], env=outside(tmp_path), stdout=subprocess.PIPE, text=True
    )
    assert serving.stdout is not None
    lines = [serving.stdout.readline() for _ in range(11)]
    serving.terminate()
    assert serving.wait(timeout=15) == 0
    assert "Simulated AWS, scenario fresh" in lines[0]
    assert any(line.startswith("export FIRETIGER_ONBOARD_SANDBOX=") for line in lines)
    assert any(line.startswith("export AWS_ENDPOINT_URL=http://127.0.0.1:") for line in lines)


@pytest.mark.long
def test_those_that_run_are_told_apart_and_one_of_them_can_be_looked_into(
    tmp_path: Path, exported: dict[str, str]
) -> None:
    running = Program(tmp_path, outside(tmp_path))
    running.run("status", "--sandbox=member", "--pace=0")
    lines = running.run("sandbox", "--list").out.splitlines()
    assert sorted(line.split()[0] for line in lines) == ["fresh", "member"]
    assert all("http://127.0.0.1:" in line for line in lines)
    several = running.run("sandbox", "--env")
    assert several.code == 2
    assert "fresh (process" in several.err
    assert "member (process" in several.err
    told = running.run("sandbox", "member", "--env").out
    listed = subprocess.run(
        ["sh", "-c", f"{told}\n{AWS} sts get-caller-identity --query Account --output text"],
        env={**outside(tmp_path), "PATH": os.environ["PATH"]},
        capture_output=True,
        text=True,
        check=True,
    )
    assert listed.stdout.strip() == "444455556666"
    own = Program(tmp_path, {**outside(tmp_path), **exported}).run("sandbox", "fresh", "--env")
    assert f"export AWS_ENDPOINT_URL={exported['AWS_ENDPOINT_URL']}" in own.out


def test_where_none_runs_that_is_said(tmp_path: Path) -> None:
    running = Program(tmp_path, outside(tmp_path))
    assert running.run("sandbox", "--list").out == "No sandbox is running.\n"
    refused = running.run("sandbox", "--env")
    assert refused.code == 2
    assert "No sandbox is running; start one" in refused.err
