"""Credentials that no sign-in of a person renews: what their failures are called, by where they come from."""

from __future__ import annotations

import json
import os
import select
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.aws.conftest import SECRET
from tests.aws.endpoint import Endpoint, Reply, identity, refuses_in_xml
from tests.aws.test_sign_in import failure, program, who
from wizard.aws.credential_source import source_of
from wizard.aws.gateway import Gateway
from wizard.host.timing import Timing
from wizard.model import CallError, Source
from wizard.problems.explain import explain

Config = Callable[[str], None]
EXPIRED = refuses_in_xml("ExpiredToken", "The security token included in the request is expired")
ROLE_OF = "[profile role]\nrole_arn = arn:aws:iam::111122223333:role/R\nsource_profile = p\nregion = us-east-1\n"


@pytest.fixture
def gateway(home: Path) -> Gateway:
    """Without retries, and patient with programs: a busy computer starts them slowly."""
    return Gateway(lambda _: None, Timing(connect=5, read=10, attempts=1), "tests")


def told(error: CallError) -> str:
    problem = explain(error)
    return "\n".join((problem.title, problem.what, problem.why, *problem.todo))


def prints(expires: timedelta) -> str:
    end = (datetime.now(UTC) + expires).isoformat()
    made = {"Version": 1, "AccessKeyId": "ASIA", "SecretAccessKey": SECRET, "SessionToken": "t", "Expiration": end}
    return f"print({json.dumps(json.dumps(made))})"


# --- sessions that have ended ----------------------------------------------------------------------------------------


