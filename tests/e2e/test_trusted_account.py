"""`--vendor trusted-account` by the real program: the trusting side, from answers to a role that can be assumed."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.piped import Piped
from tests.e2e.program import Program, program
from tests.e2e.terminal import Terminal
from tests.e2e.test_full_screen import press_button
from tests.e2e.test_prompts import ON, press_through

A, B = "111111111111", "222222222222"
VENDOR = ("--vendor", "trusted-account", "--profile", "accountb-admin")
READ_ONLY = "arn:aws:iam::aws:policy/ReadOnlyAccess"
ROLE = f"arn:aws:iam::{B}:role/readers"


def answers(policy: str = READ_ONLY, more: str = "mfa = false") -> str:
    return f'[template]\ntrusted_account = "{A}"\nrole = "readers"\npolicies = "{policy}"\n{more}\n'


@pytest.fixture
def aws(tmp_path: Path) -> Iterator[Program]:
    with program(tmp_path, "two-accounts") as running:
        yield running


def test_the_role_is_made_handed_over_and_can_be_assumed_from_the_trusted_account(aws: Program) -> None:
    ended = aws.json("apply", "--approve", *VENDOR, answers=answers())
    assert (ended.code, ended.finished["role_arn"]) == (0, ROLE), ended.err
    assert list(ended.states) == ["sign-in", "template", "handover"]
    handed = json.loads((aws.directory / "trusted-account-handover.json").read_text())
    assert (handed["vendor"]["account"], handed["role_arn"], handed["external_id"]) == (A, ROLE, False)
    assert not re.search(r"\{\w+\}", (aws.directory / "trusted-account-handover.md").read_text())
    assert "firetiger" not in re.sub(r"firetiger[-_]onboard", "", ended.out.casefold())
    proven = aws.json("status", "verify", ROLE, "--profile", "accounta-admin")
    assert proven.code == 0
    assert aws.json("status", *VENDOR).code == 0


def test_a_role_that_demands_mfa_refuses_whoever_signed_in_without(aws: Program) -> None:
    assert aws.json("apply", "--approve", *VENDOR, answers=answers(more="mfa = true")).code == 0
    assert aws.json("status", "verify", ROLE, "--profile", "accounta-admin").code == 4


def test_administrator_access_is_warned_about(aws: Program) -> None:
    planned = aws.run("plan", *VENDOR, answers=answers("arn:aws:iam::aws:policy/AdministratorAccess"))
    assert planned.code == 3, planned.err
    assert "AdministratorAccess lets the role do everything in this account" in planned.out
    assert f"Account {A} will be able to do everything in account" in re.sub(
        r"(\d{4}) (\d{4}) (\d{4})", r"\1\2\3", planned.out
    )
    assert "AdministratorAccess lets" not in aws.run("plan", *VENDOR, answers=answers()).out


def test_what_the_profile_leaves_open_is_in_the_answers_template_and_is_checked(aws: Program) -> None:
    template = aws.run("answers", "--vendor", "trusted-account").out
    keys = set(re.findall(r"^#(\w+) =", template, re.MULTILINE))
    assert {"trusted_account", "role", "policies", "session", "mfa"} <= keys
    schema = json.loads(aws.run("answers", "--vendor", "trusted-account", "--schema").out)
    assert "trusted_account" in schema["properties"]["template"]["properties"]
    refused = aws.run("plan", *VENDOR, answers=answers().replace(A, "1111"))
    assert (refused.code, "An account id has twelve digits." in refused.err) == (2, True)
    unasked = aws.run("plan", "--profile", "accountb-admin", answers=answers())
    assert (unasked.code, "trusted_account isn't an answer of this step" in unasked.err) == (2, True)


def test_without_the_answers_a_headless_run_says_which_are_needed(aws: Program) -> None:
    ended = aws.json("plan", *VENDOR, answers="[sign-in]\n")
    (needed,) = [line for line in ended.events if line["event"] == "answers-needed"]
    assert (ended.code, needed["step"]) == (3, "template")
    assert [question["name"] for question in needed["questions"]] == [
        "trusted_account", "role", "policies", "session", "mfa", "external_id",
    ]  # fmt: skip


def test_the_operators_policy_is_narrowed_to_the_role_that_was_answered(aws: Program) -> None:
    said = aws.run("operator-policy", "--vendor", "trusted-account", answers=answers())
    assert said.code == 0, said.err
    assert "role/readers" in said.out
    assert READ_ONLY in said.out
    assert aws.run("operator-policy", "--vendor", "trusted-account").code == 0


def test_two_trusted_accounts_have_a_checkpoint_each_and_none_is_taken_for_the_other(aws: Program) -> None:
    other = answers().replace(A, "333333333333").replace("readers", "auditors")
    for said in (answers(), other):
        assert aws.json("apply", "--approve", *VENDOR, answers=said).code == 0
    kept = aws.run("checkpoints", "list").out
    assert kept.count("firetiger-onboard/trusted-account.onboarding-") == 2, kept
    assert aws.json("status", *VENDOR, answers=answers()).finished["role_arn"] == ROLE
    assert aws.json("status", *VENDOR, answers=other).finished["role_arn"] == ROLE.replace("readers", "auditors")
    unsaid = aws.run("status", *VENDOR)
    assert (unsaid.code, "2 checkpoints are about this" in unsaid.err) == (2, True), unsaid.err


def test_a_checkpoint_that_made_a_role_for_one_account_takes_no_other(aws: Program) -> None:
    mine = (*VENDOR, "--checkpoint", "mine.json")
    assert aws.json("apply", "--approve", *mine, answers=answers()).code == 0
    refused = aws.run("plan", *mine, answers=answers().replace(A, "333333333333"))
    assert (refused.code, f"mine.json is about {A}; use --checkpoint" in refused.err) == (2, True), refused.err


def test_in_lines_every_question_is_asked_and_the_role_is_made(aws: Program) -> None:
    talk = Piped(["--plain", *VENDOR], environment=aws.environ, directory=aws.directory)
    talk.follow(
        {
            "Set up the role": "1",
            "Which account do you want to trust": A,
            "What should the role be called": "readers",
            "Which policies": READ_ONLY,
            "How long can a session last": "1",
            "require MFA": "2",
            "Which external ID": "",
            'Type "yes"': "yes",
            "what do you want to do": "1",
        }
    )
    code, error = talk.end()
    said = talk.said.decode()
    assert (code, error) == (0, ""), said
    assert ROLE in said


def test_in_prompts_every_question_is_asked_and_the_role_is_made(aws: Program) -> None:
    keys = {
        "Which account do you want to trust": (*A, "enter"),
        "What should the role be called": (*"readers", "enter"),
        "Which policies": (*READ_ONLY, "enter"),
        "How long can a session last": ("enter",),
        "require MFA": ("down", "enter"),
        "Which external ID": ("enter",),
        **ON,
    }
    with Terminal(
        ["--prompts", *VENDOR], environment=aws.environ, directory=aws.directory, columns=150, lines=50
    ) as terminal:
        press_through(terminal, "Everything is done", keys)
        assert terminal.wait_for_end() == 0
        assert ROLE in terminal.scrolled
        assert "Firetiger" not in terminal.scrolled
    assert aws.json("status", *VENDOR).finished["role_arn"] == ROLE


@pytest.mark.long
def test_on_the_screen_the_questions_are_asked_in_the_template_step(aws: Program) -> None:
    with Terminal(VENDOR, environment=aws.environ, directory=aws.directory) as terminal:
        terminal.wait_for("Set up the role", deadline=60)
        terminal.press("enter")
        terminal.wait_for("step 1 of 3")
        press_button(terminal, "Next")
        terminal.wait_for("Which account do you want to trust")
        terminal.wait_for("What should the role be called")
        assert "Firetiger" not in terminal.screen
