"""What was meant is what is kept: line ends, blanks and unseen characters that came along with a copy are left out."""

from __future__ import annotations

import json
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wizard.model import Choice, Question
from wizard.model.questions import clean_answer
from wizard.model.values import clean_account_id, clean_value, one_line
from wizard.workflows.onboarding import WORKFLOW


@pytest.mark.parametrize(
    "pasted",
    [
        "Example Corp\r",
        "Example Corp\r\n",
        "\nExample Corp\n",
        "Example\r\nCorp",
        "Example\n    Corp",
        "Example\u2028Corp",
        "Example\x85Corp",
        "  Example Corp\t",
        "Example\u00a0Corp",
        "Example\u202fCorp\u3000",
        "Example\tCorp",
        "Example Corp\u200b",
        "\ufeffExample Corp",
        "Exam\u00adple Corp",
        "\u202aExample Corp\u202c",
        "\u2066Example Corp\u2069",
        "Exam\u2060ple Corp\u200e",
        "Example Corp\x00",
        "Example Corp\ue000",
    ],
)
def test_what_a_copy_brings_along_is_no_part_of_the_value(pasted: str) -> None:
    assert clean_value(pasted) == "Example Corp"


@pytest.mark.parametrize("value", ["Größe & Söhne", "東京 株式会社", "a  b", "aws+x@example.com", "Crème brûlée™ 🦊"])
def test_what_can_be_seen_stays(value: str) -> None:
    assert clean_value(value) == value


@given(st.text())
def test_a_clean_value_is_one_line_of_characters_that_can_be_seen_and_is_clean_already(text: str) -> None:
    value = clean_value(text)
    assert clean_value(value) == value == value.strip()
    assert not {unicodedata.category(one) for one in value} & {"Cc", "Cf", "Co", "Cs", "Zl", "Zp"}


def test_what_is_pasted_into_the_middle_keeps_its_blanks_and_loses_its_line_end() -> None:
    assert one_line("Corp ") == "Corp "
    assert one_line("Corp\r") == "Corp"


@pytest.mark.parametrize(
    "shown",
    ["123456789012", "1234-5678-9012", "1234 5678 9012", "1234\u00a05678\u00a09012", "1234\u20115678\u20119012",
     " 1234-5678-9012\r\n", "\u20661234 5678 9012\u2069"],
)  # fmt: skip
def test_an_account_id_is_its_twelve_digits_however_it_is_shown(shown: str) -> None:
    assert clean_account_id(shown) == "123456789012"


@pytest.mark.parametrize("other", ["1234-5678", "12345678901a", "1234-5678-9012-3", "prod - 1"])
def test_what_is_no_account_id_is_left_for_the_check_to_name(other: str) -> None:
    assert clean_account_id(other) == other


def test_every_question_for_an_account_takes_its_id_as_the_console_shows_it() -> None:
    asked = [one for step in WORKFLOW.steps for one in step.questions if one.name.endswith("account_id")]
    assert {one.name for one in asked} == {"account_id", "sso_account_id"}
    assert {clean_answer(one, "1234-5678-9012") for one in asked} == {"123456789012"}


def test_the_name_that_somebody_gave_a_choice_stays_as_it_is() -> None:
    question = Question(name="profile", text="?", choices=(Choice("two\u00a0words ", "two words"),))
    assert clean_answer(question, "two\u00a0words ") == "two\u00a0words "
    assert clean_answer(question, "other\r") == "other"


def test_each_of_several_values_is_cleaned() -> None:
    question = Question(name="models", text="?", several=True)
    assert json.loads(clean_answer(question, json.dumps(["a\u200b", " b\r\n"]))) == ["a", "b"]
