"""The real program over damaged files of ~/.aws, in every front end: what is wrong, where, and check again."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.piped import Piped
from tests.e2e.program import Program, program
from tests.e2e.terminal import Terminal
from tests.e2e.test_sign_in import allowed, at_the_terminal
from wizard.sandbox.server.seed import USER_KEY, USER_SECRET

KEYS = f"aws_access_key_id = {USER_KEY}\naws_secret_access_key = {USER_SECRET}\n"
WHOLE = f"[default]\nregion = us-east-1\n{KEYS}"
BROKEN = {
    "repeated": (f"{WHOLE}[default]\n".encode(), r"repeats the section \[default\]"),
    "UTF-16": (WHOLE.encode("utf-16"), "is saved as UTF-16"),
    "no prefix": (f"[production]\nregion = us-east-1\n{KEYS}".encode(), r"Change it to \[profile production\]"),
    "half": (f"[default]\naws_access_key_id = {USER_KEY}\n".encode(), "no aws_secret_access_key"),
}
NAMES = ("Error", "Exception", "Traceback", "ConfigParse", "PartialCredentials")


@pytest.fixture
def alone(tmp_path: Path) -> Iterator[Program]:
    """An AWS, and nothing but ~/.aws to sign in with."""
    with program(tmp_path) as running:
        kept = ("AWS_ENDPOINT_URL", "AWS_EC2_METADATA_DISABLED")
        environ = running.environ.items()
        running.environ = {name: value for name, value in environ if not name.startswith("AWS_") or name in kept}
        (tmp_path / ".aws").mkdir()
        yield running


def write(running: Program, content: bytes) -> Path:
    path = Path(running.environ["HOME"]) / ".aws" / "config"
    path.write_bytes(content)
    return path


@pytest.mark.parametrize("name", BROKEN)
def test_without_a_person_the_line_and_what_to_do_are_told(name: str, alone: Program) -> None:
    content, said = BROKEN[name]
    path = write(alone, content)
    ended = alone.run("status")
    assert ended.code == 1
    text = " ".join(ended.out.split())
    assert str(path) in text
    assert re.search(said, text)
    assert "check again" in text
    assert not [word for word in NAMES if word in ended.out + ended.err]


@pytest.mark.long
@pytest.mark.parametrize("name", ["UTF-16", "no prefix"])
def test_on_the_full_screen_it_is_told_and_goes_on_when_the_file_is_fixed(name: str, alone: Program) -> None:
    content, said = BROKEN[name]
    write(alone, content)
    with Terminal((), environment=alone.environ, directory=alone.directory, columns=200, lines=50) as screen:
        screen.wait_for(said)
        screen.wait_for("Check again")
        write(alone, WHOLE.encode())
        screen.wait_for("with profile default")


@pytest.mark.parametrize("name", ["repeated", "no prefix"])
def test_in_the_prompts_it_is_told_and_checked_again(name: str, alone: Program) -> None:
    content, said = BROKEN[name]
    write(alone, content)
    talk = Piped(("--plain",), environment=alone.environ, directory=alone.directory)
    asked = talk.question()
    assert asked is not None
    assert re.search(said, " ".join(talk.said.decode().split()))
    assert "Check again" in asked
    number = next(line.split(")")[0].strip(" .") for line in asked.splitlines() if "Check again" in line)
    write(alone, WHOLE.encode())
    talk.answer(number.split(".")[0].strip())
    again = talk.question()
    assert again is not None
    assert "Sub-account" in talk.said.decode() or "profile default" in talk.said.decode()
    talk.end()


def test_a_profile_that_was_left_out_is_explained_where_it_is_asked_for(alone: Program) -> None:
    write(alone, b"[production]\nregion = us-east-1\n[profile dev]\nregion = us-east-1\n")
    for ended in (alone.run("status", "--profile", "production"), alone.run("status", AWS_PROFILE="production")):
        assert ended.code == 2
        assert "there are dev" in ended.err
        assert "Change it to [profile production]" in ended.err
    write(alone, b"[production]\nregion = us-east-1\n")
    assert "Change it to [profile production]" in alone.run("status", AWS_DEFAULT_PROFILE="other").err


def test_a_checkpoint_in_s3_that_no_credentials_come_for_says_what_was_left_out(alone: Program) -> None:
    write(alone, BROKEN["no prefix"][0])
    ended = alone.run("status", "--checkpoint", "s3://bucket/key")
    assert "Change it to [profile production]" in ended.err
    write(alone, BROKEN["repeated"][0])
    assert "repeats the section [default]" in alone.run("status", "--checkpoint", "s3://bucket/key").err


@pytest.mark.parametrize("content", [b"", b"null"])
def test_a_damaged_sign_in_is_replaced_by_signing_in_on_the_full_screen(content: bytes, tmp_path: Path) -> None:
    with program(tmp_path, "sso") as running:
        folder = Path(running.environ["FIRETIGER_ONBOARD_TOKEN_CACHE"])
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / f"{hashlib.sha1(b'example').hexdigest()}.json"
        path.write_bytes(content)
        ended = running.run("status", "--profile", "firetiger-admin")
        assert path.name in ended.out
        assert "aws sso login" in ended.out
        with at_the_terminal(running) as screen:
            screen.wait_for("Your saved sign-in to example is damaged")
            screen.wait_for("enter press button")
            screen.press("enter")
            allowed(running, screen)
            screen.wait_for("Sub-account +. needs an answer")
        assert b"accessToken" in path.read_bytes()
