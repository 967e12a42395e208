"""Dark or light is remembered on this computer, and nobody is disturbed where it cannot be."""

from __future__ import annotations

from pathlib import Path

import pytest

from wizard.host.looks import FILE, prefer, prefers_light


@pytest.mark.parametrize("light", [True, False])
def test_what_was_chosen_last_is_what_comes_next(tmp_path: Path, light: bool) -> None:
    prefer(tmp_path / "state", light=not light)
    prefer(tmp_path / "state", light=light)
    assert prefers_light(tmp_path / "state") is light


def test_who_chose_nothing_has_it_dark(tmp_path: Path) -> None:
    assert not prefers_light(tmp_path)


@pytest.mark.parametrize("said", [b"", b"\xff\xfe", b"purple\n", b"lightly"])
def test_a_file_that_says_something_else_changes_nothing(tmp_path: Path, said: bytes) -> None:
    (tmp_path / FILE).write_bytes(said)
    assert not prefers_light(tmp_path)


def test_where_nothing_can_be_kept_nothing_is_said(tmp_path: Path) -> None:
    (tmp_path / "state").write_text("a file where the directory should be", "utf-8")
    prefer(tmp_path / "state", light=True)
    assert not prefers_light(tmp_path / "state")
