"""What every step is told of the run that it is in."""

from __future__ import annotations

from pathlib import Path

import pytest

from wizard.cli.compose import context_of
from wizard.cli.options import parse
from wizard.cli.prepare import Prepared
from wizard.vendors.profile import load_vendor


@pytest.mark.parametrize(
    ("words", "presenting"),
    [(["--present"], True), (["fleet", "fleet.toml", "--present"], True), ([], False), (["status"], False)],
)
def test_a_step_is_told_that_others_watch(words: list[str], presenting: bool) -> None:
    prepared = Prepared(settings=parse(words), vendor=load_vendor("firetiger"))
    assert context_of(prepared, person=True).presenting is presenting


def test_files_are_written_where_the_command_line_says(tmp_path: Path) -> None:
    prepared = Prepared(settings=parse(["--directory", str(tmp_path)]), vendor=load_vendor("firetiger"))
    assert context_of(prepared, person=False).directory == str(tmp_path)
