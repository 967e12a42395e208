"""What only a person can do: which sign-in an error asks for, how it goes, and that it asks through the right doors."""

from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Callable, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.aws.endpoint import Asked, Endpoint, Reply, answers, identity, refuses, refuses_in_xml, session
from tests.aws.test_sign_in import failure
from wizard.aws.gateway import Gateway
from wizard.aws.portal import portal_of
from wizard.aws.required_login import login_for, trace
from wizard.aws.sign_in import SignIn
from wizard.host.files import append_text
from wizard.host.timing import Timing
from wizard.model import CallFailed, Change, Login, LoginView, Read, Target, check_code
from wizard.problems.explain import explain

SSO = (
    "[sso-session corp]\nsso_start_url = https://corp.awsapps.com/start\nsso_region = eu-west-1\n"
    "[profile sso]\nsso_session = corp\nsso_account_id = 111122223333\nsso_role_name = Admin\nregion = us-east-1\n"
    "[profile role]\nrole_arn = arn:aws:iam::444455556666:role/R\nsource_profile = sso\n"
)
FAST = Timing(connect=5, read=4, attempts=1, pause=0.01)
Config = Callable[[str], None]


class Told:
    """The views of a sign-in, in order."""

    def __init__(self) -> None:
        self.views: list[LoginView] = []
        self._changed = threading.Condition()

    def __call__(self, view: LoginView) -> None:
        with self._changed:
            self.views.append(view)
            self._changed.notify_all()

    def until(self, stage: str) -> LoginView:
        with self._changed:
            assert self._changed.wait_for(lambda: any(view.stage == stage for view in self.views), 10), self.views
        return next(view for view in self.views if view.stage == stage)


# --- which sign-in ---------------------------------------------------------------------------------------------------

PROFILES: Mapping[str, Any] = {
    "profiles": {
        "sso": {"sso_session": "corp", "sso_account_id": "1", "sso_role_name": "R"},
        "old": {"sso_start_url": "https://old", "sso_region": "us-east-1"},
        "role": {"role_arn": "r", "source_profile": "sso"},
        "deep": {"role_arn": "r", "source_profile": "role"},
        "loop": {"role_arn": "r", "source_profile": "loop"},
        "login": {"login_session": "arn"},
        "mfa": {"role_arn": "r", "source_profile": "keys", "mfa_serial": "arn:mfa"},
        "keys": {"aws_access_key_id": "A", "mfa_serial": "arn:mfa"},
        "program": {"credential_process": "x"},
        "it's": {"sso_session": "corp"},
    },
}


@pytest.mark.parametrize(
    ("code", "message", "profile", "wanted"),
    [
        ("LoginExpired", "", "sso", ("portal", "corp", "aws sso login --profile sso")),
        ("ExpiredToken", "", "old", ("portal", "https://old", "aws sso login --profile old")),
        ("LoginExpired", "", "deep", ("portal", "corp", "aws sso login --profile sso")),
        ("LoginExpired", "", "login", ("command", "login", "aws login --profile login")),
        ("LoginExpired", "", "it's", ("portal", "corp", "aws sso login --profile 'it'\"'\"'s'")),
        ("MfaNeeded", "", "mfa", ("code", "arn:mfa", "")),
        ("AccessDenied", "with an explicit deny in an identity-based policy", "keys", ("code", "arn:mfa", "")),
        ("AccessDenied", "is not authorized", "keys", None),
        ("AccessDenied", "with an explicit deny in a service control policy", "keys", None),
        ("AccessDenied", "with an explicit deny", "mfa", None),
        ("AccessDenied", "with an explicit deny", "sso", None),
        ("LoginExpired", "", "loop", None),
        ("ExpiredToken", "", "program", None),
        ("ExpiredToken", "", "nobody", None),
        ("Throttling", "", "sso", None),
    ],
)
def test_the_sign_in_at_the_end_of_the_chain_of_profiles_is_the_one(
    code: str, message: str, profile: str, wanted: tuple[str, str, str] | None
) -> None:
    login = login_for(code, message, profile, PROFILES, environ={})
    assert (login and (login.kind, login.name, login.command)) == wanted
    assert login is None or login.profile == profile


