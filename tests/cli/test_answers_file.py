"""Answers from a file: checked against the steps' own questions, and refused in one sentence that names the place."""

from __future__ import annotations

from pathlib import Path

import pytest

from wizard.cli.answers_file import read_answers
from wizard.model import Choice, Question
from wizard.model.questions import AnswersProblem, check_answer
from wizard.workflows.onboarding import WORKFLOW


def answers(tmp_path: Path, text: str) -> dict[str, dict[str, str]]:
    path = tmp_path / "answers.toml"
    path.write_text(text)
    return read_answers(path, WORKFLOW.steps)


def test_values_are_trimmed_and_yes_and_no_become_text(tmp_path: Path) -> None:
    text = '[sub-account]\nmode = "create"\nname = "  firetiger "\ncreate_organization = true\n[bedrock]\nprove = false'
    assert answers(tmp_path, text) == {
        "sub-account": {"mode": "create", "name": "firetiger", "create_organization": "true"},
        "bedrock": {"prove": "false"},
    }


@pytest.mark.parametrize("shown", ["123456789012", "1234-5678-9012", "1234 5678 9012", "1234\u00a05678\u00a09012"])
def test_an_account_id_is_taken_as_the_console_shows_it(tmp_path: Path, shown: str) -> None:
    text = f'[sign-in]\nsso_account_id = "{shown}"\n[sub-account]\nmode = "existing"\naccount_id = "{shown}"'
    assert answers(tmp_path, text) == {
        "sign-in": {"sso_account_id": "123456789012"},
        "sub-account": {"mode": "existing", "account_id": "123456789012"},
    }


def test_values_lose_what_nobody_sees_and_a_byte_order_mark_is_no_mistake(tmp_path: Path) -> None:
    text = '\ufeff[bedrock]\ncompany_name = "\u202aExample\u00a0Corp\u200b\\r\\n"\nmodels = ["a\u00ad"]'
    assert answers(tmp_path, text) == {"bedrock": {"company_name": "Example Corp", "models": '["a"]'}}
    assert answers(tmp_path, '[bedrock]\nskip = "later\u200b"') == {"bedrock": {"skip": "later"}}


def test_a_list_of_nothing_that_can_be_seen_is_refused(tmp_path: Path) -> None:
    with pytest.raises(AnswersProblem, match="has to be a list of texts"):
        answers(tmp_path, '[bedrock]\nmodels = ["\u200b"]')


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (
            "[sub-account]\naccount_id = 012345678901  # ours",
            'isn\'t TOML: .* On line 2, write it in quotes: account_id = "012345678901"',
        ),
        ("[sub-account]\naccount_id = 123456789012", 'Write it in quotes: "123456789012"'),
        ("[sub-account", "isn't TOML"),
        ("[sub-acount]", r"\[sub-acount\] isn't a step; the steps are sign-in, sub-account"),
        ('sign-in = "x"', "sign-in isn't a table"),
        ('[sub-account]\nmod = "create"', r"\[sub-account\] mod isn't an answer of this step; its answers are mode"),
        ('[sub-account]\nmode = "make"', r"\[sub-account\] mode: mode has to be one of create, existing, this-account"),
        ("[sub-account]\nname = 1.5", r"\[sub-account\] name has to be text in quotes; not 1.5"),
        ("[sub-account]\nname = 5", r"\[sub-account\] name has to be text in quotes; not 5"),
        ("[sub-account]\nname = true", r"\[sub-account\] name has to be text in quotes; not true"),
        ("[sub-account]\nname = ['a']", r"\[sub-account\] name has to be text in quotes; not a list"),
        ("[sub-account]\nname = 2026-11-26", r"\[sub-account\] name has to be text in quotes; not a date"),
        ("[sub-account]\nmode = true", r"\[sub-account\] mode has to be one of its values in quotes; not true"),
        ("[bedrock]\nskip = false", r"\[bedrock\] skip has to be the reason as text in quotes; not false"),
        ("[bedrock]\nskip = true", r"\[bedrock\] skip has to be the reason as text in quotes; not true"),
        ('[bedrock]\nprove = "true"', r'\[bedrock\] prove has to be true or false, without quotes; not "true"'),
        ("[bedrock]\nprove = 1", r"\[bedrock\] prove has to be true or false, without quotes; not 1"),
        ('[bedrock]\nmodels = "a"', r'\[bedrock\] models has to be a list of texts, such as \["a", "b"\]; not "a"'),
        ("[bedrock]\nmodels = [1]", r"\[bedrock\] models has to be a list of texts"),
        ("[bedrock]\nmodels = []", r"\[bedrock\] models has to be a list of texts"),
        (f'[sub-account]\nemail = "{"a" * 70}@example.com"', "6 to 64 characters; this one has 82"),
        ('[sub-account]\nemail = "nobody"', "'nobody' isn't an e-mail address"),
        ('[sub-account]\naccount_id = "12345"', r"'12345' isn't an account id \(12 digits\)"),
        ('[sub-account]\naccept_workloads = "maybe"', "has to be true or false, without quotes"),
        ('[sub-account]\nskip = "no"', "can't be skipped"),
        ('[bedrock]\nskip = ""', "needs a reason"),
        ('[template]\nstack_name = "1st"', r"\[template\] stack_name"),
    ],
)
def test_what_is_wrong_is_said_with_file_table_and_key(tmp_path: Path, text: str, sentence: str) -> None:
    with pytest.raises(AnswersProblem, match=sentence) as refused:
        answers(tmp_path, text)
    assert str(tmp_path / "answers.toml") in str(refused.value)
    assert "\n" not in str(refused.value)


def test_a_file_that_is_not_there_or_not_text_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(AnswersProblem, match="can't be read: No such file"):
        read_answers(tmp_path / "none.toml", WORKFLOW.steps)
    (tmp_path / "binary.toml").write_bytes(b"\xff\x00")
    with pytest.raises(AnswersProblem, match="isn't UTF-8 text"):
        read_answers(tmp_path / "binary.toml", WORKFLOW.steps)


def test_a_choice_that_is_only_known_later_is_checked_when_it_is_asked() -> None:
    question = Question(name="account_id", text="Which?", choices=(Choice("111122223333", "Prod"),))
    assert check_answer(question, "111122223333") is None
    assert check_answer(question, "444455556666") is not None


def test_an_empty_answer_is_fine_where_it_is_optional() -> None:
    assert check_answer(Question(name="unit", text="Unit?", optional=True), "") is None
    assert check_answer(Question(name="unit", text="Unit?"), "") == "unit is empty."


def test_every_step_declares_answers_that_design_promises() -> None:
    promised = {
        "sign-in": {
            "profile",
            "region",
            "sso_start_url",
            "sso_region",
            "sso_session",
            "sso_account_id",
            "sso_role_name",
        },
        "sub-account": {
            "mode",
            "name",
            "email",
            "organizational_unit_id",
            "account_id",
            "create_organization",
            "role_name",
            "profile",
            "accept_workloads",
            "despite_control_tower",
        },
        "cloudtrail": {"mode", "despite_delivery_error"},
        "template": {"stack_name", "external_id", "on_existing", "on_failed_stack", "change_set"},
        "bedrock": {
            "company_name",
            "company_website",
            "intended_users",
            "industry",
            "other_industry",
            "prove",
            "models",
            "substitute",
        },
        "handover": set(),
    }
    assert {step.id: {question.name for question in step.questions} for step in WORKFLOW.steps} == promised
