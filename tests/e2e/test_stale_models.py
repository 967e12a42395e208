"""The real program where old copies of AWS's service models lie in ~/.aws/models."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.aws.test_service_models import stale
from tests.e2e.program import ACCOUNT, BEDROCK, Program, outside
from wizard.cli.running_sandbox import sandbox_state
from wizard.sandbox import client

SERVICES = ("sts", "organizations", "cloudtrail", "cloudformation", "iam", "bedrock", "account", "s3")


@pytest.fixture
def rehearsal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Program]:
    environ = outside(tmp_path)
    monkeypatch.setenv("XDG_STATE_HOME", environ["XDG_STATE_HOME"])
    (tmp_path / "work").mkdir()
    yield Program(tmp_path / "work", environ)
    running = client.find(sandbox_state())
    if running is not None:
        client.stop(running)


@pytest.mark.long
def test_an_onboarding_is_carried_out_as_if_they_were_not_there(rehearsal: Program) -> None:
    models = Path(rehearsal.environ["HOME"]) / ".aws" / "models"
    for service in SERVICES:
        stale(models, service)
    ended = rehearsal.json("apply", "--approve", "--sandbox", "--pace", "0", answers=ACCOUNT + BEDROCK)
    assert set(ended.states.values()) == {"satisfied"}, ended.out + ended.err