@pytest.mark.usefixtures("keys")
def test_keys_in_the_environment_that_aws_calls_expired_are_an_expired_sign_in_with_its_own_way_out(
    gateway: Gateway, endpoint: Endpoint, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_SESSION_TOKEN", "over")
    endpoint.answer = lambda _: EXPIRED
    error = failure(gateway, who())
    assert (error.login, error.unauthenticated) == (None, True)
    assert explain(error).key == "environment-expired"
    assert "run the wizard again" in told(error)
    assert "aws sso login" not in told(error)


@pytest.mark.usefixtures("keys")
def test_keys_in_the_environment_that_say_themselves_that_they_are_over_are_told_the_same_way(
    gateway: Gateway, endpoint: Endpoint, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_CREDENTIAL_EXPIRATION", "2020-01-01T00:00:00Z")
    error = failure(gateway, who())
    assert (error.code, error.unseen) == ("LoginExpired", True)
    assert explain(error).key == "environment-expired"
    assert endpoint.asked == []


def test_a_program_that_gives_credentials_which_are_over_is_an_expired_sign_in(
    gateway: Gateway, endpoint: Endpoint, config: Config, home: Path
) -> None:
    config(f"[profile p]\ncredential_process = {program(home, prints(-timedelta(hours=1)))}\nregion = us-east-1\n")
    error = failure(gateway, who("p"))
    assert explain(error).key == "program-expired"
    assert "aws sts get-caller-identity --profile p" in told(error)
    assert endpoint.asked == []


def test_a_programs_session_that_aws_calls_expired_is_told_as_the_programs(
    gateway: Gateway, endpoint: Endpoint, config: Config, home: Path
) -> None:
    config(f"[profile p]\ncredential_process = {program(home, prints(timedelta(hours=1)))}\n{ROLE_OF}")
    endpoint.answer = lambda _: EXPIRED
    for profile in ("p", "role"):
        assert explain(failure(gateway, who(profile))).key == "program-expired"


def test_temporary_keys_in_a_file_that_are_over_name_their_profile(
    gateway: Gateway, endpoint: Endpoint, home: Path
) -> None:
    keys = "aws_access_key_id = ASIA\naws_secret_access_key = s\naws_session_token = t\n"
    (home / ".aws/credentials").write_text(f"[saml]\n{keys}")
    endpoint.answer = lambda _: EXPIRED
    problem = explain(failure(gateway, who("saml")))
    assert (problem.key, problem.title) == ("file-expired", "The session in profile saml has expired")


# --- web identity ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("where", ["environment", "profile"])
def test_a_token_file_that_is_not_there_is_named(
    gateway: Gateway, endpoint: Endpoint, config: Config, monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    role, path = "arn:aws:iam::111122223333:role/R", "/var/run/secrets/none/token"
    if where == "environment":
        monkeypatch.setenv("AWS_WEB_IDENTITY_TOKEN_FILE", path)
        monkeypatch.setenv("AWS_ROLE_ARN", role)
    else:
        config(f"[profile p]\nrole_arn = {role}\nweb_identity_token_file = {path}\nregion = us-east-1\n")
    error = failure(gateway, who("p" if where == "profile" else ""))
    assert explain(error).key == "web-identity-token"
    assert f"{path}: No such file or directory" in told(error)
    assert endpoint.asked == []


def test_a_token_that_aws_no_longer_takes_is_told_with_its_file(
    gateway: Gateway, endpoint: Endpoint, config: Config, home: Path
) -> None:
    token = home / "token"
    token.write_text("header.payload.signature")
    config(f"[profile p]\nrole_arn = arn:aws:iam::111122223333:role/R\nweb_identity_token_file = {token}\n")
    for code in ("ExpiredTokenException", "InvalidIdentityToken"):
        endpoint.answer = lambda _, code=code: refuses_in_xml(code, "Token is expired", 400)  # bound early
        error = failure(gateway, who("p"))
        assert explain(error).key == "web-identity-expired"
        assert str(token) in told(error)


def test_an_empty_token_file_is_named(gateway: Gateway, endpoint: Endpoint, config: Config, home: Path) -> None:
    (home / "token").touch()
    config(f"[profile p]\nrole_arn = arn:aws:iam::111122223333:role/R\nweb_identity_token_file = {home}/token\n")
    error = failure(gateway, who("p"))
    assert (error.code, error.message) == ("WebIdentityToken", f"{home}/token holds no token.")


# --- programs --------------------------------------------------------------------------------------------------------

QUESTIONS = (
    "input('Password: ')",
    "import getpass, sys; sys.stderr.write('MFA: '); open('/dev/tty')",
    "import sys; sys.exit('Error: not a terminal, cannot prompt for MFA')",
    "import termios; termios.tcgetattr(0)",
)


@pytest.mark.parametrize("text", QUESTIONS)
@pytest.mark.parametrize("profile", ["p", "role"])
def test_a_program_that_wants_a_terminal_is_told_as_that(
    gateway: Gateway, endpoint: Endpoint, config: Config, home: Path, text: str, profile: str
) -> None:
    config(f"[profile p]\ncredential_process = {program(home, text)}\nregion = us-east-1\n{ROLE_OF}")
    error = failure(gateway, who(profile))
    assert explain(error).key == "credential-process-asks", error
    assert "another terminal" in told(error)


@pytest.mark.parametrize("seconds", [0, 0.3])
def test_a_program_that_takes_too_long_is_told_as_that_and_not_as_aws(
    endpoint: Endpoint, config: Config, home: Path, seconds: float
) -> None:
    hangs = program(home, "import time; time.sleep(20)")
    config(f"[profile p]\ncredential_process = {hangs} --password hunter2\nregion = us-east-1\n{ROLE_OF}")
    gateway = Gateway(lambda _: None, Timing(read=0.3), "tests")
    for profile in ("p", "role"):
        error = failure(gateway, who(profile, seconds=seconds))
        assert explain(error).key == "credential-process-slow"
        assert error.unseen
        assert "hunter2" not in told(error)


def test_aws_being_slow_is_no_fault_of_a_program(
    gateway: Gateway, endpoint: Endpoint, config: Config, home: Path
) -> None:
    config(f"[profile p]\ncredential_process = {program(home, prints(timedelta(hours=1)))}\n")
    endpoint.answer = lambda _: identity()
    assert gateway.read(who("p"))
    endpoint.answer = lambda _: Reply(way="silent")
    assert failure(gateway, who("p", seconds=0.5)).code == "Timeout"


def test_a_program_that_takes_too_long_is_ended_with_all_that_it_started(
    endpoint: Endpoint, config: Config, home: Path
) -> None:
    held = home / "held"
    os.mkfifo(held)
    reading = os.open(held, os.O_RDONLY | os.O_NONBLOCK)
    text = (
        "import os, subprocess, sys, time\n"
        f"held = os.open({str(held)!r}, os.O_WRONLY)\n"
        "subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)'], pass_fds=[held])\n"
        "os.write(held, b'both')\n"
        "time.sleep(60)\n"
    )
    config(f"[profile p]\ncredential_process = {program(home, text)}\nregion = us-east-1\n")
    gateway = Gateway(lambda _: None, Timing(read=1.5), "tests")
    assert failure(gateway, who("p")).code == "CredentialProcessSlow"
    assert os.read(reading, 9) == b"both"
    assert select.select([reading], [], [], 10)[0], "somebody still holds the other end"
    assert os.read(reading, 9) == b""
    os.close(reading)


def test_a_program_of_the_profile_that_a_role_is_assumed_from_finds_no_terminal_either(
    gateway: Gateway, endpoint: Endpoint, config: Config, home: Path
) -> None:
    asks = "import os, sys\nassert sys.stdin.read() == ''\nassert os.getsid(0) == os.getpid()\n"
    text = asks + prints(timedelta(hours=1))
    config(f"[profile p]\ncredential_process = {program(home, text)}\n{ROLE_OF}")
    endpoint.answer = lambda _: refuses_in_xml("AccessDenied", "not authorized to perform: sts:AssumeRole")
    assert failure(gateway, who("role")).operation == "AssumeRole"


# --- the clock and MFA -----------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("keys")
@pytest.mark.parametrize(
    ("code", "message"),
    [
        ("SignatureDoesNotMatch", "Signature expired: 20261125T201427Z is now earlier than 20261125T213928Z"),
        ("SignatureDoesNotMatch", "Signature not yet current: 20261125T231427Z is still later than 20261125T213928Z"),
        ("InvalidSignatureException", "Signature expired: 20261125T201427Z is now earlier than 20261125T213928Z"),
        ("RequestTimeTooSkewed", "The difference between the request time and the current time is too large."),
    ],
)
def test_a_clock_that_is_off_is_told_as_that(gateway: Gateway, endpoint: Endpoint, code: str, message: str) -> None:
    endpoint.answer = lambda _: refuses_in_xml(code, message)
    error = failure(gateway, who())
    assert (error.code, explain(error).key) == ("ClockOff", "clock-off")
    assert message in error.message


@pytest.mark.usefixtures("keys")
def test_a_wrong_secret_is_no_clock(gateway: Gateway, endpoint: Endpoint) -> None:
    endpoint.answer = lambda _: refuses_in_xml("SignatureDoesNotMatch", "The request signature we calculated does not")
    assert explain(failure(gateway, who())).key == "signature"


def test_a_session_without_mfa_that_iam_does_not_take_is_not_told_as_a_key_to_replace() -> None:
    said = "The security token included in the request is invalid"
    problem = explain(CallError(code="InvalidClientTokenId", message=said, service="iam", operation="GetRole"))
    assert problem.key == "session-without-mfa"
    assert "--token-code" in " ".join(problem.todo)
    assert "new key" not in " ".join(problem.todo)
    elsewhere = CallError(code="InvalidClientTokenId", message=said, service="sts", operation="GetCallerIdentity")
    assert explain(elsewhere).key == "invalid-keys"


@pytest.mark.parametrize(
    ("service", "operation", "why"),
    [
        ("iam", "GetRole", "with an explicit deny in an identity-based policy"),
        (
            "cloudformation",
            "DescribeStacks",
            "with an explicit deny in an identity-based policy: arn:aws:iam::1:policy/MFA",
        ),
        ("sts", "GetSessionToken", "with an explicit deny"),
    ],
)
def test_a_policy_that_demands_mfa_is_told_as_that(service: str, operation: str, why: str) -> None:
    message = f"User: arn:aws:iam::111122223333:user/ada is not authorized to perform: {service}:{operation} {why}"
    error = CallError(code="AccessDenied", message=message, service=service, operation=operation)
    assert explain(error).key == "policy-demands-mfa"
    assert "mfa_serial" in told(error)


# --- where they come from --------------------------------------------------------------------------------------------

PROFILES = {
    "profiles": {
        "default": {"aws_access_key_id": "A"},
        "env": {"role_arn": "r", "credential_source": "Environment"},
        "web": {"role_arn": "r", "web_identity_token_file": "/t"},
        "chain": {"role_arn": "r", "source_profile": "web"},
        "sso": {"sso_session": "s", "sso_account_id": "1", "sso_role_name": "Admin"},
        "file": {"aws_access_key_id": "A", "aws_session_token": "t"},
        "program": {"credential_process": "/bin/give --secret x"},
        "keys": {"aws_access_key_id": "A", "aws_secret_access_key": "s"},
    }
}
TOKEN = {"AWS_WEB_IDENTITY_TOKEN_FILE": "/env"}


@pytest.mark.parametrize(
    ("profile", "environ", "kind", "name"),
    [
        ("", {"AWS_ACCESS_KEY_ID": "A", **TOKEN}, "environment", "AWS_ACCESS_KEY_ID"),
        ("", TOKEN, "web-identity", "/env"),
        ("program", {"AWS_ACCESS_KEY_ID": "A", **TOKEN}, "program", "/bin/give"),
        ("env", {}, "environment", "AWS_ACCESS_KEY_ID"),
        ("", {"AWS_PROFILE": "env", **TOKEN}, "environment", "AWS_ACCESS_KEY_ID"),
        ("chain", {}, "web-identity", "/t"),
        ("sso", {}, "portal-role", "Admin"),
        ("file", {}, "file", ""),
        ("keys", {}, "", ""),
        ("", {}, "", ""),
    ],
)
def test_the_source_is_the_one_that_botocore_takes(profile: str, environ: dict[str, str], kind: str, name: str) -> None:
    found = source_of(profile, PROFILES, environ) or Source(kind="file")
    assert (found.kind, found.name) == (kind or "file", name)
    assert kind or source_of(profile, PROFILES, environ) is None
