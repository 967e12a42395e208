"""What the full screen copies: where nothing proves that it arrived, it is in a file, too, whose path is said."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from wizard.cli.full_screen import copied_or_saved
from wizard.cli.settings import ForPerson
from wizard.host.clipboard import osc52

SCRIPT = "#!/bin/sh\naws cloudtrail create-trail\n"


@pytest.fixture(autouse=True)
def over_ssh(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSH_CONNECTION", "10.0.0.1 1 10.0.0.2 22")
    for name in ("TMUX", "STY"):
        monkeypatch.delenv(name, raising=False)


def copied(directory: Path, name: str, text: str = SCRIPT, sandbox: str = "") -> str:
    sent: list[str] = []
    told = copied_or_saved(ForPerson(directory=str(directory), sandbox=sandbox), text, sent.append, name)
    assert sent == [osc52(text)]
    return told


def test_a_script_that_was_only_sent_to_the_terminal_is_in_a_file_that_runs(tmp_path: Path) -> None:
    path = tmp_path / "firetiger-onboard-commands.sh"
    told = copied(tmp_path, "commands.sh")
    assert told == f"Sent to your terminal's clipboard (OSC 52); not every terminal accepts it. Saved: {path}"
    assert path.read_text() == SCRIPT
    assert path.stat().st_mode & 0o777 == 0o700


def test_nobody_else_may_read_what_was_saved_and_nothing_is_overwritten(tmp_path: Path) -> None:
    copied(tmp_path, "arn.txt", "arn:1")
    copied(tmp_path, "arn.txt", "arn:1")
    assert copied(tmp_path, "arn.txt", "arn:2").endswith("firetiger-onboard-arn-2.txt")
    files = sorted(tmp_path.iterdir())
    assert [file.read_text() for file in files] == ["arn:2", "arn:1"]
    assert {file.stat().st_mode & 0o777 for file in files} == {0o600}


def test_the_file_s_name_says_that_it_is_of_the_simulated_aws(tmp_path: Path) -> None:
    assert "firetiger-onboard-simulated-arn.txt" in copied(tmp_path, "arn.txt", "arn:1", sandbox="fresh")


def test_what_has_no_name_is_written_to_no_file(tmp_path: Path) -> None:
    assert copied(tmp_path, "").endswith("accepts it.")
    assert list(tmp_path.iterdir()) == []


def test_a_directory_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    if os.geteuid() == 0:
        told = copied(Path("/proc/nowhere"), "arn.txt")
    else:
        tmp_path.chmod(0o500)
        told = copied(tmp_path, "arn.txt")
    assert "can't be written to" in told
