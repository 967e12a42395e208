"""Standard streams that are full, closed or left, and places that cannot be written: one sentence, the right code."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.e2e.program import ACCOUNT, BEDROCK, Ended, outside, program
from tests.e2e.terminal import ROOT
from wizard.checkpoint.checkpoint import Checkpoint, FileStore, Glance

ANSWERS = ACCOUNT + BEDROCK
COMMANDS = (
    "status",
    "plan --answers answers.toml --format json",
    "apply --approve --answers answers.toml",
    "checkpoints",
    "operator-policy --format json",
    "--version",
    "--help",
    "--print-completion bash",
    "--plain",
)
UNREACHABLE = {
    "AWS_ACCESS_KEY_ID": "AKIAFAKEFAKEFAKEFAKE",
    "AWS_SECRET_ACCESS_KEY": "fake",
    "AWS_REGION": "us-east-1",
    "AWS_ENDPOINT_URL": "http://127.0.0.1:9",
}


def in_shell(directory: Path, line: str, **environ: str) -> Ended:
    """The command with its streams as a shell redirects them; standard output is what comes of ``$?`` alone."""
    (directory / "answers.toml").write_text(ANSWERS)
    ended = subprocess.run(
        ["sh", "-c", line.replace("firetiger-onboard", f"{sys.executable} -m wizard")],
        cwd=directory,
        env={**outside(directory), **UNREACHABLE, "PYTHONPATH": str(ROOT), **environ},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
    )
    return Ended(ended.returncode, ended.stdout, ended.stderr)


def one_sentence(ended: Ended, code: int, *words: str) -> None:
    assert ended.code == code, ended.err
    assert ended.err.startswith("firetiger-onboard: ")
    assert len(ended.err.splitlines()) == 1, ended.err
    for word in (*words, "."):
        assert word in ended.err


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
@pytest.mark.parametrize("command", COMMANDS)
def test_a_full_disk_at_standard_output_is_one_sentence(tmp_path: Path, command: str) -> None:
    ended = in_shell(tmp_path, f"firetiger-onboard {command} > /dev/full")
    one_sentence(ended, 1, "standard output can't be written", "No space left on device")


@pytest.mark.parametrize("command", COMMANDS)
def test_a_closed_standard_output_is_one_sentence_before_anything_is_done(tmp_path: Path, command: str) -> None:
    ended = in_shell(tmp_path, f"firetiger-onboard {command} >&-")
    one_sentence(ended, 2, "standard output is closed")
    assert not (tmp_path / "state").exists()


@pytest.mark.parametrize("command", COMMANDS)
def test_a_reader_who_has_left_ends_it_without_a_word(tmp_path: Path, command: str) -> None:
    read, write = os.pipe()
    os.close(read)
    (tmp_path / "answers.toml").write_text(ANSWERS)
    ended = subprocess.run(
        [sys.executable, "-m", "wizard", *command.split()],
        cwd=tmp_path,
        env={**outside(tmp_path), **UNREACHABLE, "PYTHONPATH": str(ROOT)},
        stdin=subprocess.DEVNULL,
        stdout=write,
        stderr=subprocess.PIPE,
        text=True,
        timeout=60,
    )
    os.close(write)
    assert (ended.returncode, ended.stderr) == (1, "")


@pytest.mark.parametrize(
    ("command", "code"), [("status", 1), ("checkpoints", 0), ("--plain", 2), ("--prompts", 2), ("", 2)]
)
def test_a_closed_standard_input_is_nobody_to_ask(tmp_path: Path, command: str, code: int) -> None:
    ended = in_shell(tmp_path, f"firetiger-onboard {command} <&-", TERM="xterm")
    assert ended.code == code, ended.err
    assert "Traceback" not in ended.err
    assert "bug" not in ended.err


def test_a_closed_standard_error_keeps_nothing_from_standard_output(tmp_path: Path) -> None:
    ended = in_shell(tmp_path, "firetiger-onboard plan --format json 2>&-")
    assert (ended.code, ended.finished["exit_code"]) == (2, 2)


@pytest.mark.parametrize(
    "command", ["apply --approve --answers answers.toml", "--plain", "apply --sandbox --answers answers.toml"]
)
def test_a_state_directory_that_cannot_be_used_is_one_sentence(tmp_path: Path, command: str) -> None:
    (tmp_path / "a-file").write_text("")
    ended = in_shell(tmp_path, f"firetiger-onboard {command}", XDG_STATE_HOME=str(tmp_path / "a-file"))
    one_sentence(ended, 2, "a-file")


def test_without_a_state_directory_there_is_no_checkpoint_to_list(tmp_path: Path) -> None:
    (tmp_path / "a-file").write_text("")
    ended = in_shell(tmp_path, "firetiger-onboard checkpoints", XDG_STATE_HOME=str(tmp_path / "a-file"))
    assert (ended.code, ended.err) == (0, "")


@pytest.mark.parametrize("command", ["status", "apply --approve --answers answers.toml", "--plain", "checkpoints show"])
def test_a_named_pipe_is_no_checkpoint_and_holds_nobody(tmp_path: Path, command: str) -> None:
    os.mkfifo(tmp_path / "pipe")
    ended = in_shell(tmp_path, f"firetiger-onboard {command} --checkpoint pipe")
    one_sentence(ended, 2, "pipe is a named pipe")


@pytest.mark.parametrize(
    "command",
    ["checkpoints", "sandbox --list", "--plain", "status", "--vendor {long} operator-policy", "inspect {long}"],
)
def test_a_path_that_the_system_takes_nowhere_is_one_sentence(tmp_path: Path, command: str) -> None:
    long = str(tmp_path / ("x" * 300))
    ended = in_shell(tmp_path, f"firetiger-onboard {command.format(long=long)}", XDG_STATE_HOME=long)
    one_sentence(ended, 2, "x" * 100, "File name too long")
    assert "a bug" not in ended.err


@pytest.mark.parametrize("options", ["status --checkpoint=~nobody-4242/x", "plan --answers=~nobody-4242/x"])
def test_the_home_directory_of_a_user_who_is_not_there_is_named(tmp_path: Path, options: str) -> None:
    ended = in_shell(tmp_path, f"firetiger-onboard {options}")
    one_sentence(ended, 2, "~nobody-4242/x", "no user nobody-4242")


@pytest.mark.parametrize("command", ["status", "--plain", "plan --answers answers.toml", "status --sandbox"])
def test_in_a_directory_that_is_gone_it_is_one_sentence(tmp_path: Path, command: str) -> None:
    ended = in_shell(tmp_path, f"mkdir gone && cd gone && rmdir ../gone && firetiger-onboard {command}")
    one_sentence(ended, 2, "The current directory was deleted or moved")


def test_a_file_where_the_directory_should_be_is_named_as_that(tmp_path: Path) -> None:
    (tmp_path / "a-file").write_text("")
    ended = in_shell(tmp_path, "firetiger-onboard --plain --checkpoint a-file/x.json")
    one_sentence(ended, 2, "a part of its path is a file")
    ended = in_shell(tmp_path, "firetiger-onboard vendor new a-file")
    one_sentence(ended, 2, "a-file already exists")


def test_apply_whose_reader_leaves_in_the_middle_keeps_everything_and_goes_on_later(tmp_path: Path) -> None:
    with program(tmp_path) as running:
        (running.directory / "answers.toml").write_text(ANSWERS)
        process = subprocess.Popen(
            [sys.executable, "-m", "wizard", "apply", "--approve", "--answers", "answers.toml", "--format", "json"],
            cwd=running.directory,
            env={**running.environ, "PYTHONPATH": str(ROOT)},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        assert process.stdout is not None
        assert process.stderr is not None
        for line in process.stdout:
            if '"CreateAccount"' in line:
                break
        process.stdout.close()
        assert process.wait(timeout=60) == 1
        assert process.stderr.read() == ""
        kept = Path(running.environ["XDG_STATE_HOME"]) / "firetiger-onboard/firetiger.json"
        journal = Checkpoint(Glance(FileStore(kept))).document.journal
        assert "CreateAccount" in {entry.operation for entry in journal}
        assert "PutUseCaseForModelAccess" not in {entry.operation for entry in journal}, "nothing further was sent"
        again = running.json("apply", "--approve", answers=ANSWERS)
        assert again.finished["outcome"] == "complete"
        assert running.writes().count("organizations:CreateAccount") == 1
