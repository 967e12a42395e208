"""What Enter does in a form: it leads to what needs a person, and past nothing that they could not see."""

from __future__ import annotations

from typing import Any

import pytest
from textual.widgets import Input

from screens.widgets.question_form import Asked
from tests.screens.driving import BIG, SMALL, drawn, opened, press, shows, steps, typed, until
from tests.screens.still import StillEngine, opening, step
from wizard.model import Choice, Question, State

NAME = Question(name="name", text="Which name?", default="firetiger")
EMAIL = Question(name="email", text="Which address?")
UNIT = Question(name="unit", text="Which unit?", optional=True)


def asking(*questions: Question) -> StillEngine:
    return StillEngine((step("sign-in", State.NEEDS_ANSWERS, questions=questions),))


def answers(engine: StillEngine) -> list[Any]:
    return [told for told in engine.told if told[0] == "answer"]


async def test_a_form_begins_where_an_answer_is_missing_and_ends_where_none_is() -> None:
    still = asking(NAME, EMAIL, UNIT)
    async with opened(opening(still), BIG) as pilot:
        await until(pilot, shows(pilot, "Which name?", "Which unit?"))
        await typed(pilot, "a@example.com")
        await press(pilot, "enter")
        await until(pilot, lambda: answers(still))
    assert answers(still)[0][2] == {"name": "firetiger", "email": "a@example.com", "unit": ""}


async def test_enter_leads_to_a_field_that_has_not_been_in_sight_though_it_is_filled_in() -> None:
    far = tuple(Question(name=f"n{number}", text=f"Question {number}?", default="x") for number in range(12))
    still = asking(EMAIL, *far)
    async with opened(opening(still), SMALL) as pilot:
        await until(pilot, shows(pilot, "Which address?"))
        assert "Question 11?" not in drawn(pilot)
        await typed(pilot, "a@example.com")
        await press(pilot, "enter")
        assert answers(still) == []
        assert isinstance(pilot.app.focused, Input)
        assert pilot.app.focused.value == "x"


async def test_tab_leads_to_what_is_filled_in_and_enter_then_goes_on() -> None:
    still = asking(NAME, EMAIL)
    async with opened(opening(still), BIG) as pilot:
        await until(pilot, shows(pilot, "Which name?"))
        await typed(pilot, "a@example.com")
        await press(pilot, "shift+tab", "ctrl+u")
        await typed(pilot, "another")
        await press(pilot, "enter")
        await until(pilot, lambda: answers(still))
    assert answers(still)[0][2]["name"] == "another"


@pytest.mark.parametrize("lines", [20, 22, 26])
async def test_a_question_that_was_left_before_it_came_into_sight_does_not_take_the_focus_from_the_next(
    lines: int,
) -> None:
    above = [Question(name=f"n{number}", text=f"Question {number}?", help="Why.", default="x") for number in range(2)]
    choices = tuple(Choice(value=str(number), label=f"Choice {number}") for number in range(23))
    long = Question(name="long", text="Which of many?", choices=choices)
    last = Question(name="last", text="Yes or no?", help="Why.", yes_or_no=True, default="true")
    async with opened(opening(asking(*above, EMAIL, long, last)), (80, lines)) as pilot:
        await until(pilot, shows(pilot, "Which address?"))
        *_, many, either = pilot.app.screen.query(Asked)
        many.take_focus(either)
        await pilot.pause()
        steps(pilot).panel.body.scroll_home(animate=False, immediate=True)
        await pilot.pause()
        many.take_focus(either)
        either.take_focus()
        await pilot.pause()
        await pilot.pause()
        assert pilot.app.focused is not None
        assert either in pilot.app.focused.ancestors
