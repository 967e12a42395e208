"""Texts beside others: nothing is overwritten, nobody else may read them, and asking twice leaves one file."""

from __future__ import annotations

import stat
from pathlib import Path

from wizard.host.files import said_where, save_new


def test_the_same_text_is_kept_once_and_another_one_beside_it(tmp_path: Path) -> None:
    paths = [save_new(tmp_path, "report.v1.txt", text) for text in ("one", "one", "two", "one", "two")]
    assert [path.name for path in paths] == [
        "report.v1.txt", "report.v1.txt", "report.v1-2.txt", "report.v1.txt", "report.v1-2.txt",
    ]  # fmt: skip
    assert {path.read_text() for path in paths} == {"one", "two"}


def test_only_its_owner_may_read_it(tmp_path: Path) -> None:
    assert stat.S_IMODE(save_new(tmp_path, "a.txt", "x").stat().st_mode) == 0o600


def test_a_link_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "a.txt").symlink_to(tmp_path / "elsewhere")
    assert save_new(tmp_path, "a.txt", "x").name == "a-2.txt"
    assert not (tmp_path / "elsewhere").exists()


def test_a_file_that_is_no_text_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"\xff\xfe")
    assert save_new(tmp_path, "a.txt", "x").name == "a-2.txt"


def test_half_a_character_is_no_reason_to_save_nothing(tmp_path: Path) -> None:
    assert save_new(tmp_path, "a.txt", "x\udc80y").read_text() == "x?y"


def test_where_it_is_or_why_it_is_not_is_one_sentence(tmp_path: Path) -> None:
    assert said_where(tmp_path, "a.txt", "x") == f"Saved: {tmp_path / 'a.txt'}"
    assert said_where(tmp_path / "gone", "a.txt", "x") == (
        f"a.txt can't be written to {tmp_path / 'gone'}: No such file or directory."
    )
