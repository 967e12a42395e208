"""A place that cannot be written is said before a person signs in or AWS is asked for anything, with what helps."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.program import ACCOUNT, BEDROCK, Program, program

ANSWERS = ACCOUNT + BEDROCK


@pytest.fixture
def aws(tmp_path: Path) -> Iterator[Program]:
    with program(tmp_path) as running:
        (running.directory / "file").write_text("x")
        yield running


@pytest.mark.parametrize(
    ("arguments", "environ", "helps"),
    [
        (["--directory", "file"], {}, "--directory DIR"),
        (["--directory", "nowhere"], {}, "--directory DIR"),
        ([], {"XDG_STATE_HOME": "/proc/state"}, "XDG_STATE_HOME"),
        (["--checkpoint", "file/below.json"], {}, "--checkpoint FILE"),
        (["--checkpoint="], {}, "--checkpoint has an empty value"),
        (["--log", "file/below.log"], {}, "--log FILE"),
        (["--log", "/dev/full"], {}, "--log FILE"),
    ],
)
@pytest.mark.parametrize("command", ["apply", "--plain"])
def test_it_is_one_sentence_and_nothing_was_asked(
    aws: Program, command: str, arguments: list[str], environ: dict[str, str], helps: str
) -> None:
    words = ["apply", "--approve"] if command == "apply" else ["--plain"]
    ended = aws.run(*words, *arguments, answers=ANSWERS if command == "apply" else "", stdin="1\n" * 9, **environ)
    assert ended.code == 2, ended
    assert ended.err.startswith("firetiger-onboard: ")
    assert len(ended.err.splitlines()) == 1
    assert helps in ended.err
    assert aws.calls() == []


def test_who_only_looks_needs_no_place_to_write(aws: Program) -> None:
    assert aws.run("plan", "--directory", "file", answers=ANSWERS, XDG_STATE_HOME="/proc/state").code == 3
