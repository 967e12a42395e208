"""Signing in as the AWS tools do: profiles, roles, programs that give credentials; what fails is told, never asked."""

from __future__ import annotations

import hashlib
import json
import os
import sys
import threading
import time
import traceback
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.aws.conftest import SECRET
from tests.aws.endpoint import Asked, Endpoint, Reply, identity, refuses_in_xml, session, web_page
from wizard.aws.gateway import Gateway
from wizard.aws.profiles import known_regions, list_profiles
from wizard.host.threads import in_background, side_by_side
from wizard.host.timing import Timing
from wizard.model import CallError, CallFailed, Change, Event, Read, Target

REGION = "us-east-1"
INSIDE = Target(account="444455556666", region=REGION, role_name="OrganizationAccountAccessRole")
START = Change(
    target=INSIDE, service="cloudtrail", operation="StartLogging", parameters={"Name": "t"}, sentence="Start it."
)
Config = Callable[[str], None]


def who(profile: str = "", target: Target | None = None, seconds: float = 0) -> Read:
    place = target or Target(profile=profile, region=REGION)
    return Read(target=place, service="sts", operation="GetCallerIdentity", seconds=seconds)


def failure(gateway: Gateway, call: Read | Change) -> CallError:
    with pytest.raises(CallFailed) as caught:
        gateway.send(call) if isinstance(call, Change) else gateway.read(call)
    return caught.value.error


def program(home: Path, text: str) -> str:
    """A credential_process of these lines of Python."""
    path = home / f"credentials-{hashlib.sha256(text.encode()).hexdigest()[:8]}.py"
    path.write_text(text)
    return f"{sys.executable} {path}"


def gives(key: str = "AKIAPROGRAM") -> str:
    return f"print({json.dumps(json.dumps({'Version': 1, 'AccessKeyId': key, 'SecretAccessKey': SECRET}))})"


# --- roles -----------------------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("keys")
def test_a_role_is_assumed_once_however_many_ask_at_the_same_time(gateway: Gateway, endpoint: Endpoint) -> None:
    endpoint.answer = lambda asked: session() if asked.operation == "AssumeRole" else identity("444455556666")
    reads = [who(target=INSIDE.in_region(region)) for region in (REGION, "eu-west-1", "us-west-2")] * 6
    side_by_side([lambda one=one: gateway.read(one) for one in reads])  # bound early
    assert endpoint.operations().count("AssumeRole") == 1
    assert endpoint.operations()[0] == "AssumeRole"
    assert endpoint.asked[0].key == "AKIAEXAMPLE"
    assert {asked.key for asked in endpoint.asked[1:]} == {"ASIASESSION"}


@pytest.mark.usefixtures("keys")
def test_who_a_new_session_is_was_told_by_assume_role_and_is_asked_of_one_that_is_held(
    gateway: Gateway, endpoint: Endpoint
) -> None:
    arn = "arn:aws:sts::444455556666:assumed-role/OrganizationAccountAccessRole/firetiger-onboard"
    endpoint.answer = lambda asked: session(arn=arn) if asked.operation == "AssumeRole" else identity("444455556666")
    assert gateway.read(who(target=INSIDE)) == {"Account": "444455556666", "Arn": arn, "UserId": "i"}
    assert endpoint.operations() == ["AssumeRole"]
    assert gateway.read(who(target=INSIDE))["Arn"] == "arn:aws:iam::444455556666:user/ada"
    assert endpoint.operations() == ["AssumeRole", "GetCallerIdentity"]


@pytest.mark.usefixtures("keys")
def test_a_session_that_runs_out_is_renewed_before_it_does(gateway: Gateway, endpoint: Endpoint) -> None:
    lasts = iter([timedelta(minutes=5), timedelta(hours=1)])
    endpoint.answer = lambda asked: session(lasts=next(lasts)) if asked.operation == "AssumeRole" else identity()
    for _ in range(3):
        gateway.read(who(target=INSIDE))
    assert endpoint.operations().count("AssumeRole") == 2


