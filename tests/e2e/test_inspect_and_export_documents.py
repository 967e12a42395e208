"""docs/inspect.md and docs/export.md hold: every command in them runs as it is printed, one after the other."""

from __future__ import annotations

import json
import shlex
from pathlib import Path

import pytest

from tests.e2e.as_printed import ROOT, reader
from tests.e2e.program import Program
from wizard.host.program import PROGRAM
from wizard.vendors.profile import load_vendor

ANSWERS = '[template]\ntrusted_account = "111111111111"\nrole = "readers"\n'
ANSWERS += 'policies = "arn:aws:iam::aws:policy/ReadOnlyAccess"\n'


def commands_of(page: str) -> list[list[str]]:
    lines = (line.strip() for line in (ROOT / "docs" / page).read_text("utf-8").splitlines())
    return [shlex.split(line) for line in lines if line.startswith(f"{PROGRAM} ")]


def followed(here: Program, page: str) -> dict[str, str]:
    """What each command wrote, by its file; what a person fills in is filled in."""
    written = {}
    for _, *words in commands_of(page):
        command, _, name = words[: words.index(">")] if ">" in words else words, ">", words[-1]
        ended = here.run(*command)
        assert (ended.code, ended.err) == (0, ""), (words, ended.err)
        written[name] = ended.out
        if ">" in words:
            text = ANSWERS if name == "answers.toml" else ended.out
            (here.directory / name).write_text(text)
    return written


def test_every_command_of_inspect_runs_as_it_is_printed(tmp_path: Path) -> None:
    with reader(tmp_path) as here:
        (here.directory / "template.yaml").write_text(load_vendor("firetiger").template)
        written = followed(here, "inspect.md")
    assert json.loads(written["findings.sarif"])["version"] == "2.1.0"


@pytest.mark.long
def test_every_command_of_export_runs_as_it_is_printed(tmp_path: Path) -> None:
    with reader(tmp_path) as here:
        written = followed(here, "export.md")
    assert "role/reader" in written["grant.tf"]
    assert '"readers"' in written["role.tf"]
