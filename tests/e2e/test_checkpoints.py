"""Checkpoints as people meet them: listed, shown, deleted, held by somebody, handed on, on a full disk."""

from __future__ import annotations

import json
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from importlib import resources
from pathlib import Path
from typing import Any

import boto3
import jsonschema
import pytest
from botocore.config import Config

from tests.e2e.program import ACCOUNT, BEDROCK, Program, program
from tests.e2e.terminal import ROOT, Terminal

ANSWERS = ACCOUNT + BEDROCK
APPLY = ("apply", "--approve")
SHARED = "s3://shared/acme.json"
NAME = "firetiger"


@pytest.fixture
def aws(tmp_path: Path) -> Iterator[Program]:
    with program(tmp_path) as running:
        yield running


def path_of(running: Program) -> Path:
    return Path(running.environ["XDG_STATE_HOME"]) / "firetiger-onboard" / f"{NAME}.json"


def client_of(running: Program, service: str) -> Any:
    return boto3.client(
        service,
        endpoint_url=running.endpoint,
        region_name="us-east-1",
        aws_access_key_id=running.environ["AWS_ACCESS_KEY_ID"],
        aws_secret_access_key=running.environ["AWS_SECRET_ACCESS_KEY"],
        config=Config(s3={"addressing_style": "path"}) if service == "s3" else None,
    )


def begun(running: Program, *more: str) -> None:
    """The account is being made, and nobody waited for it."""
    ended = running.json(*APPLY, "--wait", "0", *more, answers=ANSWERS)
    assert (ended.code, ended.states["sub-account"]) == (4, "pending"), ended.err


def elsewhere(running: Program, tmp_path: Path) -> Program:
    """Another computer, with a state directory of its own, and another person of the same AWS account."""
    iam = client_of(running, "iam")
    iam.create_user(UserName="ben")
    iam.attach_user_policy(UserName="ben", PolicyArn="arn:aws:iam::aws:policy/AdministratorAccess")
    keys = iam.create_access_key(UserName="ben")["AccessKey"]
    home = tmp_path / "elsewhere"
    (home / "work").mkdir(parents=True)
    environ = {
        **running.environ,
        "HOME": str(home),
        "XDG_STATE_HOME": str(home / "state"),
        "AWS_ACCESS_KEY_ID": keys["AccessKeyId"],
        "AWS_SECRET_ACCESS_KEY": keys["SecretAccessKey"],
    }
    return replace(running, directory=home / "work", environ=environ)