@pytest.mark.usefixtures("keys")
def test_each_account_has_a_session_of_its_own(gateway: Gateway, endpoint: Endpoint) -> None:
    def answer(asked: Asked) -> Reply:
        return session("ASIA" + asked.body.decode().split("%3A")[-2]) if asked.operation == "AssumeRole" else identity()

    endpoint.answer = answer
    other = Target(account="222233334444", region=REGION, role_name="OrganizationAccountAccessRole")
    gateway.read(who(target=INSIDE))
    gateway.read(who(target=other))
    assert [asked.key for asked in endpoint.asked if asked.operation != "AssumeRole"] == [
        "ASIA444455556666",
        "ASIA222233334444",
    ]


@pytest.mark.usefixtures("keys")
def test_a_role_that_does_not_let_in_is_named_as_what_refused(gateway: Gateway, endpoint: Endpoint) -> None:
    endpoint.answer = lambda _: refuses_in_xml("AccessDenied", "not authorized to perform: sts:AssumeRole")
    for call in (who(target=INSIDE), START):
        error = failure(gateway, call)
        assert (error.service, error.operation, error.code) == ("sts", "AssumeRole", "AccessDenied")
        assert error.account == "444455556666"
        assert not error.unsure
    endpoint.answer = lambda asked: session() if asked.operation == "AssumeRole" else identity()
    assert gateway.read(who(target=INSIDE))


@pytest.mark.usefixtures("keys")
@pytest.mark.parametrize("reply", [Reply(way="lost"), Reply(way="silent"), web_page(), web_page(503)])
def test_a_change_that_waits_for_its_session_was_never_sent(gateway: Gateway, endpoint: Endpoint, reply: Reply) -> None:
    endpoint.answer = lambda _: reply
    error = failure(gateway, START)
    assert (error.service, error.operation) == ("sts", "AssumeRole")
    assert not error.unsure
    assert set(endpoint.operations()) == {"AssumeRole"}


