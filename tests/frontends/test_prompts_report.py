"""A report of a failure from a menu."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from tests.frontends.scripted import PLACE, Scripted, Table, World, a_step, seen, table
from wizard.frontends.prompts.asker import InputEnded
from wizard.model import CallEnded, CallError, State, Trouble

DENIED = CallError(
    code="AccessDenied", message=f"arn:aws:iam::{PLACE.account}:user/ada may not", service="iam", operation="GetRole"
)
CALL = CallEnded(
    number=1,
    at=0,
    account=PLACE.account,
    region="us-east-1",
    service="iam",
    operation="GetRole",
    writes=False,
    seconds=0.1,
    outcome="AccessDenied",
)
STUCK = a_step("one", lambda _answers: seen(State.BLOCKED, trouble=Trouble(key="stuck", error=DENIED)))


def test_a_report_is_a_file_of_its_owner_with_the_calls_and_without_ids(tmp_path: Path) -> None:
    asker = Scripted([("One", "report"), ("One", "report")])
    with table([STUCK], asker, World(), tmp_path) as at:
        at.conversation.news.listen(CALL)
        talk_until_the_script_ends(at)
    (path,) = tmp_path.iterdir()
    told = path.read_text()
    assert path.name == "firetiger-one-report.txt"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert f"Saved: {path}" in asker.said
    assert "iam-user-1 may not" in told
    assert "iam:GetRole, us-east-1 account-1: AccessDenied" in told
    assert PLACE.account not in told


def test_a_directory_that_takes_no_file_is_told_and_ends_nothing(tmp_path: Path) -> None:
    asker = Scripted([("One", "report")])
    with table([STUCK], asker, World(), tmp_path / "gone") as at:
        talk_until_the_script_ends(at)
    assert any("can't be written" in line for line in asker.said)


def talk_until_the_script_ends(at: Table) -> None:
    with pytest.raises(InputEnded):
        at.conversation.hold()