def applying(running: Program, *more: str) -> subprocess.Popen[str]:
    """``apply``, held at the moment when it creates the stack."""
    running.fault(service="cloudformation", operation="CreateStack", kind="hold-before", times=1)
    (running.directory / "answers.toml").write_text(ANSWERS)
    process = subprocess.Popen(
        [sys.executable, "-m", "wizard", *APPLY, "--answers", "answers.toml", *more],
        cwd=running.directory,
        env={**running.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert running._ask("GET", "held?seconds=9") == ["cloudformation:CreateStack"]
    return process


# --- what is written ---------------------------------------------------------------------------------------------


def test_what_a_whole_onboarding_writes_obeys_the_schema(aws: Program) -> None:
    assert aws.json(*APPLY, answers=ANSWERS).code == 0
    schema = json.loads((resources.files("assets") / "checkpoint.schema.json").read_text("utf-8"))
    written = json.loads(path_of(aws).read_bytes())
    jsonschema.validate(written, schema)
    assert len(written["journal"]) > 10
    assert path_of(aws).stat().st_mode & 0o777 == 0o600


# --- a disk that takes no more -----------------------------------------------------------------------------------


def test_a_place_that_cannot_be_written_is_told_before_any_call(aws: Program) -> None:
    (aws.directory / "file").write_text("")
    ended = aws.run(*APPLY, "--checkpoint", "file/checkpoint.json", answers=ANSWERS)
    assert ended.code == 2
    assert "file/checkpoint.json can't be" in ended.err
    assert aws.calls() == []


def test_a_full_disk_is_told_before_any_call_and_what_was_kept_stays(aws: Program) -> None:
    begun(aws)
    before, calls = path_of(aws).read_bytes(), len(aws.calls())
    # A limit on the size of files: the kernel refuses as it does when there is no room.
    command = shlex.join([sys.executable, "-m", "wizard", *APPLY, "--answers", "answers.toml"])
    ended = subprocess.run(
        ["bash", "-c", f"ulimit -f 32; exec {command}"],
        cwd=aws.directory,
        env={**aws.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert ended.returncode == 2
    assert re.search(r"firetiger\.json can't be written: File too large\. Free some space", ended.stderr)
    assert len(aws.calls()) == calls
    assert path_of(aws).read_bytes() == before


# --- held by somebody --------------------------------------------------------------------------------------------


def test_a_second_run_and_a_delete_are_told_who_holds_it_and_since_when(aws: Program) -> None:
    first = applying(aws)
    try:
        held = rf"in use by process {first.pid} of .+ on .+ since 20\d\d-"
        second = aws.run(*APPLY, answers=ANSWERS)
        assert second.code == 2
        assert re.search(held, second.err)
        assert re.search(held, aws.run("checkpoints").out)
        refused = aws.run("checkpoints", "delete", NAME, "--yes")
        assert refused.code == 2
        assert re.search(held, refused.err)
        assert path_of(aws).exists()
    finally:
        aws._ask("POST", "release")
        first.communicate(timeout=60)
    assert first.returncode == 0
    assert "in use" not in aws.run("checkpoints").out


# --- listed, shown, deleted --------------------------------------------------------------------------------------


def test_the_list_tells_where_whose_when_and_how_far(aws: Program) -> None:
    assert "No checkpoints on this computer" in aws.run("checkpoints").out
    begun(aws)
    (path_of(aws).parent / "broken.json").write_bytes(b"\x1b[2J")
    ended = aws.json("checkpoints")
    assert ended.code == 0
    broken, ours, finished = ended.events
    assert "isn't a checkpoint" in broken["problem"]
    assert (finished["event"], finished["outcome"], finished["exit_code"]) == ("finished", "complete", 0)
    assert {name: ours[name] for name in ("name", "path", "vendor", "account", "region", "changes", "held_by")} == {
        "name": NAME,
        "path": str(path_of(aws)),
        "vendor": "firetiger",
        "account": "111122223333",
        "region": "us-east-1",
        "changes": 1,
        "held_by": None,
    }
    assert ours["begun"] <= ours["updated"]
    told = aws.run("checkpoints").out
    assert "account 1111 2222 3333, region us-east-1" in told
    assert "changes made: 1" in told
    assert "\x1b" not in told


@pytest.mark.parametrize("format_", ["text", "json"])
def test_what_is_shown_names_neither_account_nor_address(aws: Program, format_: str) -> None:
    begun(aws)
    shown = aws.run("checkpoints", "show", NAME, "--format", format_)
    assert shown.code == 0
    assert "CreateAccount" in shown.out
    assert "********3333" in shown.out
    assert "****@example.com" in shown.out
    for hidden in ("111122223333", "aws+firetiger"):
        assert hidden in path_of(aws).read_text()
        assert hidden not in shown.out
    assert aws.run("checkpoints", "show").out == aws.run("checkpoints", "show", str(path_of(aws))).out


def test_deleting_asks_first_and_takes_the_previous_one_along(aws: Program) -> None:
    begun(aws)
    nobody = aws.run("checkpoints", "delete", NAME)
    assert (nobody.code, path_of(aws).exists()) == (2, True)
    assert "add --yes" in nobody.err
    for answer, code, left in (("no", 3, True), ("yes", 0, False)):
        with Terminal(["checkpoints", "delete", NAME], environment=aws.environ, directory=aws.directory) as screen:
            screen.wait_for("Type yes:")
            screen.type(f"{answer}\r")
            assert (screen.wait_for_end(), path_of(aws).exists()) == (code, left)
    assert list(path_of(aws).parent.iterdir()) == []


def test_deleting_with_yes_asks_nobody_and_never_takes_what_is_no_checkpoint(aws: Program) -> None:
    begun(aws)
    assert aws.json("checkpoints", "delete", NAME, "--yes").code == 0
    assert not path_of(aws).exists()
    assert aws.run("checkpoints", "delete", NAME, "--yes").code == 2
    letter = aws.directory / "letter.txt"
    letter.write_text("dear all")
    refused = aws.run("checkpoints", "delete", str(letter), "--yes")
    assert refused.code == 2
    assert "isn't a checkpoint" in refused.err
    assert letter.exists()


# --- handed on ---------------------------------------------------------------------------------------------------


def test_a_copied_checkpoint_resumes_on_another_computer_with_other_credentials(aws: Program, tmp_path: Path) -> None:
    begun(aws)
    other = elsewhere(aws, tmp_path)
    path_of(other).parent.mkdir(parents=True)
    shutil.copy(path_of(aws), path_of(other))
    done = other.json(*APPLY, answers="\n")
    assert (done.code, done.finished["outcome"]) == (0, "complete"), done.out[-1500:]
    assert aws.writes().count("organizations:CreateAccount") == 1
    arn = done.finished["role_arn"]
    assert aws.json("status").finished["role_arn"] == arn


@pytest.mark.long
def test_a_checkpoint_in_s3_is_begun_by_one_and_finished_by_another(aws: Program, tmp_path: Path) -> None:
    client_of(aws, "s3").create_bucket(Bucket="shared")
    begun(aws, "--checkpoint", SHARED)
    assert not path_of(aws).exists()
    other = elsewhere(aws, tmp_path)
    done = other.json(*APPLY, "--checkpoint", SHARED, answers="\n")
    assert (done.code, done.finished["outcome"]) == (0, "complete"), done.err
    assert aws.writes().count("organizations:CreateAccount") == 1
    shown = aws.run("checkpoints", "show", SHARED)
    assert shown.code == 0
    assert "CreateStack" in shown.out
    status = aws.json("status", "--checkpoint", SHARED)
    assert status.finished["role_arn"] == done.finished["role_arn"]


def test_of_two_on_one_checkpoint_in_s3_the_loser_sends_nothing_more_and_is_told_who_won(
    aws: Program, tmp_path: Path
) -> None:
    client_of(aws, "s3").create_bucket(Bucket="shared")
    loser = applying(aws, "--checkpoint", SHARED)
    other = elsewhere(aws, tmp_path)
    for _ in range(5):
        won = other.json(*APPLY, "--checkpoint", SHARED, answers="\n")
        if "written meanwhile" not in won.err:  # what the first had read before it was held, it may still write
            break
    assert (won.code, won.finished["outcome"]) == (0, "complete"), won.out[-1500:]
    before = client_of(aws, "s3").get_object(Bucket="shared", Key="acme.json")["Body"].read()
    aws._ask("POST", "release")
    _, err = loser.communicate(timeout=60)
    assert loser.returncode == 1
    assert re.search(rf"{SHARED} was written meanwhile by process \d+ of .+ on .+ since 20\d\d-", err)
    assert str(loser.pid) not in err
    assert "Traceback" not in err
    assert client_of(aws, "s3").get_object(Bucket="shared", Key="acme.json")["Body"].read() == before
    assert aws.writes().count("organizations:CreateAccount") == 1


def test_a_bucket_that_is_not_there_is_told_before_anything_is_done(aws: Program) -> None:
    ended = aws.run(*APPLY, "--checkpoint", "s3://nowhere/acme.json", answers=ANSWERS)
    assert ended.code == 2
    assert "s3://nowhere/acme.json can't be read: NoSuchBucket" in ended.err
    assert aws.writes() == []
    assert [file.name for file in aws.directory.iterdir()] == ["answers.toml"]
