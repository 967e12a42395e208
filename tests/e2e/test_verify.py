"""`verify` by the real program: who may assume which role, and what is missing where somebody may not."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.piped import Piped
from tests.e2e.program import Ended, Program, program
from tests.e2e.terminal import Terminal
from tests.e2e.test_full_screen import press_button

B = "222222222222"
ROLE, PARTNER = f"arn:aws:iam::{B}:role/role-in-accountb", f"arn:aws:iam::{B}:role/partner-access"
EXTERNAL_ID = "example-external-id-4242"


@pytest.fixture
def aws(tmp_path: Path) -> Iterator[Program]:
    with program(tmp_path, "two-accounts") as running:
        yield running


def verify(aws: Program, profile: str, role: str, external_id: str = "") -> Ended:
    given = ["--external-id", external_id] if external_id else []
    return aws.json("status", "verify", role, *given, "--profile", profile)


def proof(ended: Ended) -> dict[str, object]:
    (told,) = [line for line in ended.events if line["event"] == "step" and line["step"] == "proof"]
    return told


def test_the_partners_role_is_proven_with_three_calls_and_no_key_is_told(aws: Program) -> None:
    ended = verify(aws, "accounta-admin", PARTNER, EXTERNAL_ID)
    assert (ended.code, ended.states) == (0, {"sign-in": "satisfied", "proof": "satisfied"}), ended.err
    result = ended.finished["result"]
    assert result["session_arn"] == f"arn:aws:sts::{B}:assumed-role/partner-access/firetiger-onboard"
    assert (ended.finished["role_arn"], result["external_id_demanded"]) == (PARTNER, True)
    assert result["expires"]
    assert sum(call["operation"] == "AssumeRole" for call in aws.calls()) == 3
    assert aws.writes() == []
    assert "ASIA" not in ended.out + ended.err
    assert not any(
        "ASIA" in path.read_text() for path in aws.directory.parent.rglob("*.json*") if "aws" not in path.name
    )


@pytest.mark.parametrize(
    ("profile", "role", "external_id", "problem"),
    [
        ("accounta", ROLE, "", "assume-not-allowed"),
        ("accounta-admin", PARTNER, "", "assume-unsaid"),
        ("accounta-admin", PARTNER, "another-external-id", "assume-unsaid"),
        ("accounta-admin", f"arn:aws:iam::{B}:role/missing", "", "assume-unsaid"),
        ("accounta-admin", ROLE, EXTERNAL_ID, "external-id-not-demanded"),
    ],
)
def test_what_is_missing_is_told_with_exit_code_4(
    aws: Program, profile: str, role: str, external_id: str, problem: str
) -> None:
    ended = verify(aws, profile, role, external_id)
    told = proof(ended)
    assert (ended.code, told["state"]) == (4, "blocked"), ended.err
    assert isinstance(told["problem"], dict)
    assert told["problem"]["key"] == problem
    assert ended.finished["role_arn"] is None


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["role-in-accountb"], "'role-in-accountb' isn't a role's ARN, such as arn:aws:iam::123456789012:role/NAME."),
        (["arn:aws-cn:iam::222222222222:role/a"], "is in partition aws-cn; this workflow is for aws."),
        ([ROLE, "--external-id", "a b"], "An external ID can't have a space"),
        ([ROLE, PARTNER], "one word too many"),
    ],
)
def test_what_cannot_be_a_role_is_one_sentence_and_exit_code_2(aws: Program, words: list[str], sentence: str) -> None:
    for command in (["status", "verify"], ["plan", "verify"], ["verify", "--plain"]):
        ended = aws.run(*command, *words, "--profile", "accounta-admin")
        assert ended.code == 2
        assert "--plain" in command or ended.out == ""
        assert len(ended.err.splitlines()) == 1
        assert sentence in ended.err
    assert "AssumeRole" not in {call["operation"] for call in aws.calls()}


def test_without_a_role_the_headless_commands_say_what_is_asked(aws: Program) -> None:
    ended = aws.json("status", "verify", "--profile", "accounta-admin")
    assert (ended.code, ended.states["proof"]) == (4, "needs-answers")


def test_words_behind_its_name_answer_it_in_lines_too(aws: Program) -> None:
    ended = aws.run(
        "verify", PARTNER, "--external-id", EXTERNAL_ID, "--plain", "--profile", "accounta-admin", stdin="1\n"
    )
    assert ended.code == 0, ended.err
    assert "Which role" not in ended.out
    assert "You can assume the role" in ended.out


def test_in_lines_it_asks_for_the_role_and_tells_as_whom_it_was_assumed(aws: Program) -> None:
    talk = Piped(["verify", "--plain", "--profile", "accounta-admin"], environment=aws.environ, directory=aws.directory)
    talk.follow({"Which role": PARTNER, "Which external ID": EXTERNAL_ID, "what do you want to do": "1"})
    code, error = talk.end()
    said = talk.said.decode()
    assert (code, error) == (0, ""), said
    assert f"You can assume the role, as arn:aws:sts::{B}:assumed-role/partner-access" in said
    assert "With a wrong external ID, AWS refused, as it should" in said


@pytest.mark.long
def test_on_the_screen_it_asks_and_shows_the_proof(aws: Program) -> None:
    words = ["verify", "--profile", "accounta-admin"]
    with Terminal(words, environment=aws.environ, directory=aws.directory) as terminal:
        terminal.wait_for("step 1 of 2", deadline=60)
        press_button(terminal, "Next")
        terminal.type_into("Which role", ROLE)
        terminal.press("tab")
        terminal.wait_for_cursor("Which external ID")
        terminal.press("enter")
        terminal.wait_for("You can assume the role")
        terminal.wait_for("doesn't require an external ID")


def test_in_prompts_it_tells_as_whom_it_was_assumed_and_at_the_end_nothing_else(aws: Program) -> None:
    words = ["verify", PARTNER, "--external-id", EXTERNAL_ID, "--prompts", "--profile", "accounta-admin"]
    with Terminal(words, environment=aws.environ, directory=aws.directory, columns=150, lines=50) as terminal:
        terminal.wait_for(f"You can assume the role, as arn:aws:sts::{B}:assumed-role/partner-access")
        terminal.wait_for("Everything is done")
        assert "wasn't assumed" not in terminal.screen
