"""What is said about credentials is what botocore uses: which profile, whose variable, which kind, which region."""

from __future__ import annotations

import itertools
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import botocore.session
import pytest
from botocore.config import Config

from tests.aws.conftest import SECRET
from tests.aws.endpoint import Endpoint, answers
from wizard.aws.credential_session import MfaPrompter
from wizard.aws.gateway import Gateway
from wizard.aws.named import named_profile
from wizard.aws.profiles import list_profiles
from wizard.aws.providers import new_session
from wizard.aws.required_login import sign_in_of
from wizard.aws.service_models import model_loader
from wizard.steps.sign_in.credentials import called, configured_region, in_force

KEYS = "aws_access_key_id = AKIA{0}\naws_secret_access_key = {0}\n"
ROLE = "role_arn = arn:aws:iam::123456789012:role/x\nsource_profile = source\n"
WEB = "role_arn = arn:aws:iam::123456789012:role/x\nweb_identity_token_file = /nowhere\n"
SSO = "sso_session = example\nsso_account_id = 111122223333\nsso_role_name = Admin\n"
PORTAL = "[sso-session example]\nsso_start_url = https://example.awsapps.com/start\nsso_region = us-east-1\n"
PROCESS = f"credential_process = {sys.executable} -c \"print('{{}}')\"\n"
METHODS = {
    "assume-role": "assumed role",
    "assume-role-with-web-identity": "web identity",
    "sso": "SSO",
    "shared-credentials-file": "access key",
    "custom-process": "credential process",
    "config-file": "access key",
}


def session(profile: str = "") -> Any:
    return new_session(profile, "us-east-1", loader=model_loader(), config=Config(), code=MfaPrompter(), patience=60)


