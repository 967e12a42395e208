"""The AWS config that a scenario comes with: where it lies, when it is written, and that the SDK signs in by it."""

from __future__ import annotations

import json
import os
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from hashlib import sha1
from pathlib import Path
from typing import Any

import pytest
from botocore.utils import JSONFileCache, SSOTokenLoader

from wizard.sandbox import client
from wizard.sandbox.environ import TOKEN_CACHE, Sandbox

from .conftest import Aws
from .portal import START_URL, PortalClient
from .test_process import run_python

# Who a plain botocore session is for a profile, by its own providers alone.
WHO = """
import sys, botocore.session
session = botocore.session.Session(profile=sys.argv[1] if len(sys.argv) > 1 else "firetiger-admin")
try:
    print(session.create_client("sts").get_caller_identity()["Arn"])
except Exception as problem:
    print(type(problem).__name__)
"""
CACHED = sha1(b"example").hexdigest() + ".json"


@contextmanager
def running(name: str, state: Path) -> Iterator[Sandbox]:
    sandbox = client.start(name, state, pace=0, idle=60)
    try:
        yield sandbox
    finally:
        client.stop(sandbox)


def admin(sandbox: Sandbox) -> Callable[[str, str, Any], Any]:
    return Aws(sandbox, ("", "", None)).admin


def who(sandbox: Sandbox, home: Path) -> str:
    """What botocore makes of the files when they lie where it looks for them."""
    home.mkdir(exist_ok=True)
    if not (home / ".aws").exists():
        (home / ".aws").symlink_to(sandbox.aws_directory)
    environ = {**client.environment(sandbox), "HOME": str(home), "AWS_EC2_METADATA_DISABLED": "true"}
    return run_python(WHO, **environ).stdout.strip()


def test_the_files_lie_beside_the_state_file_for_their_owner_alone_and_go_with_the_process(tmp_path: Path) -> None:
    with running("sso-expired", tmp_path / "sandbox.state.json") as sandbox:
        directory = tmp_path / "sandbox.state.aws"
        assert sandbox.aws_directory == str(directory)
        made = [directory, *directory.rglob("*")]
        assert {path.name for path in made if path.is_file()} == {"config", "credentials", CACHED}
        for path in made:
            assert stat.S_IMODE(path.stat().st_mode) == (0o700 if path.is_dir() else 0o600)
    assert list(tmp_path.iterdir()) == []


def test_the_environment_names_the_files_and_no_keys(tmp_path: Path) -> None:
    with running("sso", tmp_path / "state.json") as sandbox:
        directory = Path(sandbox.aws_directory)
        assert client.environment(sandbox) == {
            "AWS_ENDPOINT_URL": sandbox.endpoint,
            "AWS_CONFIG_FILE": str(directory / "config"),
            "AWS_SHARED_CREDENTIALS_FILE": str(directory / "credentials"),
            "AWS_EC2_METADATA_DISABLED": "true",
            "FIRETIGER_ONBOARD_TOKEN_CACHE": str(directory / "sso" / "cache"),
        }


def test_where_nothing_is_configured_the_environment_names_the_region_until_the_config_does(tmp_path: Path) -> None:
    with running("unconfigured", tmp_path / "state.json") as sandbox:
        assert client.environment(sandbox)["AWS_REGION"] == "us-east-1"
        config = Path(sandbox.aws_directory, "config")
        assert config.read_text() == ""
        config.write_text("[default]\nregion = eu-west-1\n")
        assert "AWS_REGION" not in client.environment(sandbox)


def test_a_scenario_without_a_config_is_as_ever(fresh: Aws) -> None:
    assert fresh.sandbox.aws_directory == ""
    environ = client.environment(fresh.sandbox)
    assert environ["AWS_ACCESS_KEY_ID"] == fresh.sandbox.access_key_id
    assert environ["AWS_CONFIG_FILE"] == os.devnull
    assert "FIRETIGER_ONBOARD_TOKEN_CACHE" not in environ
    assert TOKEN_CACHE not in client.isolate({TOKEN_CACHE: "/real"}, fresh.sandbox)