def test_keys_in_the_environment_have_no_sign_in_of_their_own() -> None:
    environ = {"AWS_ACCESS_KEY_ID": "A", "AWS_PROFILE": "sso"}
    assert login_for("ExpiredToken", "", "", PROFILES, environ=environ) is None
    assert login_for("ExpiredToken", "", "", PROFILES, environ={"AWS_PROFILE": "sso"}) is not None


def test_a_file_that_the_aws_tools_sign_in_with_leaves_a_trace(home: Path) -> None:
    seen = [trace()]
    for path in (".aws/config", ".aws/credentials", ".aws/sso/cache/a.json", ".aws/login/cache/b.json"):
        (home / path).parent.mkdir(parents=True, exist_ok=True)
        (home / path).write_text("x")
        seen.append(trace())
    (home / ".aws/sso/cache/a.json").write_text("xy")
    seen.append(trace())
    assert len(set(seen)) == len(seen)
    assert trace() == trace()


# --- a portal --------------------------------------------------------------------------------------------------------


class Portal:
    """What a portal answers; each reply can be replaced."""

    def __init__(self, *tokens: Reply) -> None:
        self.tokens = list(tokens)
        self.asked: list[tuple[str, Any]] = []

    def __call__(self, asked: Asked) -> Reply:
        self.asked.append((asked.path, asked.json if asked.body else {}))
        if asked.path == "/client/register":
            return answers({"clientId": "c", "clientSecret": "registered", "clientSecretExpiresAt": 4102444800})
        if asked.path == "/device_authorization":
            return answers(
                {
                    "deviceCode": "d",
                    "userCode": "ABCD-EFGH",
                    "verificationUri": "https://device.example/",
                    "verificationUriComplete": "https://device.example/?user_code=ABCD-EFGH",
                    "expiresIn": 600,
                    "interval": 1,
                }
            )
        return self.tokens.pop(0)

    @property
    def polls(self) -> int:
        return sum(1 for path, _ in self.asked if path == "/token")


def refuses_token(code: str) -> Reply:
    return Reply(
        400, json.dumps({"error": "e", "error_description": "no"}).encode(), headers={"x-amzn-ErrorType": code}
    )


PENDING, TOKEN = (
    refuses_token("AuthorizationPendingException"),
    answers({"accessToken": "secret-token", "expiresIn": 3600}),
)


def begun(gateway: Gateway, told: Told, profile: str = "sso") -> Any:
    login = Login(kind="portal", profile=profile, name="corp")
    return SignIn(gateway.sessions, FAST).begin(login, told)


def test_the_address_has_the_code_in_it_and_the_token_lies_where_the_aws_tools_look(
    gateway: Gateway, endpoint: Endpoint, config: Config, home: Path
) -> None:
    config(SSO)
    endpoint.answer = Portal(PENDING, PENDING, TOKEN)
    told = Told()
    begun(gateway, told)
    told.until("done")
    shown = told.until("browser")
    assert (shown.address, shown.user_code) == ("https://device.example/?user_code=ABCD-EFGH", "ABCD-EFGH")
    (kept,) = (home / ".aws/sso/cache").glob("*.json")
    assert json.loads(kept.read_text())["accessToken"] == "secret-token"
    assert kept.stat().st_mode & 0o777 == 0o600
    assert "secret-token" not in repr(told.views)
    assert "registered" not in repr(told.views)


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("AccessDeniedException", "It was denied in the browser."),
        ("ExpiredTokenException", "The code expired before it was allowed."),
        ("InvalidGrantException", "InvalidGrantException: no"),
    ],
)
def test_how_a_sign_in_failed_is_one_sentence(
    gateway: Gateway, endpoint: Endpoint, config: Config, code: str, said: str
) -> None:
    config(SSO)
    endpoint.answer = Portal(PENDING, refuses_token(code))
    told = Told()
    begun(gateway, told)
    assert told.until("failed").said == said