def set_all(monkeypatch: pytest.MonkeyPatch, **environ: str) -> None:
    for name in ("AWS_PROFILE", "AWS_DEFAULT_PROFILE", "AWS_REGION", "AWS_DEFAULT_REGION"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environ.items():
        monkeypatch.setenv(name, value)


# --- the profile -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("named", itertools.product(["", "one"], ["", "two"]))
def test_the_profile_that_is_named_is_the_one_that_botocore_takes(
    named: tuple[str, str], config: Callable[[str], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    config("".join(f"[profile {name}]\n{SSO.replace('example', name)}" for name in ("one", "two")))
    variables = {"AWS_PROFILE": named[0], "AWS_DEFAULT_PROFILE": named[1]}
    set_all(monkeypatch, **{name: value for name, value in variables.items() if value})
    of_botocore = botocore.session.Session().profile or ""
    offered = list_profiles()
    assert offered["Chosen"] == of_botocore
    assert variables.get(offered["ChosenBy"], "") == of_botocore
    login = sign_in_of("", botocore.session.Session().full_config)
    assert (login.name if login else "") == of_botocore
    if of_botocore:
        assert called("", offered) == f"profile {of_botocore} (from {offered['ChosenBy']})"


def test_where_both_variables_name_one_it_is_said_which_of_them_counts() -> None:
    assert named_profile({"AWS_PROFILE": "one", "AWS_DEFAULT_PROFILE": "two"}) == ("two", "AWS_DEFAULT_PROFILE")


def test_a_portal_can_be_signed_in_to_although_the_environment_names_a_profile_that_is_gone(
    gateway: Gateway, endpoint: Endpoint, config: Callable[[str], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    config(PORTAL)
    monkeypatch.setenv("AWS_PROFILE", "gone")
    client = gateway.sessions.unsigned("", "sso-oidc", "us-east-1")
    assert client.meta.endpoint_url == endpoint.url


# --- the credentials -------------------------------------------------------------------------------------------------


@pytest.fixture
def container(home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Where a container's credentials come from."""
    keys = {"AccessKeyId": "ASIAC", "SecretAccessKey": "c", "Token": "t", "Expiration": "2036-01-01T00:00:00Z"}
    server = Endpoint()
    server.answer = lambda _: answers(keys)
    yield f"{server.url}/keys"
    server.stop()


DEFAULTS = {
    "none": "",
    "a region": "region = eu-west-1\n",
    "keys": KEYS.format("D"),
    "SSO": SSO,
    "a role": ROLE,
    "a web identity": WEB,
}


@pytest.mark.parametrize("default", DEFAULTS)
@pytest.mark.parametrize("chosen", ["", "bare", "keyed"])
@pytest.mark.parametrize("around", itertools.product([False, True], repeat=3))
def test_the_credentials_that_are_named_are_those_that_botocore_finds(
    default: str,
    chosen: str,
    around: tuple[bool, bool, bool],
    container: str,
    config: Callable[[str], None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    section = f"[default]\n{DEFAULTS[default]}" if default != "none" else ""
    more = f"[profile bare]\noutput = json\n[profile keyed]\n{KEYS.format('K')}[profile source]\n{KEYS.format('S')}"
    config(f"{section}{more}{PORTAL}")
    keys, identity, contained = around
    environ = {"AWS_PROFILE": chosen} if chosen else {}
    environ |= {"AWS_ACCESS_KEY_ID": "AKIAE", "AWS_SECRET_ACCESS_KEY": SECRET} if keys else {}
    environ |= {"AWS_WEB_IDENTITY_TOKEN_FILE": "/token", "AWS_ROLE_ARN": "arn:aws:iam::1:role/w"} if identity else {}
    environ |= {"AWS_CONTAINER_CREDENTIALS_FULL_URI": container} if contained else {}
    set_all(monkeypatch, **environ)
    offered = list_profiles()
    found = session().get_credentials()
    method = found.method if found else ""
    name = f"profile {chosen} (from AWS_PROFILE)" if chosen else "profile default"
    identified = "the web identity in AWS_WEB_IDENTITY_TOKEN_FILE" if identity else name
    expected = {
        "env": "the keys in the environment",
        "assume-role-with-web-identity": identified,
        "container-role": "the role of this container",
        "": called("", offered),
    }
    assert called("", offered) == expected.get(method, name)
    assert bool(method) or in_force(offered) in ("", "profile")


@pytest.mark.parametrize("parts", itertools.combinations([ROLE, WEB, SSO, PROCESS, KEYS.format("P")], 2))
@pytest.mark.parametrize("shared", [False, True])
def test_a_profile_with_two_kinds_of_credentials_is_of_the_kind_that_botocore_uses(
    parts: tuple[str, str], shared: bool, home: Path, config: Callable[[str], None]
) -> None:
    settings = dict(line.partition(" = ")[::2] for part in parts for line in part.splitlines())
    body = "".join(f"{name} = {value}\n" for name, value in settings.items())
    config(f"[profile p]\n{body}[profile source]\n{KEYS.format('S')}{PORTAL}")
    if shared:
        (home / ".aws" / "credentials").write_text(f"[p]\n{KEYS.format('C')}")
    (kind,) = [one["Kind"] for one in list_profiles()["Profiles"] if one["Name"] == "p"]
    try:
        method = session("p").get_credentials().method
    except botocore.exceptions.CredentialRetrievalError as error:  # the program that gives nothing
        method = error.kwargs["provider"]
    assert kind == METHODS[method]


# --- the region ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("named", itertools.product(["", "us-west-1"], ["", "us-west-2"], ["", "one"]))
def test_the_region_that_is_named_is_the_one_in_which_the_sign_in_calls_are_made(
    named: tuple[str, str, str], config: Callable[[str], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    config("[default]\nregion = eu-west-1\n[profile one]\nregion = eu-west-2\n")
    variables = dict(zip(("AWS_REGION", "AWS_DEFAULT_REGION", "AWS_PROFILE"), named, strict=True))
    set_all(monkeypatch, **{name: value for name, value in variables.items() if value})
    offered = list_profiles()
    said = offered["Region"] or configured_region("", offered)
    assert said == session().get_config_variable("region")
    assert variables.get(offered["RegionBy"], "") == offered["Region"]