def test_what_was_added_survives_finding_the_sandbox_and_not_a_reset(tmp_path: Path) -> None:
    state = tmp_path / "state.json"
    with running("sso", state) as sandbox:
        config, cached = Path(sandbox.aws_directory, "config"), Path(sandbox.aws_directory, "sso", "cache", CACHED)
        written = config.read_text()
        config.write_text(written + "[profile another]\nregion = eu-west-1\n")
        cached.write_text("{}")
        assert client.start("sso", state, pace=0) == sandbox == client.find(state)
        assert "another" in config.read_text()
        admin(sandbox)("POST", "reset", {})
        assert config.read_text() == written
        assert not cached.exists()


def test_after_the_device_flow_the_sdk_gets_credentials_by_its_own_provider(tmp_path: Path) -> None:
    with running("sso", tmp_path / "state.json") as sandbox:
        assert who(sandbox, tmp_path / "home") == "SSOTokenLoadError"
        remember(sandbox, PortalClient(sandbox))
        arn = who(sandbox, tmp_path / "home")
        assert arn.startswith("arn:aws:sts::111122223333:assumed-role/AWSReservedSSO_AdministratorAccess_")
        assert arn.endswith("/ada")


def remember(sandbox: Sandbox, portal: PortalClient) -> None:
    """Signs in and keeps the token as botocore keeps it."""
    token = portal.sign_in()
    cache = JSONFileCache(str(Path(sandbox.aws_directory, "sso", "cache")))
    kept = {
        "startUrl": START_URL,
        "region": "us-east-1",
        "accessToken": token["accessToken"],
        "expiresAt": "2099-01-01T00:00:00Z",
    }
    SSOTokenLoader(cache).save_token(START_URL, kept, session_name="example")


def test_a_sign_in_that_has_run_out_and_cannot_be_renewed_opens_nothing(tmp_path: Path) -> None:
    with running("sso-expired", tmp_path / "state.json") as sandbox:
        kept = json.loads(Path(sandbox.aws_directory, "sso", "cache", CACHED).read_text())
        assert (kept["startUrl"], kept["region"]) == (START_URL, "us-east-1")
        assert "refreshToken" not in kept
        assert who(sandbox, tmp_path / "home") == "TokenRetrievalError"


def test_a_sign_in_that_lasts_a_while_opens_sessions_that_last_less(tmp_path: Path) -> None:
    with running("expiring", tmp_path / "state.json") as sandbox:
        kept = json.loads(Path(sandbox.aws_directory, "sso", "cache", CACHED).read_text())
        assert who(sandbox, tmp_path / "home").endswith("/ada")
        portal = PortalClient(sandbox)
        ask = {"accountId": "111122223333", "roleName": "AdministratorAccess"}
        keys = portal.sso.get_role_credentials(accessToken=kept["accessToken"], **ask)["roleCredentials"]
        inside = Aws(sandbox, (keys["accessKeyId"], keys["secretAccessKey"], keys["sessionToken"]))
        arn = "arn:aws:iam::222233334444:role/OrganizationAccountAccessRole"
        chained = inside.client("sts").assume_role(RoleArn=arn, RoleSessionName="test", DurationSeconds=3600)
        lasts = chained["Credentials"]["Expiration"].timestamp() - keys["expiration"] / 1000
        assert 0 <= lasts < 30
        assert portal.sign_in()["expiresIn"] == 120


def test_the_profile_with_the_role_asks_for_the_second_factor(tmp_path: Path) -> None:
    with running("mfa", tmp_path / "state.json") as sandbox:
        code = """
import botocore.session
session = botocore.session.Session(profile="admin")
provider = session.get_component("credential_provider").get_provider("assume-role")
provider._prompter = lambda prompt: "123456" if "mfa/ada" in prompt else ""
print(session.create_client("sts").get_caller_identity()["Arn"].split("/")[1])
print(botocore.session.Session(profile="ada").create_client("sts").get_caller_identity()["Arn"])
"""
        ended = run_python(code, **client.environment(sandbox))
        assert ended.stdout.split() == ["Administrator", "arn:aws:iam::111122223333:user/ada"]


@pytest.mark.parametrize("name", ["sso", "sso-expired", "sso-many", "expiring", "mfa"])
def test_a_config_names_its_region_itself(scenario: Callable[[str], Aws], name: str) -> None:
    assert "AWS_REGION" not in client.environment(scenario(name).sandbox)
