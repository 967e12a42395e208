"""What stands in a field first, and what is wrong with what stands there."""

from __future__ import annotations

import pytest

from screens import form_rules as asking
from tests.screens.driving import BIG, SMALL, drawn, lines, opened, press, shows, typed, until
from tests.screens.still import StillEngine, opening, step
from wizard.model import Choice, Question, State

MODE = Question(name="mode", text="?", choices=(Choice("a", "First"), Choice("b", "Second", recommended=True)))
TEXT = Question(name="text", text="?", default="start", check=lambda value: None if "x" in value else "No x in it.")


@pytest.mark.parametrize(
    ("answers", "draft", "first"),
    [({}, None, "start"), ({"text": "before"}, None, "before"), ({"text": "before"}, "dra", "dra"), ({}, "", "")],
)
def test_a_field_begins_with_draft_answer_or_default(answers: dict[str, str], draft: str | None, first: str) -> None:
    assert asking.prefill(TEXT, answers, draft) == first


def test_the_recommended_choice_is_marked_first() -> None:
    assert asking.prefill(MODE, {}, None) == "b"
    assert asking.prefill(MODE, {"mode": "a"}, None) == "a"
    assert asking.prefill(MODE, {"mode": "gone"}, None) == "b"


def test_where_nobody_has_said_anything_nothing_is_marked() -> None:
    plain = Question(name="plain", text="?", choices=(Choice("a", "First"), Choice("b", "Second")))
    danger = Question(name="danger", text="?", yes_or_no=True)
    assert asking.prefill(plain, {}, None) == ""
    assert asking.prefill(danger, {}, None) == ""
    assert asking.prefill(Question(name="safe", text="?", yes_or_no=True, default="false"), {}, None) == "false"


def test_what_is_wrong_is_one_sentence_and_right_is_nothing() -> None:
    assert asking.wrong(TEXT, "  ", {}) == "This needs an answer."
    assert asking.wrong(TEXT, "abc", {}) == "No x in it."
    assert asking.wrong(TEXT, " x ", {}) == ""
    assert asking.wrong(MODE, "c", {}) == "Choose one of these."


def test_an_optional_answer_may_be_empty() -> None:
    assert asking.wrong(Question(name="ou", text="?", optional=True), "", {}) == ""


def test_yes_and_no_are_choices() -> None:
    assert [choice.value for choice in Question(name="q", text="?", yes_or_no=True).offered] == [
        "true",
        "false",
    ]


def test_a_search_finds_by_every_word_in_value_label_and_detail() -> None:
    among = (Choice("1", "Alpha", "first account"), Choice("2", "Beta", "second account"))
    assert asking.found(among, "ACC sec") == among[1:]
    assert asking.found(among, "") == among


def test_a_list_is_searched_for_an_account_as_the_console_shows_its_id() -> None:
    among = (Choice("123456789012", "Test"), Choice("111122223333", "Prod"))
    assert asking.found(among, "1234-5678-9012") == asking.found(among, "\ufeff1234 5678 9012\r") == among[:1]


@pytest.mark.parametrize("size", [SMALL, BIG])
async def test_a_search_that_finds_nothing_is_told_where_it_is_seen(size: tuple[int, int]) -> None:
    many = tuple(Choice(f"v{number}", f"Industry {number}") for number in range(20))
    above = tuple(Question(name=f"n{number}", text=f"Question {number}?", default="x") for number in range(6))
    asked = (*above, Question(name="industry", text="Which industry?", choices=many))
    still = StillEngine((step("sign-in", State.NEEDS_ANSWERS, questions=asked),))
    async with opened(opening(still), size) as pilot:
        await until(pilot, shows(pilot, "Which industry?", "Search 20"))
        await typed(pilot, "nowhere")
        assert "enter next" in lines(pilot)[-1]
        await press(pilot, "enter")
        assert "No choice matches" in drawn(pilot)
