"""The credentials of a role, as real shells and the AWS tools read them."""

from __future__ import annotations

import json
import subprocess
from datetime import UTC, datetime

import pytest

from wizard.export.role_session import FORMS, as_powershell, variables
from wizard.model.secret import RoleSession, Secret

ODD = "a'b\\c$d \"e`f"
SESSION = RoleSession(
    arn="arn:aws:sts::222222222222:assumed-role/reader/ada",
    id="AROAEXAMPLE:ada",
    key_id=Secret("ASIAEXAMPLE"),
    secret_key=Secret("s/e+c=ret"),
    token=Secret("t/o+k=en"),
    expires=datetime(2026, 11, 26, 13, 0, tzinfo=UTC),
)
GIVEN = {**variables(SESSION, "eu-west-1"), "ODD": ODD}


@pytest.mark.parametrize(
    ("form", "shell"),
    [
        ("env", ["sh", "-c", 'eval "$1"; env', "sh"]),
        ("env", ["zsh", "-fc", 'eval "$1"; env', "zsh"]),
        ("fish", ["fish", "-c", "echo $argv[1] | source; env"]),
    ],
    ids=["sh", "zsh", "fish"],
)
def test_a_shell_that_takes_them_in_has_every_variable_as_it_was(form: str, shell: list[str]) -> None:
    text = FORMS[form](SESSION, GIVEN)
    said = subprocess.run([*shell, text], capture_output=True, text=True, check=True).stdout.splitlines()
    assert {f"{name}={value}" for name, value in GIVEN.items()} <= set(said)


def test_powershell_takes_a_quote_as_a_quote() -> None:
    assert as_powershell({"ODD": "a'b$c"}) == "$Env:ODD = 'a''b$c'\n"


def test_as_json_it_is_what_the_aws_command_prints_and_more_only_where_there_is_more() -> None:
    plain = json.loads(FORMS["json"](SESSION, variables(SESSION)))
    assert plain == {
        "Credentials": {
            "AccessKeyId": "ASIAEXAMPLE",
            "SecretAccessKey": "s/e+c=ret",
            "SessionToken": "t/o+k=en",
            "Expiration": "2026-11-26T13:00:00+00:00",
        },
        "AssumedRoleUser": {"AssumedRoleId": "AROAEXAMPLE:ada", "Arn": SESSION.arn},
    }
    assert json.loads(FORMS["json"](SESSION, GIVEN))["Environment"] == {
        "AWS_REGION": "eu-west-1",
        "AWS_DEFAULT_REGION": "eu-west-1",
        "ODD": ODD,
    }


def test_as_credential_process_it_is_one_line_of_version_1() -> None:
    text = FORMS["credential-process"](SESSION, GIVEN)
    assert text.count("\n") == 1
    said = json.loads(text)
    assert (said["Version"], said["Expiration"]) == (1, "2026-11-26T13:00:00+00:00")
    assert said.keys() == {"Version", "AccessKeyId", "SecretAccessKey", "SessionToken", "Expiration"}
