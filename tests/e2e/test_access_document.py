"""docs/access.md holds: every command in it runs as it is printed, one after the other."""

from __future__ import annotations

import shlex
from pathlib import Path

import pytest

from tests.e2e.program import Program, outside
from wizard.frontends.exits import Exit
from wizard.host.program import PROGRAM
from wizard.sandbox import client

PAGE = Path(__file__).resolve().parents[2] / "docs" / "access.md"
COMMANDS = [shlex.split(line) for line in PAGE.read_text("utf-8").splitlines() if line.startswith(f"    {PROGRAM} ")]
ENDS = {"plan": Exit.NEEDED}
"""Those that do not end with 0."""


@pytest.mark.long
def test_every_command_of_the_page_runs_as_it_is_printed(tmp_path: Path) -> None:
    here = Program(tmp_path, outside(tmp_path))
    try:
        for _program, *words in COMMANDS:
            ended = here.run(*words)
            assert ended.code == ENDS.get(words[0], Exit.COMPLETE), (words, ended.out, ended.err)
    finally:
        sandbox = client.find(tmp_path / "state" / "firetiger-onboard" / "sandbox.state.json")
        if sandbox:
            client.stop(sandbox)


def test_the_page_has_a_command_for_each_of_the_workflows_verbs() -> None:
    assert {words[1] for words in COMMANDS} >= {"assume", "answers"}
    assert {tuple(words[1:3]) for words in COMMANDS} >= {
        ("plan", "grant"), ("apply", "grant"), ("status", "grant"), ("apply", "revoke"), ("status", "verify"),
    }  # fmt: skip