def test_a_role_is_entered_with_the_profile_that_is_named_and_its_settings(
    gateway: Gateway, endpoint: Endpoint, config: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Certificates, endpoints and the like that a profile sets hold for the calls of the role too."""
    monkeypatch.delenv("AWS_ENDPOINT_URL")
    keys = "aws_access_key_id = AKIAADMIN\naws_secret_access_key = x"
    config(f"[profile admin]\n{keys}\nendpoint_url = {endpoint.url}\n")
    endpoint.answer = lambda asked: session() if asked.operation == "AssumeRole" else identity("444455556666")
    inside = Target(account="444455556666", region=REGION, role_name="R", profile="admin")
    assert gateway.read(who(target=inside))["Account"] == "444455556666"
    assert [asked.key for asked in endpoint.asked] == ["AKIAADMIN", "ASIASESSION"]


def test_a_chain_of_profiles_is_followed(gateway: Gateway, endpoint: Endpoint, config: Config) -> None:
    config(
        "[profile base]\naws_access_key_id = AKIABASE\naws_secret_access_key = x\n"
        "[profile admin]\nrole_arn = arn:aws:iam::111122223333:role/Admin\nsource_profile = base\n"
    )
    endpoint.answer = lambda asked: session("ASIAADMIN") if asked.operation == "AssumeRole" else identity()
    assert gateway.read(who("admin"))
    assert [asked.key for asked in endpoint.asked] == ["AKIABASE", "ASIAADMIN"]


def test_a_profile_with_mfa_is_told_and_nothing_is_asked_on_the_terminal(
    gateway: Gateway, endpoint: Endpoint, config: Config
) -> None:
    config(
        "[profile base]\naws_access_key_id = AKIABASE\naws_secret_access_key = x\n"
        "[profile mfa]\nrole_arn = arn:aws:iam::111122223333:role/Admin\nsource_profile = base\n"
        "mfa_serial = arn:aws:iam::111122223333:mfa/ada\n"
    )
    began = time.monotonic()
    assert failure(gateway, who("mfa")).code == "MfaNeeded"
    inside = Target(account="444455556666", region=REGION, role_name="R", profile="mfa")
    assert failure(gateway, who(target=inside)).code == "MfaNeeded"
    assert time.monotonic() - began < 3
    assert endpoint.asked == []


# --- SSO -----------------------------------------------------------------------------------------------------------

SSO = """\
[sso-session company]
sso_start_url = https://company.awsapps.com/start
sso_region = us-east-1
[profile sso]
sso_session = company
sso_account_id = 111122223333
sso_role_name = Admin
[profile old-sso]
sso_start_url = https://company.awsapps.com/start
sso_region = us-east-1
sso_account_id = 111122223333
sso_role_name = Admin
"""


@pytest.mark.parametrize("profile", ["sso", "old-sso"])
@pytest.mark.parametrize("cached", [False, True])
def test_an_sso_sign_in_that_has_ended_is_told_as_such(
    gateway: Gateway, endpoint: Endpoint, config: Config, home: Path, profile: str, cached: bool
) -> None:
    config(SSO)
    if cached:
        name = "company" if profile == "sso" else "https://company.awsapps.com/start"
        cache = home / ".aws" / "sso" / "cache"
        cache.mkdir(parents=True)
        ended = (datetime.now(UTC) - timedelta(hours=1)).strftime("%Y-%m-%dT%H:%M:%SZ")
        text = json.dumps({"accessToken": SECRET, "expiresAt": ended, "region": REGION})
        (cache / f"{hashlib.sha1(name.encode()).hexdigest()}.json").write_text(text)
    error = failure(gateway, who(profile))
    assert error.code == "LoginExpired"
    assert SECRET not in error.message


# --- programs that give credentials ----------------------------------------------------------------------------------


def test_a_program_s_credentials_are_used(gateway: Gateway, endpoint: Endpoint, config: Config, home: Path) -> None:
    config(f"[profile p]\ncredential_process = {program(home, gives())}\n")
    endpoint.answer = lambda _: identity()
    assert gateway.read(who("p"))["Account"] == "111122223333"
    assert endpoint.asked[0].key == "AKIAPROGRAM"


@pytest.mark.parametrize(
    "text",
    [
        "import sys; print('not allowed', file=sys.stderr); sys.exit(3)",
        f"print('{SECRET}')",
        f"""print('{{"Version": 1, "AccessKeyId": "A", "Secret": "{SECRET}"}}')""",
        f"""print('{{"Version": 9, "SecretAccessKey": "{SECRET}"}}')""",
        "print('[]')",
        "import sys; sys.stdout.buffer.write(bytes([255, 254]))",
    ],
)
def test_a_program_that_gives_no_credentials_is_told_without_what_it_printed(
    gateway: Gateway, endpoint: Endpoint, config: Config, home: Path, text: str
) -> None:
    config(f"[profile p]\ncredential_process = {program(home, text)}\n")
    with pytest.raises(CallFailed) as caught:
        gateway.read(who("p"))
    assert caught.value.error.code == "CredentialProcess"
    assert SECRET not in "".join(traceback.format_exception(caught.value))
    assert endpoint.asked == []


def test_a_program_that_is_not_there_is_told_as_such(gateway: Gateway, endpoint: Endpoint, config: Config) -> None:
    config("[profile p]\ncredential_process = /nowhere/give-me-keys --now\n")
    error = failure(gateway, who("p"))
    assert error.code == "CredentialProcess"
    assert "/nowhere/give-me-keys" in error.message


@pytest.fixture
def typed() -> Iterator[None]:
    """Keys that somebody has pressed for the wizard."""
    ours, (reading, writing) = os.dup(0), os.pipe()
    os.write(writing, b"typed")
    os.close(writing)
    os.dup2(reading, 0)
    yield
    os.dup2(ours, 0)
    os.close(ours)
    os.close(reading)


@pytest.mark.usefixtures("typed")
def test_a_program_cannot_read_the_keys_that_are_meant_for_the_wizard(
    gateway: Gateway, endpoint: Endpoint, config: Config, home: Path
) -> None:
    asks = "import os, sys\nassert sys.stdin.read() == ''\nassert os.getsid(0) == os.getpid()\n"
    config(f"[profile p]\ncredential_process = {program(home, asks + gives())}\n")
    endpoint.answer = lambda _: identity()
    assert gateway.read(who("p"))


HANGS = "import time; time.sleep(20)"


def test_a_program_that_hangs_is_given_up_in_time_and_holds_up_no_other_profile(
    endpoint: Endpoint, config: Config, home: Path
) -> None:
    config(
        f"[profile hangs]\ncredential_process = {program(home, HANGS)}\n"
        f"[profile works]\ncredential_process = {program(home, gives())}\n"
    )
    endpoint.answer = lambda _: identity()
    gateway = Gateway(lambda _: None, Timing(), "tests")
    began = time.monotonic()
    done: list[CallError] = []
    waiting = in_background(lambda: done.append(failure(gateway, who("hangs", seconds=1))), "hangs")
    assert gateway.read(who("works", seconds=5))
    waiting.join(5)
    assert time.monotonic() - began < 4
    assert [error.code for error in done] == ["CredentialProcessSlow"]


def test_a_program_that_hangs_is_given_up_also_where_no_time_was_set(
    endpoint: Endpoint, config: Config, home: Path
) -> None:
    config(f"[profile hangs]\ncredential_process = {program(home, HANGS)}\n")
    gateway = Gateway(lambda _: None, Timing(read=0.2), "tests")
    began = time.monotonic()
    assert [failure(gateway, who("hangs")).code for _ in range(2)] == ["CredentialProcessSlow"] * 2
    assert time.monotonic() - began < 4
    assert sum("sign-in" in thread.name for thread in threading.enumerate() if thread.is_alive()) <= 2


def test_a_failed_sign_in_is_tried_anew_when_somebody_asks_again(
    gateway: Gateway, endpoint: Endpoint, config: Config, home: Path
) -> None:
    mended = home / "mended"
    text = f"import pathlib, sys\nif not pathlib.Path({str(mended)!r}).exists(): sys.exit(1)\n{gives()}"
    config(f"[profile p]\ncredential_process = {program(home, text)}\n")
    endpoint.answer = lambda _: identity()
    assert failure(gateway, who("p")).code == "CredentialProcess"
    mended.touch()
    assert gateway.read(who("p"))


# --- nothing to sign in with -----------------------------------------------------------------------------------------


def test_without_credentials_that_is_what_is_told(gateway: Gateway, endpoint: Endpoint) -> None:
    for call in (who(), who(target=INSIDE), START):
        error = failure(gateway, call)
        assert (error.code, error.unsure) == ("NoCredentials", False)
    assert endpoint.asked == []


@pytest.mark.usefixtures("keys")
def test_half_of_a_key_is_no_credentials(gateway: Gateway, endpoint: Endpoint, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("AWS_SECRET_ACCESS_KEY")
    assert failure(gateway, who()).code == "NoCredentials"


def test_a_profile_that_is_not_there_is_told_by_its_name(gateway: Gateway, endpoint: Endpoint, config: Config) -> None:
    config("[profile other]\nregion = us-east-1\n")
    error = failure(gateway, who("nobody"))
    assert error.code == "ProfileNotFound"
    assert "nobody" in error.message


@pytest.mark.usefixtures("keys")
def test_a_profile_in_the_environment_that_is_not_there_is_told_and_nothing_breaks(
    endpoint: Endpoint, events: list[Event], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_PROFILE", "nobody")
    gateway = Gateway(events.append, Timing(attempts=1), "tests")
    assert failure(gateway, who()).code == "ProfileNotFound"
    assert list_profiles()["Chosen"] == "nobody"
    assert REGION in known_regions()


def test_a_configuration_that_is_none_is_told_without_its_lines(
    endpoint: Endpoint, events: list[Event], config: Config
) -> None:
    config(f"aws_secret_access_key = {SECRET}\n")
    gateway = Gateway(events.append, Timing(attempts=1), "tests")
    for read in (who(), who("p"), Read(target=Target(), service="profiles", operation="List")):
        with pytest.raises(CallFailed) as caught:
            gateway.read(read)
        assert caught.value.error.code == "BadConfig"
        assert "config" in caught.value.error.message
        assert SECRET not in "".join(traceback.format_exception(caught.value))


def test_a_profile_that_points_at_itself_is_a_matter_of_configuration(
    gateway: Gateway, endpoint: Endpoint, config: Config
) -> None:
    config(
        "[profile a]\nrole_arn = arn:aws:iam::111122223333:role/A\nsource_profile = b\n"
        "[profile b]\nrole_arn = arn:aws:iam::111122223333:role/B\nsource_profile = a\n"
        "[profile c]\nrole_arn = arn:aws:iam::111122223333:role/C\nsource_profile = gone\n"
    )
    assert failure(gateway, who("a")).code == "BadConfig"
    assert failure(gateway, who("c")).code == "BadConfig"


def test_after_signing_in_anew_the_new_keys_are_used(gateway: Gateway, endpoint: Endpoint, config: Config) -> None:
    endpoint.answer = lambda _: identity()
    for key in ("AKIAFIRST", "AKIASECOND"):
        config(f"[profile p]\naws_access_key_id = {key}\naws_secret_access_key = x\n")
        gateway.sessions.forget()
        gateway.read(who("p"))
    assert [asked.key for asked in endpoint.asked] == ["AKIAFIRST", "AKIASECOND"]


# --- secrets ---------------------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("keys")
def test_what_aws_repeats_of_a_request_is_shown_without_its_session(gateway: Gateway, endpoint: Endpoint) -> None:
    said = f"The Canonical String should have been 'GET\n/\nhost:h\nx-amz-security-token:{SECRET}\n\nhost'"
    endpoint.answer = lambda _: refuses_in_xml("SignatureDoesNotMatch", said)
    error = failure(gateway, who())
    assert SECRET not in error.message
    assert "x-amz-security-token:****" in error.message


@pytest.mark.usefixtures("keys")
def test_a_password_in_an_address_is_never_shown(
    gateway: Gateway, endpoint: Endpoint, monkeypatch: pytest.MonkeyPatch
) -> None:
    for variable, address in (
        ("AWS_ENDPOINT_URL", "http://ada:geheim@127.0.0.1:1"),
        ("AWS_ENDPOINT_URL", "http://ada:geheim@"),
        ("HTTPS_PROXY", "http://ada:geheim@127.0.0.1:1"),
    ):
        monkeypatch.setenv("AWS_ENDPOINT_URL", "https://aws.example.com")
        monkeypatch.setenv(variable, address)
        gateway.sessions.forget()
        with pytest.raises(CallFailed) as caught:
            gateway.read(who())
        assert "geheim" not in "".join(traceback.format_exception(caught.value))


# --- what there is to choose from ------------------------------------------------------------------------------------


def test_profiles_are_listed_with_their_kinds_and_without_their_keys(
    gateway: Gateway, config: Config, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    config(
        f"{SSO}[default]\nregion = eu-west-1\n[profile mfa]\nrole_arn = a\nsource_profile = sso\nmfa_serial = m\n"
        "[profile role]\nrole_arn = a\nsource_profile = sso\n[profile p]\ncredential_process = x\n"
        "[profile login]\nlogin_session = arn:aws:iam::111122223333:user/ada\n[profile web]\nrole_arn = a\n"
        "web_identity_token_file = f\n"
    )
    (home / ".aws" / "credentials").write_text(f"[keys]\naws_access_key_id = A\naws_secret_access_key = {SECRET}\n")
    monkeypatch.setenv("AWS_REGION", "us-west-2")
    listed = gateway.read(Read(target=Target(), service="profiles", operation="List"))
    assert {profile["Name"]: profile["Kind"] for profile in listed["Profiles"]} == {
        "default": "other",
        "keys": "access key",
        "login": "aws login",
        "mfa": "assumed role with MFA",
        "old-sso": "SSO",
        "p": "credential process",
        "role": "assumed role",
        "sso": "SSO",
        "web": "web identity",
    }
    assert (listed["Environment"], listed["Chosen"], listed["Region"]) == (False, "", "us-west-2")
    assert SECRET not in repr(listed)