def test_a_portal_that_aws_does_not_have_in_its_region_is_told_as_that_until_the_configuration_changes(
    gateway: Gateway, endpoint: Endpoint, config: Config
) -> None:
    config(SSO)
    who = Read(target=Target(profile="sso", region="us-east-1"), service="sts", operation="GetCallerIdentity")
    accounts = Read(target=Target(), service="portal", operation="Accounts", parameters={"Session": "corp"})
    profiles = Read(target=Target(), service="profiles", operation="List")

    def codes() -> list[str]:
        gateway.sessions.forget()
        return [failure(gateway, read).code for read in (who, accounts)]

    assert codes() == ["LoginExpired"] * 2
    register = Portal()
    endpoint.answer = lambda asked: (
        register(asked) if asked.path == "/client/register" else refuses_token("InvalidRequestException")
    )
    told = Told()
    begun(gateway, told)
    assert told.until("failed").said == "This address has no access portal in this region."
    assert codes() == ["PortalElsewhere"] * 2
    error = failure(gateway, who)
    assert error.login is None, "what AWS has refused is not proposed again"
    problem = explain(error)
    assert (problem.key, error.unauthenticated) == ("portal-elsewhere", True)
    assert "at https://corp.awsapps.com/start in eu-west-1" in problem.what
    assert "Correct sso_region of corp" in " ".join(problem.todo)
    assert [one["Absent"] for one in gateway.read(profiles)["Portals"]] == [True]
    config(SSO.replace("eu-west-1", "us-east-1"))
    assert codes() == ["LoginExpired"] * 2
    assert [one["Absent"] for one in gateway.read(profiles)["Portals"]] == [False]


def test_a_role_that_the_portal_no_longer_gives_is_told_with_its_account_and_profile(
    gateway: Gateway, endpoint: Endpoint, config: Config, home: Path
) -> None:
    config(SSO)
    endpoint.answer = Portal(TOKEN)
    told = Told()
    begun(gateway, told)
    told.until("done")
    who = Read(target=Target(profile="sso", region="us-east-1"), service="sts", operation="GetCallerIdentity")
    for code in ("ForbiddenException", "ResourceNotFoundException"):
        endpoint.answer = lambda _, code=code: Reply(  # bound early
            403, b'{"message": "No access"}', headers={"x-amzn-ErrorType": code}
        )
        error = failure(gateway, who)
        problem = explain(error)
        assert (problem.key, error.login) == ("portal-role-gone", None)
        assert "Profile sso names the role Admin in account 111122223333" in problem.what


def test_a_sign_in_that_could_not_be_kept_is_not_begun_and_what_helps_is_named(
    gateway: Gateway, endpoint: Endpoint, config: Config, home: Path
) -> None:
    """As where ~/.aws is mounted read-only."""
    config(SSO)
    (home / ".aws/sso").write_text("in the way")
    portal = Portal(TOKEN)
    endpoint.answer = portal
    told = Told()
    begun(gateway, told)
    said = told.until("failed").said
    assert str(home / ".aws/sso/cache") in said
    assert "FIRETIGER_ONBOARD_TOKEN_CACHE" in said
    assert portal.asked == []
    assert [view.stage for view in told.views] == ["failed"]


def test_a_sign_in_that_cannot_be_kept_after_all_is_told_in_a_sentence(
    gateway: Gateway, endpoint: Endpoint, config: Config, home: Path
) -> None:
    config(SSO)
    portal, told = Portal(TOKEN), Told()

    def in_the_way(asked: Asked) -> Reply:
        if asked.path == "/token":
            (home / ".aws/sso/cache").rmdir()
            (home / ".aws/sso/cache").write_text("in the way")
        return portal(asked)

    endpoint.answer = in_the_way
    begun(gateway, told)
    said = told.until("failed").said
    assert said.startswith(f"Your sign-in can't be saved in {home / '.aws/sso/cache'}: ")
    assert "secret-token" not in said


