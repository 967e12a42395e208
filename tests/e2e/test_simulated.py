"""What leaves a rehearsal says that it was one, and what is followed from it reaches nobody's real account."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.e2e.program import ACCOUNT, BEDROCK, Program, program
from wizard.cli.running_sandbox import sandbox_state
from wizard.sandbox import client

REAL = {
    "AWS_PROFILE": "production",
    "AWS_ACCESS_KEY_ID": "AKIAIOSFODNN7EXAMPLE",
    "AWS_SECRET_ACCESS_KEY": "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
    "AWS_SESSION_TOKEN": "real",
    "AWS_ENDPOINT_URL_ORGANIZATIONS": "https://organizations.us-east-1.amazonaws.com",
    "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS": "true",
}
SANDBOX = ("--sandbox", "--pace", "0")


@pytest.mark.long
def test_every_line_the_files_and_the_log_of_a_rehearsal_say_that_it_was_one(rehearsal: Program) -> None:
    ended = rehearsal.json("apply", "--approve", *SANDBOX, "--log", "log.jsonl", answers=ACCOUNT + BEDROCK)
    assert ended.code == 0, ended.err
    assert all(event["simulated"] is True for event in ended.events)
    files = sorted(path.name for path in rehearsal.directory.glob("*handover*"))
    assert files == ["firetiger-handover-simulated.json", "firetiger-handover-simulated.md"]
    machine, markdown = ((rehearsal.directory / name).read_text() for name in files)
    assert machine.lstrip("{ \n").startswith('"simulated": true')
    assert markdown.splitlines()[0].startswith("# SIMULATED")
    log = [json.loads(line) for line in (rehearsal.directory / "log.jsonl").read_text().splitlines()]
    assert all(line["simulated"] is True for line in log)
    for command in ("status", "plan"):
        text = rehearsal.run(command, *SANDBOX, answers=ACCOUNT + BEDROCK).out
        assert text.startswith("SANDBOX: a simulated AWS")
        assert text.splitlines()[-1].startswith("SANDBOX: a simulated AWS")


def test_a_plan_that_is_followed_by_hand_with_real_keys_at_hand_reaches_the_simulated_aws_alone(
    rehearsal: Program,
) -> None:
    plan = rehearsal.json("plan", *SANDBOX, answers=ACCOUNT + BEDROCK)
    change = next(
        change
        for event in plan.events
        if event["event"] == "plan"
        for change in event["changes"]
        if change["operation"] == "CreateAccount"
    )
    bin_ = Path(sys.executable).parent
    environ = {**rehearsal.environ, **REAL, "PATH": f"{bin_}:{os.environ['PATH']}"}
    real = [REAL["AWS_ACCESS_KEY_ID"], REAL["AWS_SECRET_ACCESS_KEY"]]
    followed = subprocess.run(
        ["sh", "-c", change["command"]],
        env={name: value for name, value in environ.items() if name not in ("AWS_PROFILE", "AWS_SESSION_TOKEN")},
        cwd=rehearsal.directory,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert followed.returncode == 0, followed.stderr
    running = client.find(sandbox_state())
    assert running is not None
    told = Program(rehearsal.directory, endpoint=running.endpoint)
    assert told.writes() == ["organizations:CreateAccount"]
    assert not any(word in json.dumps(told.calls()) for word in real)


def test_a_real_run_says_that_it_is_none(tmp_path: Path) -> None:
    with program(tmp_path) as running:
        ended = running.json("status")
        assert ended.finished["simulated"] is False
        assert not any("simulated" in event for event in ended.events[:-1])
