"""Places that options name: one that cannot be written is found before anything else."""

from __future__ import annotations

from pathlib import Path

import pytest

from wizard.checkpoint.checkpoint import CheckpointProblem, Lock
from wizard.checkpoint.location import S3Place
from wizard.cli.commands.checkpoints import place_of
from wizard.cli.options import parse
from wizard.cli.places import check_directory, checkpoint_place_of, directory_of
from wizard.cli.usage import UsageProblem


@pytest.mark.parametrize("scheme", ["s3://", "S3://"])
def test_s3_is_meant_however_it_is_spelled(scheme: str) -> None:
    assert checkpoint_place_of(parse([f"--checkpoint={scheme}Bucket/Key"])) == S3Place("Bucket", "Key")
    assert place_of(parse(["checkpoints", "show", f"{scheme}bucket/key"])) == S3Place("bucket", "key")
    with pytest.raises(UsageProblem, match="s3://BUCKET/KEY"):
        parse([f"--checkpoint={scheme}bucket"])


@pytest.mark.parametrize("name", ["file", "file/below", "nowhere", "/proc"])
def test_a_directory_that_cannot_be_written_is_named_with_the_option_that_helps(tmp_path: Path, name: str) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(UsageProblem, match="can't be written") as refused:
        check_directory(parse([f"--directory={tmp_path / name}"]))
    assert str(tmp_path / name) in str(refused.value)
    assert "--directory DIR" in str(refused.value)
    assert (tmp_path / "file").read_text() == "x"


def test_finding_out_leaves_nothing_behind(tmp_path: Path) -> None:
    check_directory(parse([f"--directory={tmp_path}"]))
    assert list(tmp_path.iterdir()) == []


def test_a_directory_in_the_home_directory_is_meant_where_it_is_written_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    assert directory_of(parse(["--directory=~/handover"])) == tmp_path / "handover"


def test_the_directory_is_the_present_one_where_none_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    check_directory(parse([]))
    monkeypatch.chdir("/proc")
    with pytest.raises(UsageProblem, match="can't be written to /proc"):
        check_directory(parse([]))


def test_a_checkpoint_that_cannot_be_locked_names_the_option_that_helps(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(CheckpointProblem, match=r"can't be locked.*--checkpoint FILE.*XDG_STATE_HOME"):
        Lock(tmp_path / "file" / "firetiger.json").acquire()