def test_a_cancelled_sign_in_asks_no_further(gateway: Gateway, endpoint: Endpoint, config: Config) -> None:
    config(SSO)
    portal = Portal(*[PENDING] * 500, TOKEN)
    endpoint.answer = portal
    told = Told()
    ceremony = begun(gateway, told)
    told.until("browser")
    ceremony.cancel()
    polls = portal.polls
    assert told.until("cancelled").over
    assert portal.polls <= polls + 1
    assert ceremony.view.stage == "cancelled"


def test_a_portal_that_asks_to_be_asked_less_often_is(gateway: Gateway, endpoint: Endpoint, config: Config) -> None:
    config(SSO)
    endpoint.answer = Portal(refuses_token("SlowDownException"), TOKEN)
    told = Told()
    begun(gateway, told)
    told.until("done")


def test_a_lost_poll_does_not_end_a_sign_in_that_the_person_may_be_about_to_allow(
    gateway: Gateway, endpoint: Endpoint, config: Config
) -> None:
    config(SSO)
    endpoint.answer = Portal(Reply(way="lost"), Reply(503), TOKEN)
    told = Told()
    begun(gateway, told)
    told.until("done")


@pytest.mark.parametrize("about", ["sso_start_url = https://corp.awsapps.com/start\n", "sso_region = eu-west-1\n", ""])
def test_a_portal_that_is_described_by_halves_is_signed_in_to_elsewhere(
    gateway: Gateway, config: Config, about: str
) -> None:
    config(f"[sso-session corp]\n{about}[profile sso]\nsso_session = corp\n")
    assert begun(gateway, Told()).view.stage == "command"


@pytest.mark.parametrize("stamp", ["soon", "", "2026-01-01T00:00:00", "2026-01-01T00:00:00UTC", 7])
def test_a_token_whose_end_is_over_or_cannot_be_read_asks_to_sign_in_again(
    gateway: Gateway, config: Config, home: Path, stamp: object
) -> None:
    config(SSO)
    cache = home / ".aws/sso/cache"
    cache.mkdir(parents=True)
    name = hashlib.sha1(b"corp", usedforsecurity=False).hexdigest()
    (cache / f"{name}.json").write_text(json.dumps({"accessToken": "t", "expiresAt": stamp}))
    with pytest.raises(CallFailed) as caught:
        gateway.read(Read(target=Target(), service="portal", operation="Accounts", parameters={"Session": "corp"}))
    assert caught.value.error.code == "LoginExpired"
    assert caught.value.error.login == Login(kind="portal", name="corp", command="aws sso login --sso-session corp")


def test_a_session_that_the_configuration_no_longer_has_is_signed_in_to_elsewhere(
    gateway: Gateway, config: Config
) -> None:
    config("[default]\n")
    assert begun(gateway, Told()).view.stage == "command"
    assert portal_of("corp", {}) is None


@pytest.mark.parametrize(
    ("variable", "value", "part"),
    [
        ("AWS_USE_FIPS_ENDPOINT", "true", "fips"),
        ("AWS_USE_DUALSTACK_ENDPOINT", "true", "api.aws"),
        ("AWS_ENDPOINT_URL_SSO_OIDC", "https://vpce.example", "vpce.example"),
    ],
)
def test_endpoint_settings_hold_for_the_calls_that_sign_in(
    gateway: Gateway, config: Config, monkeypatch: pytest.MonkeyPatch, variable: str, value: str, part: str
) -> None:
    config(SSO)
    monkeypatch.setenv(variable, value)
    assert part in gateway.sessions.unsigned("sso", "sso-oidc", "us-east-1").meta.endpoint_url


