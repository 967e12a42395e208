"""A saved sign-in that is damaged asks for a new one, names its file, and is replaced by signing in."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import LoginTokenLoadError
from botocore.utils import LoginTokenLoader, SSOTokenLoader

from tests.aws.endpoint import Asked, Endpoint, Reply, answers, identity
from tests.aws.test_person import SSO
from wizard.aws.gateway import Gateway
from wizard.aws.token_files import login_tokens, portal_tokens
from wizard.host.timing import Timing
from wizard.model import CallError, CallFailed, Read, Target
from wizard.problems.explain import explain

TOKEN = {"accessToken": "a", "expiresAt": "2036-01-01T00:00:00Z", "region": "eu-west-1"}
LATER = {"refreshToken": "r", "clientId": "c", "clientSecret": "s", "registrationExpiresAt": "2036-01-01T00:00:00Z"}
WHOLE = json.dumps(TOKEN | LATER)
KEYS = {"accessKeyId": "A", "secretAccessKey": "s", "sessionToken": "t", "accountId": "1"}
LOGIN = {
    "accessToken": {**KEYS, "expiresAt": "2036-01-01T00:00:00Z"},
    "refreshToken": "r",
    "dpopKey": "k",
    "clientId": "c",
}

# No moment, and one of which nobody can say how far it is from now.
STAMPS = ("soon", "2036-01-01T00:00:00")


def damaged(whole: dict[str, Any]) -> dict[str, bytes]:
    """A file that once held this, in every way that it can be none."""
    text = json.dumps(whole)
    cut = {f"cut after {end}": text[:end].encode() for end in (1, 8, len(text) // 2, len(text) - 1)}
    wrong = {
        f"{name} is {value!r}": json.dumps({**whole, name: value}).encode()
        for name in whole
        if name != "region"
        for value in (None, 5, "", [], {}, True)
    }
    lacking = {
        f"no {name}": json.dumps({key: value for key, value in whole.items() if key != name}).encode()
        for name in whole
        if name not in LATER or "dpopKey" in whole
    }
    stamps = {f"until {stamp}": json.dumps({**whole, "expiresAt": stamp}).encode() for stamp in STAMPS}
    others = {name: name.encode() for name in ("", "null", "[]", '"a"', "5", "\0\0\0\0", "<html>")}
    others["UTF-16"] = text.encode("utf-16")
    return {**cut, **wrong, **{name: text for name, text in lacking.items() if name != "no region"}, **stamps, **others}


PORTALS = damaged(TOKEN | LATER)
LOGINS = {name: text for name, text in damaged(LOGIN).items() if not name.startswith("until")}


@pytest.fixture
def gateway(home: Path) -> Gateway:
    """Patient: reading the models of three services takes its time on a busy computer."""
    return Gateway(lambda _: None, Timing(connect=5, read=10, attempts=1), "tests")


def saved(home: Path, content: bytes) -> Path:
    folder = home / ".aws/sso/cache"
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{hashlib.sha1(b'corp').hexdigest()}.json"
    path.write_bytes(content)
    return path


def portal(asked: Asked) -> Reply:
    if asked.path.startswith("/federation"):
        keys = {"accessKeyId": "ASIAP", "secretAccessKey": "s", "sessionToken": "t", "expiration": 2082758400000}
        return answers({"roleCredentials": keys})
    return answers({"accountList": []}) if asked.path.startswith("/assignment") else identity()


def failure(gateway: Gateway, read: Read) -> CallError:
    with pytest.raises(CallFailed) as caught:
        gateway.read(read)
    return caught.value.error


def who(profile: str) -> Read:
    return Read(target=Target(profile=profile, region="us-east-1"), service="sts", operation="GetCallerIdentity")


@pytest.mark.parametrize("name", PORTALS)
def test_a_damaged_sign_in_at_a_portal_is_none_for_whoever_reads_it(name: str, tmp_path: Path) -> None:
    path = tmp_path / f"{hashlib.sha1(b'corp').hexdigest()}.json"
    path.write_bytes(PORTALS[name])
    load: Any = SSOTokenLoader(cache=portal_tokens(tmp_path))
    with pytest.raises(Exception, match="is damaged") as caught:
        load("https://corp", session_name="corp")
    assert str(path) in str(caught.value)


@pytest.mark.parametrize("name", LOGINS)
def test_a_damaged_sign_in_of_aws_login_is_none(name: str, tmp_path: Path) -> None:
    (tmp_path / f"{hashlib.sha256(b'arn').hexdigest()}.json").write_bytes(LOGINS[name])
    load: Any = LoginTokenLoader(cache=login_tokens(tmp_path))
    with pytest.raises(LoginTokenLoadError, match="is damaged"):
        load.load_token("arn")


def test_whole_ones_are_read_as_they_are(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text(WHOLE)
    (tmp_path / "b.json").write_text(json.dumps(TOKEN))
    (tmp_path / "c.json").write_text(json.dumps({**TOKEN, "expiresAt": "2020-06-17T10:02:08UTC"}))
    assert all(key in portal_tokens(tmp_path) for key in "abc")
    assert "d" not in portal_tokens(tmp_path)
    (tmp_path / "e.json").write_text(json.dumps(LOGIN))
    assert "e" in login_tokens(tmp_path)


@pytest.mark.parametrize("content", [b"", b'{"accessToken": "a', b"null", b'{"accessToken": 5, "expiresAt": 5}'])
@pytest.mark.parametrize("profile", ["sso", "role"])
def test_the_person_is_asked_to_sign_in_and_told_the_file(
    profile: str, content: bytes, home: Path, config: Callable[[str], None], gateway: Gateway, endpoint: Endpoint
) -> None:
    config(SSO)
    path = saved(home, content)
    accounts = Read(target=Target(), service="portal", operation="Accounts", parameters={"Session": "corp"})
    for read in (who(profile), accounts):
        error = failure(gateway, read)
        assert error.login is not None
        assert (error.login.kind, error.login.name) == ("portal", "corp")
        problem = explain(error)
        assert problem.key == "portal-sign-in-damaged"
        assert problem.what == f"The saved sign-in {path} is damaged."
    assert endpoint.asked == []
    until = gateway.read(Read(target=Target(profile=profile), service="profiles", operation="Until"))
    assert until["Until"] is None
    endpoint.answer = portal
    saved(home, WHOLE.encode())
    gateway.sessions.forget()
    assert gateway.read(accounts) == {"Accounts": []}


def test_a_damaged_sign_in_of_aws_login_names_its_file_and_the_command(
    home: Path, config: Callable[[str], None], gateway: Gateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_LOGIN_CACHE_DIRECTORY", str(home / "logins"))
    config("[profile ada]\nlogin_session = arn\nregion = us-east-1\n")
    path = home / "logins" / f"{hashlib.sha256(b'arn').hexdigest()}.json"
    path.parent.mkdir()
    path.write_text("null")
    problem = explain(failure(gateway, who("ada")))
    assert (problem.key, problem.what) == ("command-sign-in-damaged", f"The saved sign-in {path} is damaged.")
    assert "aws login --profile ada" in problem.todo[0]
