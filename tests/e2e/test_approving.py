"""A plan made on one computer approves what it says on another; where the two differ, apply says by what."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.program import ACCOUNT, BEDROCK, Ended, Program, program
from tests.e2e.terminal import ROOT

ANSWERS = ACCOUNT + BEDROCK


@pytest.fixture
def aws(tmp_path: Path) -> Iterator[Program]:
    with program(tmp_path) as running:
        yield running
        running._ask("DELETE", "fault")
        running._ask("POST", "release")


def elsewhere(aws: Program, tmp_path: Path) -> Program:
    """Another person at another computer, with a profile of another name, in another place, language and time zone."""
    home = tmp_path / "another home"
    work = home / "somewhere" / "else"
    work.mkdir(parents=True)
    (home / ".aws").mkdir()
    keys = {name: aws.environ[name] for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY")}
    credentials = "".join(f"{name.lower()} = {value}\n" for name, value in keys.items())
    (home / ".aws" / "credentials").write_text(f"[zoe]\n{credentials}")
    environ = {name: value for name, value in aws.environ.items() if name not in keys} | {
        "HOME": str(home),
        "USER": "zoe",
        "LOGNAME": "zoe",
        "XDG_STATE_HOME": str(home / "state"),
        "AWS_SHARED_CREDENTIALS_FILE": str(home / ".aws" / "credentials"),
        "AWS_CONFIG_FILE": str(home / ".aws" / "config"),
        "AWS_PROFILE": "zoe",
        "LC_ALL": "de_DE.UTF-8",
        "TZ": "Asia/Tokyo",
    }
    return Program(work, environ, aws.endpoint)


def approval(plan: Ended) -> dict[str, Any]:
    (found,) = [event for event in plan.events if event["event"] == "approval"]
    return found


def differing(ended: Ended) -> dict[str, Any]:
    (found,) = [event for event in ended.events if event["event"] == "not-covered"]
    return found


def test_nothing_of_the_computer_is_in_what_is_approved(aws: Program, tmp_path: Path) -> None:
    here = aws.json("plan", answers=ANSWERS)
    other = elsewhere(aws, tmp_path)
    there = other.json("plan", "--region", "us-east-1", "--checkpoint", "my own.json", answers=ANSWERS)
    assert approval(here)["digest"] == approval(there)["digest"]
    rounds = [[event for event in ended.events if event["event"] == "plan"] for ended in (here, there)]
    one, two = ([change["digest"] for plan in plans for change in plan["changes"]] for plans in rounds)
    assert one == two, "not even of the files that are written there"
    assert any(digest not in approval(here)["changes"] for digest in one), "which no approval needs to name"


def test_what_was_planned_there_is_applied_here_and_again_when_everything_is_done(aws: Program, tmp_path: Path) -> None:
    answers = ACCOUNT + '[bedrock]\nskip = "later"\n'
    other = elsewhere(aws, tmp_path)
    plan = other.json("plan", answers=answers)
    digest = approval(plan)["digest"]
    applied = aws.json("apply", f"--approve={digest}", answers=answers)
    assert applied.states == {**dict.fromkeys(applied.states, "satisfied"), "bedrock": "skipped"}, applied.err
    aws.forget_calls()
    again = aws.json("apply", f"--approve={digest}", answers=answers)
    assert (again.code, aws.writes()) == (4, [])
    assert again.err == ""


@pytest.mark.long
def test_once_the_account_exists_plans_agree_with_and_without_the_journal_that_made_it(
    aws: Program, tmp_path: Path
) -> None:
    aws.json("apply", "--approve", answers=ACCOUNT + '[bedrock]\nskip = "later"\n')
    wanted = BEDROCK + '[sub-account]\nmode = "existing"\naccount_id = "{}"\naccept_workloads = true\n'
    account = aws.json("status").finished["account_id"]
    here = aws.json("plan", answers=ANSWERS)
    there = elsewhere(aws, tmp_path).json("plan", answers=wanted.format(account))
    assert approval(here)["digest"] == approval(there)["digest"] is not None


@pytest.mark.long
def test_what_is_new_since_the_plan_is_named_and_nothing_is_changed(aws: Program, tmp_path: Path) -> None:
    skipping = ACCOUNT + '[bedrock]\nskip = "later"\n'
    digest = approval(elsewhere(aws, tmp_path).json("plan", answers=skipping))["digest"]
    refused = aws.json("apply", f"--approve={digest}", answers=ANSWERS)
    assert (refused.code, aws.writes()) == (3, [])
    told = differing(refused)
    assert (told["approved"], told["known"]) == (digest, True)
    assert {change["step"] for change in told["changes"]} == {"bedrock"}
    assert told["digest"] == approval(aws.json("plan", answers=ANSWERS))["digest"]
    assert f"not in the plan with the digest {digest}" in refused.err
    text = aws.run("apply", f"--approve={digest}", answers=ANSWERS)
    assert text.code == 3
    for change in told["changes"]:
        assert f"{change['digest'][:12]}  [bedrock]" in text.out


def test_where_nobody_can_tell_the_difference_every_change_is_listed_as_plan_lists_it(aws: Program) -> None:
    refused = aws.json("apply", f"--approve={'0' * 64}", answers=ANSWERS)
    assert (refused.code, aws.writes()) == (3, [])
    assert differing(refused)["known"] is False
    plan = aws.json("plan", answers=ANSWERS)
    assert sorted(change["digest"] for change in differing(refused)["changes"]) == approval(plan)["changes"]
    text = aws.run("plan", answers=ANSWERS).out
    assert all(f"digest {digest[:12]}" in text for digest in approval(plan)["changes"])


def test_the_same_command_goes_on_after_it_was_ended_in_the_middle(aws: Program, tmp_path: Path) -> None:
    answers = ACCOUNT + '[bedrock]\nskip = "later"\n'
    digest = approval(elsewhere(aws, tmp_path).json("plan", answers=answers))["digest"]
    aws.fault(service="*", operation="CreateBucket", kind="hold-before", times=100)
    (aws.directory / "answers.toml").write_text(answers)
    process = subprocess.Popen(
        [sys.executable, "-m", "wizard", "apply", f"--approve={digest}", "--answers", "answers.toml"],
        cwd=aws.directory,
        env={**os.environ, **aws.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    assert any(call.endswith(":CreateBucket") for call in aws._ask("GET", "held?seconds=9"))
    process.send_signal(signal.SIGTERM)
    assert process.wait(timeout=20) == 130
    aws._ask("DELETE", "fault")
    aws._ask("POST", "release")
    left = approval(aws.json("plan", answers=answers))
    assert left["digest"] not in (None, digest), "some of it is done, and some is not"
    again = aws.json("apply", f"--approve={digest}", answers=answers)
    assert again.states == {**dict.fromkeys(again.states, "satisfied"), "bedrock": "skipped"}, again.err
    assert again.err == ""
    assert aws.writes().count("organizations:CreateAccount") == 1


@pytest.mark.long
def test_the_same_command_approves_again_what_aws_refused(aws: Program, tmp_path: Path) -> None:
    answers = ACCOUNT + '[bedrock]\nskip = "later"\n'
    digest = approval(elsewhere(aws, tmp_path).json("plan", answers=answers))["digest"]
    aws.fault(service="s3", operation="CreateBucket", kind="access-denied", times=100)
    refused = aws.json("apply", f"--approve={digest}", answers=answers)
    assert refused.states["cloudtrail"] != "satisfied"
    aws._ask("DELETE", "fault")
    again = aws.json("apply", f"--approve={digest}", answers=answers)
    assert again.states == {**dict.fromkeys(again.states, "satisfied"), "bedrock": "skipped"}, again.err
