"""The last lines after the full screen: the ARN, the files, and nothing about the way back that does not hold."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from wizard.cli.compose import explain_simulated
from wizard.cli.farewell import last_lines
from wizard.cli.full_screen import masked
from wizard.cli.running_sandbox import sandbox_state
from wizard.cli.settings import ForPerson
from wizard.model import CallError, Trouble
from wizard.sandbox import client

ARN = "arn:aws:iam::428861248123:role/CrossAccountAccessForFiretiger"


def said(sandbox: str, written: list[str], *, complete: bool) -> list[str]:
    return list(last_lines(ForPerson(sandbox=sandbox), [("Role ARN", ARN)], written, complete=complete))


@pytest.mark.parametrize("complete", [True, False])
def test_the_arn_stands_alone_on_its_line_and_every_file_is_named(complete: bool) -> None:
    lines = said("", ["/home/ada/firetiger-handover.md", "/home/ada/firetiger-handover.json"], complete=complete)
    assert ARN in lines
    assert "Written: /home/ada/firetiger-handover.json" in lines


def test_before_others_the_account_in_the_arn_is_masked() -> None:
    lines = [masked(line) for line in said("", [], complete=True)]
    assert not re.search(r"\d{12}", "\n".join(lines))
    assert any("role/" in line for line in lines)


def test_a_simulated_aws_that_has_ended_keeps_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    sandbox = client.start("fresh", sandbox_state(), pace=0)
    try:
        alive = said("fresh", [], complete=False)[0]
        assert "saved for 10 minutes" in alive
        assert "To continue: firetiger-onboard --resume --sandbox=fresh" in alive
    finally:
        client.stop(sandbox)
    (ended, *_) = said("fresh", [], complete=False)
    assert "kept" not in ended
    assert ended.endswith("everything created in it is gone. To start over: firetiger-onboard --sandbox=fresh")


@pytest.mark.parametrize("trouble", [False, True])
def test_where_the_simulated_aws_has_ended_no_network_is_blamed(trouble: bool) -> None:
    error = CallError(code="Unreachable", message="Could not connect to http://127.0.0.1:1", service="sts")
    problem = explain_simulated(Trouble(key="unreachable", error=error) if trouble else error)
    assert problem.title == "The simulated AWS has ended"
    assert "--sandbox" in problem.todo[0]
    assert explain_simulated(CallError(code="Throttling", message="", service="sts")).title != problem.title
