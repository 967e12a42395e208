"""The JSON lines of the real program: every line as documented, and the last one however the command ends."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.program import ACCOUNT, BEDROCK, Ended, Program, outside, program
from tests.e2e.terminal import ROOT
from wizard.sandbox import client

ANSWERS = ACCOUNT + BEDROCK
SANDBOX = ("--pace", "0", "--format", "json")
SHORT = ("fresh", "rolled-back", "sso-expired")
SCENARIOS = [
    pytest.param(one.name, marks=() if one.name in SHORT else pytest.mark.long, id=one.name)
    for one in client.scenarios()
]


@pytest.fixture
def aws(tmp_path: Path) -> Iterator[Program]:
    with program(tmp_path) as running:
        yield running
        running._ask("DELETE", "fault")
        running._ask("POST", "release")


@pytest.mark.long
@pytest.mark.parametrize("scenario", SCENARIOS)
def test_every_line_of_every_scenario_is_as_documented(rehearsal: Program, scenario: str) -> None:
    where = (f"--sandbox={scenario}", "--from-start", "--pace", "0")
    plan = rehearsal.json("plan", *where, answers=ANSWERS)
    applied = rehearsal.json("apply", "--approve", "--wait", "5s", *where, answers=ANSWERS)
    status = rehearsal.json("status", *where)
    for command, ended in (("plan", plan), ("apply", applied), ("status", status)):
        began = ended.events[0]
        assert (began["event"], began["command"], began["workflow"]) == ("began", command, "onboarding")
        assert ended.finished["exit_code"] == ended.code
        assert ended.finished["workflow"] == "onboarding"
        assert set(ended.states) == {"sign-in", "sub-account", "cloudtrail", "template", "bedrock", "handover"}


def test_the_tools_write_documented_lines_and_their_last_one(aws: Program) -> None:
    aws.json("apply", "--approve", "--wait", "0", answers=ANSWERS)
    for words in (
        ["operator-policy"],
        ["checkpoints"],
        ["checkpoints", "show"],
        ["checkpoints", "delete", "firetiger"],
    ):
        more = ["--yes"] if "delete" in words else []
        ended = aws.json(*words, *more)
        assert ended.code == 0, ended.err
        assert (ended.finished["outcome"], ended.finished["exit_code"]) == ("complete", 0)
        assert len(ended.events) > 1


def test_it_says_which_profile_and_account_were_used(aws: Program) -> None:
    keys = {name: aws.environ[name] for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY")}
    environ = {name: value for name, value in aws.environ.items() if name not in keys}
    config = Path(environ["HOME"]) / ".aws"
    config.mkdir(exist_ok=True)
    (config / "credentials").write_text(
        "[ci-prod]\n" + "".join(f"{name.lower()} = {value}\n" for name, value in keys.items())
    )
    environ |= {"AWS_SHARED_CREDENTIALS_FILE": str(config / "credentials"), "AWS_CONFIG_FILE": str(config / "config")}
    running = Program(aws.directory, environ, aws.endpoint)
    ended = running.json("status", "--profile", "ci-prod", "--region", "us-east-1", "--log", "run.log")
    (signed_in,) = [event for event in ended.events if event["event"] == "signed-in"]
    assert (signed_in["profile"], signed_in["account_id"]) == ("ci-prod", "111122223333")
    assert signed_in["arn"].startswith("arn:aws:")
    log = [json.loads(line) for line in (aws.directory / "run.log").read_text().splitlines()]
    (logged,) = [line for line in log if line["event"] == "signed-in"]
    assert (logged["profile"], logged["account"]) == ("ci-prod", "111122223333")


@pytest.mark.parametrize(
    "words",
    [
        ["plan"],
        ["frobnicate"],
        ["status", "--no-such-option"],
        ["apply", "--answers", "missing.toml"],
        ["status", "--vendor", "nobody"],
        ["status", "--checkpoint", "."],
        ["checkpoints", "show", "nothing"],
        ["sandbox", "no-such-scenario"],
        ["operator-policy", "--answers", "missing.toml"],
    ],
    ids=" ".join,
)
def test_what_cannot_be_done_ends_with_a_last_line_that_says_why(tmp_path: Path, words: list[str]) -> None:
    ended = Program(tmp_path, outside(tmp_path)).json(*words)
    assert ended.code == 2
    assert (ended.finished["outcome"], ended.finished["exit_code"]) == ("failed", 2)
    assert ended.finished["reason"]
    assert ended.err == f"firetiger-onboard: {ended.finished['reason']}\n"


@pytest.mark.parametrize("form", ["--format=json", "--format json"])
def test_both_ways_to_ask_for_json_hold_for_wrong_arguments(tmp_path: Path, form: str) -> None:
    ended = Program(tmp_path, outside(tmp_path)).run("plan", *form.split())
    assert ended.finished["exit_code"] == 2


def started(running: Program, *words: str) -> subprocess.Popen[str]:
    (running.directory / "answers.toml").write_text(ANSWERS)
    return subprocess.Popen(
        [sys.executable, "-m", "wizard", *words, "--answers", "answers.toml", "--format", "json"],
        cwd=running.directory,
        env={**running.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_ended_while_a_change_hangs_the_last_line_tells_how_the_steps_stand(aws: Program, number: int) -> None:
    aws.fault(service="*", operation="CreateStack", kind="hold-before", times=100)
    process = started(aws, "apply", "--approve")
    held = aws._ask("GET", "held?seconds=9")
    assert any(call.endswith(":CreateStack") for call in held)
    process.send_signal(number)
    out, err = process.communicate(timeout=20)
    ended = Ended(process.returncode, out, err)
    assert (ended.code, ended.finished["exit_code"]) == (130, 130)
    assert ended.finished["outcome"] == "incomplete"
    assert ended.states["sub-account"] == "satisfied"
    assert ended.finished["account_id"]
    assert "Traceback" not in err


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_ended_before_the_first_look_there_is_a_last_line_all_the_same(aws: Program, number: int) -> None:
    process = started(aws, "status")
    assert process.stdout is not None
    first = process.stdout.readline()
    process.send_signal(number)
    out, err = process.communicate(timeout=20)
    ended = Ended(process.returncode, first + out, err)
    assert ended.events[0]["event"] == "began"
    assert ended.finished["exit_code"] == ended.code == 130
    assert "Traceback" not in err


def test_what_is_switched_off_stays_so_as_with_nohup(aws: Program) -> None:
    aws.fault(service="*", operation="GetCallerIdentity", kind="hold-before", times=100)
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        process = started(aws, "status")
    finally:
        signal.signal(signal.SIGHUP, before)
    aws._ask("GET", "held?seconds=9")
    process.send_signal(signal.SIGHUP)
    aws._ask("DELETE", "fault")
    aws._ask("POST", "release")
    out, err = process.communicate(timeout=30)
    assert process.returncode != 130, err
    assert Ended(process.returncode, out, err).finished["steps"]["sign-in"] == "satisfied"


def test_a_reader_that_does_not_read_does_not_keep_it_from_ending(aws: Program) -> None:
    """The pipe is full, so the last line cannot arrive; the command ends all the same."""
    read, write = os.pipe()
    os.set_blocking(write, False)
    try:
        while True:
            os.write(write, b"\n" * 4096)
    except BlockingIOError:
        os.set_blocking(write, True)
    (aws.directory / "answers.toml").write_text(ANSWERS)
    process = subprocess.Popen(
        [sys.executable, "-m", "wizard", "plan", "--answers", "answers.toml", "--format", "json"],
        cwd=aws.directory,
        env={**aws.environ, "PYTHONPATH": str(ROOT)},
        stdout=write,
        stderr=subprocess.PIPE,
        text=True,
    )
    os.close(write)
    until = time.monotonic() + 20
    while not any(call["operation"] == "ListAccounts" for call in aws.calls()):
        assert process.poll() is None
        assert time.monotonic() < until
    process.send_signal(signal.SIGTERM)
    _, err = process.communicate(timeout=10)
    os.close(read)
    assert process.returncode == 130
    assert "Traceback" not in err
