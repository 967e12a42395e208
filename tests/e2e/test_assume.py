"""`assume` by the real program: credentials for a shell, for one command, a profile, and the console's address."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import boto3
import pytest

from tests.e2e.program import Program, outside, program
from tests.e2e.terminal import Terminal
from wizard.sandbox import client

A, B = "111111111111", "222222222222"
ROLE, PARTNER = f"arn:aws:iam::{B}:role/role-in-accountb", f"arn:aws:iam::{B}:role/partner-access"
SESSION = f"arn:aws:sts::{B}:assumed-role/role-in-accountb/firetiger-onboard"
ADMINISTRATOR = "arn:aws:iam::111122223333:role/Administrator"
EXTERNAL_ID = "example-external-id-4242"
ADMIN = ("--profile", "accounta-admin")
WHO = ("aws", "sts", "get-caller-identity", "--query", "Arn", "--output", "text")


@pytest.fixture
def aws(tmp_path: Path) -> Iterator[Program]:
    with program(tmp_path, "two-accounts") as running:
        path = f"{Path(sys.executable).parent}{os.pathsep}{running.environ['PATH']}"
        running.environ = {**running.environ, "PATH": path, "AWS_PAGER": ""}
        yield running


def config_of(aws: Program) -> Path:
    return Path(aws.environ["AWS_CONFIG_FILE"])


def everything_in(directory: Path) -> bytes:
    return b"".join(path.read_bytes() for path in directory.rglob("*") if path.is_file())


# --- printed -------------------------------------------------------------------------------------------------------


def test_a_shell_that_evaluates_them_is_the_role_in_every_aws_command(aws: Program) -> None:
    line = f'eval "$({sys.executable} -m wizard assume {ROLE} --profile accounta-admin)" && {" ".join(WHO)}'
    ended = subprocess.run(["sh", "-c", line], env=aws.environ, cwd=aws.directory, capture_output=True, text=True)
    assert ended.stdout.strip() == SESSION, ended.stderr
    assert f"{SESSION}, valid until" in ended.stderr


def test_they_are_on_standard_output_alone_and_in_no_file(aws: Program, tmp_path: Path) -> None:
    ended = aws.run("assume", ROLE, *ADMIN, "--as", "json")
    assert ended.code == 0
    keys = json.loads(ended.out)["Credentials"]
    for secret in (keys["AccessKeyId"], keys["SecretAccessKey"], keys["SessionToken"]):
        assert secret not in ended.err
        assert secret.encode() not in everything_in(tmp_path)


def test_an_external_id_a_duration_and_a_session_name_are_sent(aws: Program) -> None:
    given = ("--external-id", EXTERNAL_ID, "--duration", "15m", "--session-name", "ada-at-work")
    ended = aws.run("assume", PARTNER, *given, *ADMIN, "--as", "json")
    said = json.loads(ended.out)
    assert said["AssumedRoleUser"]["Arn"].endswith(":assumed-role/partner-access/ada-at-work")


def test_a_refusal_prints_no_credentials_and_says_whose_side_is_missing(aws: Program) -> None:
    ended = aws.run("assume", ROLE, "--profile", "accounta")
    assert (ended.code, ended.out) == (4, "")
    assert "No policy on your side allows it" in ended.err
    assert '"Action": "sts:AssumeRole"' in ended.err


def test_in_the_sandbox_they_are_said_to_be_fake_and_lead_back_there(tmp_path: Path) -> None:
    alone = Program(tmp_path, outside(tmp_path))
    try:
        ended = alone.run("assume", ROLE, "--sandbox=two-accounts", "--pace", "0", *ADMIN)
        assert ended.code == 0, ended.err
        assert "SANDBOX: simulated credentials, scenario two-accounts" in ended.err
        exports = dict(re.findall(r"^export (\w+)=(\S+)$", ended.out, re.MULTILINE))
        assert exports["AWS_ENDPOINT_URL"].startswith("http://127.0.0.1:")
        assert exports["AWS_ACCESS_KEY_ID"].startswith("ASIA")
        process = alone.run(
            "assume", ROLE, "--sandbox=two-accounts", "--pace", "0", *ADMIN, "--as", "credential-process"
        )
        assert "SANDBOX" in process.err
        led = alone.run("status", "verify", ROLE, "--format", "json", **exports)
        assert all(line.get("simulated", True) for line in led.events)
    finally:
        running = client.find(tmp_path / "state" / "firetiger-onboard" / "sandbox.state.json")
        if running:
            client.stop(running)


# --- how long, and by whom -----------------------------------------------------------------------------------------


def test_longer_than_the_role_allows_is_one_sentence(aws: Program) -> None:
    ended = aws.run("assume", ROLE, *ADMIN, "--duration", "2h")
    assert (ended.code, ended.out) == (2, "")
    said = "--duration 2h: the role allows only shorter sessions; its owner sets MaxSessionDuration."
    assert ended.err == f"firetiger-onboard: {said}\n"


def test_role_chaining_ends_after_an_hour_and_asking_for_more_says_why(aws: Program) -> None:
    iam = boto3.Session(profile_name=None).client(
        "iam", endpoint_url=aws.endpoint, region_name="us-east-1", aws_access_key_id="AKIASANDBOXEXAMPLE00",
        aws_secret_access_key="sandbox-example-secret-opens-nothing-000",
    )  # fmt: skip
    trust = {"Effect": "Allow", "Principal": {"AWS": f"arn:aws:iam::{A}:root"}, "Action": "sts:AssumeRole"}
    document = json.dumps({"Version": "2012-10-17", "Statement": [trust]})
    hub = iam.create_role(RoleName="hub", AssumeRolePolicyDocument=document, MaxSessionDuration=43200)["Role"]["Arn"]
    iam.attach_role_policy(RoleName="hub", PolicyArn="arn:aws:iam::aws:policy/AdministratorAccess")
    again = (sys.executable, "-m", "wizard", "assume", hub, "--as", "json")
    chained = aws.run("assume", hub, *ADMIN, "--", *again, "--duration", "2h")
    assert (chained.code, chained.out) == (2, "")
    assert (
        "--duration 2h: you are signed in with a role's session yourself, and AWS limits such role chaining to 1h"
        in chained.err
    )
    assert json.loads(aws.run("assume", hub, *ADMIN, "--", *again, "--duration", "1h").out)["Credentials"]
    assert json.loads(aws.run("assume", hub, *ADMIN, "--as", "json", "--duration", "12h").out)["Credentials"]


def test_a_code_is_asked_for_at_the_terminal_where_the_role_demands_one(tmp_path: Path) -> None:
    with program(tmp_path, "mfa") as running:
        words = ["assume", ADMINISTRATOR, "--profile", "ada", "--as", "json"]
        with Terminal(words, environment=running.environ, directory=running.directory) as terminal:
            terminal.wait_for("Code of arn:aws:iam::111122223333:mfa/ada:")
            terminal.type("12\r")
            terminal.wait_for("A code has six digits")
            terminal.type("123456\r")
            terminal.wait_for('"SessionToken":')
            assert terminal.wait_for_end() == 0
            assert "123456" not in terminal.scrolled
        with Terminal(words, environment=running.environ, directory=running.directory) as terminal:
            terminal.wait_for("Code of arn:aws:iam::111122223333:mfa/ada:")
            terminal.type("000000\r")
            terminal.wait_for("AWS refused the MFA code")
            assert terminal.wait_for_end() == 4


def test_without_a_terminal_a_wanted_code_is_a_sentence_and_exit_code_3(tmp_path: Path) -> None:
    with program(tmp_path, "mfa") as running:
        command = [
            sys.executable,
            "-m",
            "wizard",
            "assume",
            "arn:aws:iam::111122223333:role/Administrator",
            "--profile",
            "ada",
        ]
        ended = subprocess.run(
            command, env=running.environ, cwd=running.directory, capture_output=True, text=True, start_new_session=True
        )
        assert (ended.returncode, ended.stdout) == (3, "")
        assert "AWS needs a code from the MFA device arn:aws:iam::111122223333:mfa/ada" in ended.stderr


# --- one command ---------------------------------------------------------------------------------------------------


def test_one_command_runs_as_the_role_with_its_own_exit_code(aws: Program) -> None:
    ended = aws.run("assume", ROLE, *ADMIN, "--", *WHO, AWS_PROFILE="accounta")
    assert (ended.code, ended.out.strip()) == (0, SESSION)
    assert aws.run("assume", ROLE, *ADMIN, "--", "sh", "-c", "exit 42").code == 42


def test_what_is_behind_the_dashes_belongs_to_the_command_alone(aws: Program) -> None:
    ended = aws.run(
        "assume", ROLE, *ADMIN, "--", "echo", "--help", "--format", "json", "--sandbox", "--version", "--", "x"
    )
    assert (ended.code, ended.out) == (0, "--help --format json --sandbox --version -- x\n")


def test_a_signal_ends_the_command_itself(aws: Program) -> None:
    command = [sys.executable, "-m", "wizard", "assume", ROLE, *ADMIN, "--", "sh", "-c", "echo ready; exec sleep 60"]
    with subprocess.Popen(command, env=aws.environ, cwd=aws.directory, stdout=subprocess.PIPE, text=True) as running:
        assert running.stdout is not None
        assert running.stdout.readline() == "ready\n"
        running.send_signal(signal.SIGTERM)
        assert running.wait(10) == -signal.SIGTERM


def test_a_command_that_does_not_exist_costs_no_call(aws: Program) -> None:
    ended = aws.run("assume", ROLE, *ADMIN, "--", "no-such-command")
    assert (ended.code, ended.err) == (2, "firetiger-onboard: no-such-command: there is no such command.\n")
    assert aws.calls() == []


# --- a profile -----------------------------------------------------------------------------------------------------


def test_a_profile_is_added_and_every_other_byte_of_the_file_stays(aws: Program) -> None:
    path, device = config_of(aws), "arn:aws:iam::111111111111:mfa/ada"
    before = path.read_bytes() + "\n# caf\u00e9\r\n[profile  odd ]\r\n  region=us-east-1".encode()
    path.write_bytes(before)
    given = (
        "--external-id",
        EXTERNAL_ID,
        "--duration",
        "30m",
        "--session-name",
        "ada",
        "--mfa-serial",
        device,
    )
    ended = aws.run("assume", PARTNER, *ADMIN, *given, "--write-profile", "partner", "--yes")
    assert (ended.code, ended.out) == (0, "")
    lines = [
        "[profile partner]",
        f"role_arn = {PARTNER}",
        "source_profile = accounta-admin",
        f"external_id = {EXTERNAL_ID}",
        f"mfa_serial = {device}",
        "duration_seconds = 1800",
        "role_session_name = ada",
        "region = us-east-1",
    ]
    after = path.read_bytes()
    assert after.startswith(before)
    assert after[len(before) :].decode().split("\n") == ["", "", *lines, ""]
    assert "\n".join(lines) in ended.err
    assert "AssumeRole" not in {call["operation"] for call in aws.calls()}


def test_with_the_profile_the_real_aws_command_is_the_role(aws: Program) -> None:
    assert aws.run("assume", ROLE, *ADMIN, "--write-profile", "roleb", "--yes").code == 0
    said = subprocess.run([*WHO, "--profile", "roleb"], env=aws.environ, capture_output=True, text=True, check=False)
    assert ":assumed-role/role-in-accountb/" in said.stdout, said.stderr


def test_without_a_yes_nothing_is_written(aws: Program) -> None:
    before = config_of(aws).read_bytes()
    words = ["assume", ROLE, *ADMIN, "--write-profile", "roleb"]
    for said, code in (("n\r", 4), ("\r", 4)):
        with Terminal(words, environment=aws.environ, directory=aws.directory) as terminal:
            terminal.wait_for(r"\[profile roleb\]")
            terminal.wait_for(r"\[y/N\]")
            terminal.type(said)
            assert terminal.wait_for_end() == code
    assert aws.run(*words).code == 3
    assert config_of(aws).read_bytes() == before
    with Terminal(words, environment=aws.environ, directory=aws.directory) as terminal:
        terminal.wait_for(r"\[y/N\]")
        terminal.type("y\r")
        assert terminal.wait_for_end() == 0
    assert b"[profile roleb]" in config_of(aws).read_bytes()


def test_a_profile_that_is_there_or_cannot_be_is_refused(aws: Program) -> None:
    before = config_of(aws).read_bytes()
    for name in ("developer", "default", "a b", "x]"):
        ended = aws.run("assume", ROLE, *ADMIN, "--write-profile", name, "--yes")
        assert (ended.code, len(ended.err.splitlines())) == (2, 1), ended.err
    ended = aws.run("assume", ROLE, "--write-profile", "roleb", "--yes")
    assert (ended.code, "needs --profile NAME" in ended.err) == (2, True)
    assert config_of(aws).read_bytes() == before


# --- the console ---------------------------------------------------------------------------------------------------


def test_the_consoles_address_is_printed_for_a_role_that_lets_one_in(aws: Program) -> None:
    ended = aws.run("assume", ROLE, *ADMIN, "--switch-role-url", "--display-name", "Account B", "--color", "blue")
    assert ended.out == (
        "https://signin.aws.amazon.com/switchrole?roleName=role-in-accountb&account=222222222222"
        "&displayName=Account+B&color=99BCE3\n"
    )


def test_for_a_role_that_demands_an_external_id_there_is_none_and_the_reason_is_told(aws: Program) -> None:
    refused = aws.run("assume", PARTNER, *ADMIN, "--switch-role-url")
    assert (refused.code, refused.out) == (4, "")
    assert "the console can't send an external ID" in refused.err
    said = aws.run("assume", PARTNER, *ADMIN, "--switch-role-url", "--external-id", EXTERNAL_ID)
    assert (said.code, said.out, len(said.err.splitlines())) == (2, "", 1)
    assert "the console can't send an external ID" in said.err


# --- what cannot be ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ((), "assume needs the role's ARN"),
        (("role-in-accountb",), "'role-in-accountb' isn't a role's ARN"),
        (("arn:aws-cn:iam::222222222222:role/a",), "is in partition aws-cn; this workflow is for aws."),
        ((ROLE, "--duration", "1d"), "--duration 1d: not a duration"),
        ((ROLE, "--duration", "13h"), "--duration 13h: AWS allows 15m to 12h"),
        ((ROLE, "--external-id", "a b"), "--external-id: An external ID can't have a space"),
        ((ROLE, "--session-name", "a b"), "--session-name has 2 to 64"),
        ((ROLE, "--as", "env", "--switch-role-url"), "are two different results; give one."),
        ((ROLE, "--color", "blue"), "--color works only with --switch-role-url."),
        ((ROLE, "--profile", "nobody"), "'nobody' isn't in the AWS configuration"),
        ((ROLE, "--"), "There is no command behind --."),
    ],
)
def test_what_cannot_be_is_one_sentence_and_asks_nobody(aws: Program, words: tuple[str, ...], sentence: str) -> None:
    ended = aws.run("assume", *words)
    assert (ended.code, ended.out, len(ended.err.splitlines())) == (2, "", 1), ended.err
    assert sentence in ended.err
    assert aws.calls() == []


def test_the_dashes_belong_to_the_command_that_takes_them(aws: Program) -> None:
    ended = aws.run("status", "verify", ROLE, "--", "ls")
    assert (ended.code, ended.err) == (2, "firetiger-onboard: -- and what is behind it work only with assume.\n")
