"""docs/access.md holds: every command in it runs as it is printed, one after the other."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.e2e.as_printed import ROOT, commands_in, reader, run_as_printed

COMMANDS = commands_in((ROOT / "docs" / "access.md").read_text("utf-8"))


@pytest.mark.long
def test_every_command_of_the_page_runs_as_it_is_printed(tmp_path: Path) -> None:
    with reader(tmp_path) as here:
        for words in COMMANDS:
            run_as_printed(here, words)


def test_the_page_has_a_command_for_each_of_the_workflows_verbs() -> None:
    assert {words[0] for words in COMMANDS} >= {"assume", "answers"}
    assert {tuple(words[:2]) for words in COMMANDS} >= {
        ("plan", "grant"), ("apply", "grant"), ("status", "grant"), ("apply", "revoke"), ("status", "verify"),
    }  # fmt: skip
