"""Sign-ins by way of another process: the same flows, and nothing secret comes back over the socket."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import threading
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.aws.process.conftest import IMPATIENT
from tests.aws.test_person import SSO, Told
from tests.e2e.program import outside
from tests.e2e.test_secrets import Forwarder, forwarding
from wizard.aws.process.channel import Channel
from wizard.aws.process.gateway_process import GatewayProcess
from wizard.aws.process.logins import GONE
from wizard.aws.process.start import Started, start
from wizard.model import CallFailed, Login, Read, Target
from wizard.sandbox import client

CODE = Login(kind="code", profile="mfa", name="arn:aws:iam::111122223333:mfa/ada")


@dataclass
class Tap:
    """Starts processes whose bytes are kept, each way."""

    came: bytearray = field(default_factory=bytearray)
    went: bytearray = field(default_factory=bytearray)

    def __call__(self, seconds: float) -> Started:
        far = start(seconds)
        ours, theirs = socket.socketpair()
        self._pass_on(theirs, far.channel._socket, self.went)
        self._pass_on(far.channel._socket, theirs, self.came)
        return Started(far.process, Channel(ours, seconds))

    def _pass_on(self, source: socket.socket, sink: socket.socket, kept: bytearray) -> None:
        source.settimeout(None)

        def run() -> None:
            try:
                while content := source.recv(65536):
                    kept.extend(content)
                    sink.sendall(content)
                sink.shutdown(socket.SHUT_WR)
            except OSError:
                return

        threading.Thread(target=run, daemon=True).start()


@dataclass
class Tapped:
    process: GatewayProcess
    tap: Tap
    sandbox: client.Sandbox
    forwarder: Forwarder
    home: Path


@pytest.fixture
def tapped(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Tapped]:
    """A process against a simulated AWS in a scenario, with somebody between it and AWS and on the socket."""
    sandbox = client.start(request.param, tmp_path / "aws.json", pace=0)
    forwarder = Forwarder(sandbox.endpoint)
    with forwarding(forwarder) as address:
        environ = {**client.isolate(outside(tmp_path), sandbox), "AWS_ENDPOINT_URL": address}
        for name in set(os.environ) - set(environ):
            monkeypatch.delenv(name)
        for name, value in environ.items():
            monkeypatch.setenv(name, value)
        tap = Tap()
        process = GatewayProcess(IMPATIENT, "tests", lambda _: None, tap)
        try:
            yield Tapped(process, tap, sandbox, forwarder, tmp_path)
        finally:
            process.close()
            client.stop(sandbox)


def profiles(process: GatewayProcess) -> list[str]:
    listed = process.gateway.read(Read(target=Target(), service="profiles", operation="List"))
    return [one["Name"] for one in listed["Profiles"]]


def who(profile: str, account: str = "", role: str = "") -> Read:
    target = Target(profile=profile, region="us-east-1", account=account, role_name=role)
    return Read(target=target, service="sts", operation="GetCallerIdentity")


@pytest.mark.parametrize("tapped", ["mfa"], indirect=True)
def test_a_code_goes_to_the_process_and_neither_it_nor_the_session_comes_back(tapped: Tapped) -> None:
    process = tapped.process
    asking = {name: login for name in profiles(process) if (login := _wanted(process, name)) and login.kind == "code"}
    profile, login = next(iter(asking.items()))
    told = Told()
    flow = process.signs_in.begin(login, told)
    assert flow.view.stage == "code"
    flow.give("000000")
    assert flow.view.stage == "checking"
    assert told.until("code").said.startswith("AWS refused this code")
    flow.give("123456")
    told.until("done")
    assert process.gateway.read(who(profile))["Account"] == "111122223333"
    assert b"123456" in tapped.tap.went
    assert b"123456" not in tapped.tap.came
    nothing_secret_crossed(tapped)


def nothing_secret_crossed(tapped: Tapped, *more: str) -> None:
    """Neither the keys on this computer nor what AWS has handed out, in either direction."""
    kept = "".join(
        path.read_text("utf-8", "replace")
        for path in tapped.home.rglob("*")
        if path.is_file() and path.name != "aws.json"
    )
    written = re.findall(r"(?:aws_secret_access_key|aws_access_key_id)\s*=\s*(\S+)", kept)
    keys = {tapped.sandbox.access_key_id, tapped.sandbox.secret_access_key, *written}
    secrets = {*keys, *tapped.forwarder.secrets, *more}
    assert tapped.forwarder.secrets or more, "nothing was handed out, so nothing was searched for"
    crossed = bytes(tapped.tap.came + tapped.tap.went)
    assert len(crossed) > 1000
    assert [secret for secret in secrets if secret and secret.encode() in crossed] == []


@pytest.mark.parametrize("tapped", ["sso"], indirect=True)
def test_a_portal_is_signed_in_to_and_its_token_and_its_roles_sessions_stay_in_the_process(tapped: Tapped) -> None:
    process = tapped.process
    portal = Login(kind="portal", name="example")
    told = Told()
    process.signs_in.begin(portal, told)
    shown = told.until("browser")
    form = f"user_code={shown.user_code}&decision=allow".encode()
    with urllib.request.urlopen(f"{tapped.sandbox.endpoint}/_sandbox/portal", form, timeout=5) as page:
        assert page.status == 200
    told.until("done")
    offered = Read(target=Target(), service="portal", operation="Accounts", parameters={"Session": "example"})
    assert process.gateway.read(offered)["Accounts"]
    signed_in = [name for name in profiles(process) if _answers(process, name)]
    assert signed_in
    (token,) = Path(os.environ["FIRETIGER_ONBOARD_TOKEN_CACHE"]).glob("*.json")
    said = json.loads(token.read_text())
    nothing_secret_crossed(tapped, *(str(said[name]) for name in ("accessToken", "clientSecret", "refreshToken")))


def _wanted(process: GatewayProcess, profile: str) -> Login | None:
    """The sign-in that a profile waits for."""
    try:
        process.gateway.read(who(profile))
    except CallFailed as failed:
        return failed.error.login
    return None


def _answers(process: GatewayProcess, profile: str) -> bool:
    try:
        return bool(process.gateway.read(who(profile))["Arn"])
    except CallFailed:
        return False


@pytest.mark.parametrize("tapped", ["fresh"], indirect=True)
def test_a_role_that_a_step_itself_asks_to_assume_is_answered_without_its_keys(tapped: Tapped) -> None:
    """Whoever asks learns that it can be assumed, as whom and until when."""
    role = "arn:aws:iam::111122223333:role/anybody"
    document = {
        "Version": "2012-10-17",
        "Statement": [{"Effect": "Allow", "Principal": {"AWS": "*"}, "Action": "sts:AssumeRole"}],
    }
    target = Target(region="us-east-1")
    parameters = {"RoleName": "anybody", "AssumeRolePolicyDocument": json.dumps(document)}
    process = tapped.process
    process.gateway.read(Read(target=target, service="iam", operation="CreateRole", parameters=parameters))
    asked = {"RoleArn": role, "RoleSessionName": "test"}
    answer = process.gateway.read(Read(target=target, service="sts", operation="AssumeRole", parameters=asked))
    assert answer["AssumedRoleUser"]["Arn"].endswith("assumed-role/anybody/test")
    assert list(answer["Credentials"]) == ["Expiration"]
    nothing_secret_crossed(tapped)


def test_a_sign_in_that_is_under_way_fails_with_its_process_and_can_begin_again(
    config: Callable[[str], None], process: GatewayProcess
) -> None:
    config(SSO + "[profile mfa]\nmfa_serial = arn:aws:iam::111122223333:mfa/ada\n")
    told = Told()
    flow = process.signs_in.begin(CODE, told)
    os.kill(process.pid, signal.SIGKILL)
    assert told.until("failed").said == GONE
    assert flow.view.over
    flow.give("123456")
    assert [view.stage for view in told.views] == ["failed"]
    assert process.signs_in.begin(CODE, told).view.stage == "code"


def test_a_cancelled_one_is_over_at_once_and_told_once(process: GatewayProcess) -> None:
    told = Told()
    flow = process.signs_in.begin(CODE, told)
    flow.cancel()
    assert flow.view.stage == "cancelled"
    flow.overtaken()
    process.signs_in.forget()
    assert [view.stage for view in told.views] == ["cancelled"]


def test_a_sign_in_with_other_tools_is_noticed_through_the_process(
    process: GatewayProcess, home: Path, config: Callable[[str], None]
) -> None:
    before = process.signs_in.trace()
    assert process.signs_in.trace() == before
    config(SSO)
    assert process.signs_in.trace() != before
