"""The real program where variables are set and empty, as shells and CI systems export them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.e2e.program import Program, outside, program
from tests.host.test_environment import variables
from wizard.sandbox import client
from wizard.sandbox.server.seed import USER_KEY, USER_SECRET

PORTAL = """
[sign-in]
profile = "new-portal"
sso_start_url = "https://example.awsapps.com/start"
sso_region = "us-east-1"
"""
# Where the tests themselves say how fast it goes, and what starts a process at all.
NEEDED = ("FIRETIGER_ONBOARD_TIMING", "AWS_EC2_METADATA_DISABLED", "HOME", "PATH")


def ordinary(running: Program, config: str) -> Path:
    """The configuration where the AWS tools look for it by themselves; that file."""
    folder = Path(running.environ["HOME"]) / ".aws"
    folder.mkdir(exist_ok=True)
    (folder / "config").write_text(config)
    left = ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_REGION", "AWS_DEFAULT_REGION")
    running.environ = {name: value for name, value in running.environ.items() if name not in left}
    return folder / "config"


def test_with_every_variable_empty_it_signs_in_as_with_none(tmp_path: Path) -> None:
    with program(tmp_path) as running:
        keys = f"aws_access_key_id = {USER_KEY}\naws_secret_access_key = {USER_SECRET}\n"
        ordinary(running, f"[default]\nregion = us-east-1\nendpoint_url = {running.endpoint}\n{keys}")
        ended = running.json("status", **{name: "" for name in variables() if name not in NEEDED})
    assert ended.states["sign-in"] == "satisfied", ended.out + ended.err


@pytest.mark.parametrize("name", ["AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE"])
def test_a_new_portal_is_written_once_where_the_file_is_named_by_nothing(tmp_path: Path, name: str) -> None:
    sandbox = client.start("sso", tmp_path / "aws.json", pace=0)
    try:
        running = Program(tmp_path, {**outside(tmp_path), "AWS_ENDPOINT_URL": sandbox.endpoint}, sandbox.endpoint)
        config = ordinary(running, "[default]\nregion = us-east-1\n")
        ended = running.json("apply", "--approve", answers=PORTAL, **{name: ""})
    finally:
        client.stop(sandbox)
    assert '"portal-sign-in"' in ended.out, ended.out
    assert config.read_text().count("[sso-session example]") == 1