def test_the_proxy_is_asked_for_the_calls_that_sign_in(
    gateway: Gateway, endpoint: Endpoint, config: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    config(SSO)
    monkeypatch.delenv("AWS_ENDPOINT_URL")
    monkeypatch.setenv("HTTPS_PROXY", endpoint.url)
    endpoint.answer = lambda _: Reply(407)
    told = Told()
    begun(gateway, told)
    assert told.until("failed").said == "The proxy can't be reached."
    assert endpoint.asked[0].path.startswith("oidc.eu-west-1.amazonaws.com")


def test_a_certificate_that_is_named_has_to_be_there_for_the_calls_that_sign_in(
    gateway: Gateway, endpoint: Endpoint, config: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    config(SSO)
    monkeypatch.setenv("AWS_ENDPOINT_URL", f"https://127.0.0.1:{endpoint.port}")
    monkeypatch.setenv("AWS_CA_BUNDLE", "/not/there.pem")
    told = Told()
    begun(gateway, told)
    assert told.until("failed").said == "The secure connection to AWS failed."


# --- MFA -------------------------------------------------------------------------------------------------------------

MFA = (
    "[profile admin]\nrole_arn = arn:aws:iam::111122223333:role/R\nsource_profile = ada\n"
    "mfa_serial = arn:aws:iam::1:mfa/ada\n"
    "region = us-east-1\n[profile ada]\naws_access_key_id = AKIAADA\naws_secret_access_key = s\n"
    "mfa_serial = arn:aws:iam::1:mfa/ada\n"
    "region = us-east-1\n"
)
WHO = Read(target=Target(profile="admin", region="us-east-1"), service="sts", operation="GetCallerIdentity")


def by_code(asked: Asked) -> Reply:
    """STS that takes one code."""
    if asked.operation in ("AssumeRole", "GetSessionToken"):
        wrong = "MultiFactorAuthentication failed with invalid MFA one time pass code. "
        if b"TokenCode=123456" not in asked.body:
            return refuses_in_xml("AccessDenied", wrong)
        made = session().body.replace(b"AssumeRole", asked.operation.encode())
        return Reply(body=made, type="text/xml")
    return identity()


def test_a_profile_that_wants_a_code_says_which_device(gateway: Gateway, endpoint: Endpoint, config: Config) -> None:
    config(MFA)
    endpoint.answer = by_code
    with pytest.raises(CallFailed) as caught:
        gateway.read(WHO)
    assert caught.value.error.code == "MfaNeeded"
    assert caught.value.error.login == Login(kind="code", profile="admin", name="arn:aws:iam::1:mfa/ada")
    assert endpoint.asked == []


@pytest.mark.parametrize("profile", ["admin", "ada"])
def test_a_wrong_code_can_be_given_again_and_the_right_one_opens_a_session_that_is_kept(
    gateway: Gateway, endpoint: Endpoint, config: Config, profile: str
) -> None:
    config(MFA)
    endpoint.answer = by_code
    told = Told()
    ceremony = SignIn(gateway.sessions, FAST).begin(Login(kind="code", profile=profile, name="arn:mfa"), told)
    assert ceremony.view.stage == "code"
    ceremony.give("000000")
    assert told.until("code").said == "AWS refused this code. Wait until the device shows the next one."
    ceremony.give("123456")
    told.until("done")
    assert "123456" not in repr(told.views)
    who = Read(target=Target(profile=profile, region="us-east-1"), service="sts", operation="GetCallerIdentity")
    for _ in range(3):
        gateway.read(who)
        gateway.sessions.forget()
    assert {asked.key for asked in endpoint.asked if asked.operation == "GetCallerIdentity"} == {"ASIASESSION"}
    with_codes = [asked for asked in endpoint.asked if b"TokenCode" in asked.body]
    assert len(with_codes) == 2


def test_a_short_session_with_a_code_is_used_to_its_end(gateway: Gateway, endpoint: Endpoint, config: Config) -> None:
    config(MFA)

    def answer(asked: Asked) -> Reply:
        if asked.operation == "AssumeRole":
            return session(lasts=timedelta(minutes=9))
        return identity()

    endpoint.answer = answer
    told = Told()
    SignIn(gateway.sessions, FAST).begin(Login(kind="code", profile="admin", name="d"), told).give("123456")
    told.until("done")
    for _ in range(3):
        gateway.sessions.forget()
        gateway.read(WHO)
    assert endpoint.operations().count("AssumeRole") == 1


def test_a_device_that_aws_does_not_know_is_told_in_aws_own_words(
    gateway: Gateway, endpoint: Endpoint, config: Config
) -> None:
    config(MFA)
    said = (
        "MultiFactorAuthentication failed, unable to validate MFA code.  Please verify your MFA serial number is valid"
    )
    endpoint.answer = lambda _: refuses_in_xml("AccessDenied", said)
    told = Told()
    SignIn(gateway.sessions, FAST).begin(Login(kind="code", profile="admin", name="d"), told).give("123456")
    assert "verify your MFA serial number" in told.until("failed").said


def test_what_is_denied_in_spite_of_a_code_asks_for_no_other_code(
    gateway: Gateway, endpoint: Endpoint, config: Config
) -> None:
    config(MFA)
    denied = "is not authorized to perform: sts:X with an explicit deny in an identity-based policy"

    def answer(asked: Asked) -> Reply:
        return by_code(asked) if asked.operation == "GetSessionToken" else refuses_in_xml("AccessDenied", denied)

    endpoint.answer = answer
    who = Read(target=Target(profile="ada", region="us-east-1"), service="sts", operation="GetCallerIdentity")
    with pytest.raises(CallFailed) as caught:
        gateway.read(who)
    assert caught.value.error.login is not None
    told = Told()
    SignIn(gateway.sessions, FAST).begin(caught.value.error.login, told).give("123456")
    told.until("done")
    with pytest.raises(CallFailed) as caught:
        gateway.read(who)
    assert caught.value.error.login is None


@pytest.mark.parametrize("code", ["", "12345", "1234567", "12345x", "１２３４５６", "12 456"])
def test_what_is_not_six_digits_is_no_code(code: str) -> None:
    assert check_code(code) == "A code has six digits."
    assert check_code("012345") is None


# --- sessions that run out -------------------------------------------------------------------------------------------

INSIDE = Target(account="444455556666", region="us-east-1", role_name="Admin")
START = Change(target=INSIDE, service="cloudtrail", operation="StartLogging", parameters={"Name": "t"}, sentence="")


@pytest.mark.usefixtures("keys")
def test_a_session_that_aws_calls_over_is_made_anew_once_and_the_call_made_again(
    gateway: Gateway, endpoint: Endpoint
) -> None:
    sessions = iter(["ASIAFIRST", "ASIASECOND"])

    def answer(asked: Asked) -> Reply:
        if asked.operation == "AssumeRole":
            return session(next(sessions))
        return refuses("ExpiredTokenException", "expired") if asked.key == "ASIAFIRST" else answers({})

    endpoint.answer = answer
    gateway.send(START)
    assert endpoint.operations() == ["AssumeRole", "StartLogging", "AssumeRole", "StartLogging"]


@pytest.mark.usefixtures("keys")
def test_a_session_that_is_over_again_at_once_is_told_and_not_tried_for_ever(
    gateway: Gateway, endpoint: Endpoint
) -> None:
    endpoint.answer = lambda asked: (
        session() if asked.operation == "AssumeRole" else refuses("ExpiredTokenException", "expired")
    )
    with pytest.raises(CallFailed) as caught:
        gateway.send(START)
    assert caught.value.error.unauthenticated
    assert endpoint.operations().count("StartLogging") == 2


def accounts(keys: dict[str, str]) -> Callable[[Asked], Reply]:
    """An AWS that knows whose each key is, and takes every change."""
    return lambda asked: identity(keys[asked.key]) if asked.operation == "GetCallerIdentity" else answers({})


HERE = Target(account="111122223333", region="us-east-1")
STOP = Change(target=HERE, service="cloudtrail", operation="StopLogging", parameters={"Name": "t"}, sentence="")


def test_a_change_is_not_sent_with_credentials_that_are_of_another_account_by_now(
    gateway: Gateway, endpoint: Endpoint, home: Path
) -> None:
    credentials = home / ".aws/credentials"
    credentials.write_text("[default]\naws_access_key_id = AKIAOURS\naws_secret_access_key = s\n")
    endpoint.answer = accounts({"AKIAOURS": "111122223333", "AKIATHEIRS": "999988887777"})
    gateway.send(STOP)
    gateway.send(STOP)
    assert endpoint.operations() == ["GetCallerIdentity", "StopLogging", "StopLogging"]
    credentials.write_text("[default]\naws_access_key_id = AKIATHEIRS\naws_secret_access_key = s\n")
    gateway.sessions.forget()
    with pytest.raises(CallFailed) as caught:
        gateway.send(STOP)
    assert (caught.value.error.code, caught.value.error.unseen) == ("OtherAccount", True)
    assert endpoint.operations().count("StopLogging") == 2


def test_a_session_that_runs_out_is_not_replaced_by_somebody_elses_for_a_change(
    gateway: Gateway, endpoint: Endpoint, home: Path
) -> None:
    credentials = home / ".aws/credentials"
    credentials.write_text("[default]\naws_access_key_id = AKIAOURS\naws_secret_access_key = s\n")
    known = accounts({"AKIAOURS": "111122223333", "AKIATHEIRS": "999988887777"})

    def answer(asked: Asked) -> Reply:
        if asked.operation == "StopLogging" and asked.key == "AKIAOURS":
            credentials.write_text("[default]\naws_access_key_id = AKIATHEIRS\naws_secret_access_key = s\n")
            return refuses("ExpiredTokenException", "expired")
        return known(asked)

    endpoint.answer = answer
    with pytest.raises(CallFailed) as caught:
        gateway.send(STOP)
    assert caught.value.error.code == "OtherAccount"
    assert [asked.key for asked in endpoint.asked if asked.operation == "StopLogging"] == ["AKIAOURS"]


def test_whose_the_credentials_are_being_unknown_a_change_is_not_sent_and_not_in_doubt(
    gateway: Gateway, endpoint: Endpoint, home: Path
) -> None:
    (home / ".aws/credentials").write_text("[default]\naws_access_key_id = A\naws_secret_access_key = s\n")
    endpoint.answer = lambda _: Reply(way="lost")
    with pytest.raises(CallFailed) as caught:
        gateway.send(STOP)
    assert (caught.value.error.operation, caught.value.error.unsure, caught.value.error.unseen) == (
        "GetCallerIdentity",
        False,
        True,
    )


# --- the AWS configuration -------------------------------------------------------------------------------------------


def test_lines_are_added_once_at_the_end_and_nothing_else_is_touched(tmp_path: Path) -> None:
    config = tmp_path / "config"
    config.write_bytes(b"[default]\r\nregion = x")
    config.chmod(0o640)
    for _ in range(2):
        append_text(str(config), "\n[sso-session a]\nsso_region = b\n")
    assert config.read_bytes() == b"[default]\r\nregion = x\n\n[sso-session a]\nsso_region = b\n"
    assert config.stat().st_mode & 0o777 == 0o640


def test_a_configuration_that_is_not_there_is_made_for_its_owner_alone(tmp_path: Path) -> None:
    config = tmp_path / ".aws" / "config"
    append_text(str(config), "\n[sso-session a]\n")
    assert config.stat().st_mode & 0o777 == 0o600
    assert config.parent.stat().st_mode & 0o777 == 0o700
