"""A list of hundreds of accounts costs what is in sight of it."""

from __future__ import annotations

import pytest
from textual.css.styles import Styles

from screens.app import OnboardApp
from screens.masking import masking
from screens.widgets.entry import ChoiceEntry
from screens.widgets.fields import ChoiceList
from screens.widgets.question_form import QuestionForm
from tests.benchmarks.long_list import MANY, asked
from tests.screens.driving import until
from tests.screens.still import StillEngine, opening, way
from wizard.model import Choice

# Lines of the screen, of which the list has at most sixteen; two for each choice.
HIGH = 40


def drawn(listed: ChoiceList) -> int:
    """How many choices have been drawn, marked or not."""
    return sum(entry.drawn for entry in listed.entries)


async def test_only_what_comes_into_sight_is_drawn_when_a_long_list_opens_is_searched_and_scrolls() -> None:
    app = OnboardApp(opening(StillEngine(way())))
    async with app.run_test(size=(120, HIGH)) as pilot:
        await until(pilot, lambda: app.screen.query(QuestionForm))
        form = app.screen.query_one(QuestionForm)
        await form.show([asked(MANY)], {}, {})
        form.take_focus()
        await pilot.pause()
        listed = form.query_one(ChoiceList)
        assert listed.option_count == MANY
        assert 0 < drawn(listed) <= HIGH
        for key in ("w", "o", "7", "backspace"):
            await pilot.press(key)
            await pilot.pause()
        assert listed.option_count == MANY
        assert drawn(listed) <= 2 * HIGH
        before = drawn(listed)
        await pilot.press("end", "end")
        for _ in range(5):
            listed.scroll_down(animate=False)
            await pilot.pause()
        assert drawn(listed) - before <= 2 * HIGH


async def test_the_last_of_a_long_list_can_be_reached_and_is_what_is_answered() -> None:
    app = OnboardApp(opening(StillEngine(way())))
    async with app.run_test(size=(120, HIGH)) as pilot:
        await until(pilot, lambda: app.screen.query(QuestionForm))
        form, question = app.screen.query_one(QuestionForm), asked(MANY)
        await form.show([question], {}, {})
        listed = form.query_one(ChoiceList)
        listed.focus()
        await pilot.press("end")
        await pilot.pause()
        assert listed.value == question.choices[-1].value
        assert listed.virtual_size.height == 2 * MANY


@pytest.mark.parametrize("width", [8, 20, 40, 60, 100])
@pytest.mark.parametrize(
    "choice",
    [
        Choice("1", "short"),
        Choice("1", "short", "with a detail"),
        Choice("1", "short", "recommended", recommended=True),
        Choice("1", "名前 " * 12, "of characters that are two cells wide"),
        Choice("1", "workload", "111122223333 · somebody@example.com · joined by invitation"),
        Choice("1", "a\nb\x1b[31m", "c\td"),
        Choice("1", "", "nothing but a detail"),
        Choice("1", "long " * 30, "detail " * 30),
    ],
    ids=range(8),
)
def test_a_choice_is_as_high_as_it_is_drawn(choice: Choice, width: int) -> None:
    entry, rules = ChoiceEntry(choice, chosen=False), Styles().get_rules()
    assert entry.get_height(rules, width) == entry.content.get_height(rules, width)


def test_naming_one_more_private_thing_does_not_look_at_all_that_are_named() -> None:
    compared = 0

    class Kind(str):
        __slots__ = ()

        def __eq__(self, other: object) -> bool:
            nonlocal compared
            compared += 1
            return super().__eq__(other)

        __hash__ = str.__hash__

    known, kind = masking._Known(), Kind("account")
    letters = [known.letter(kind, f"{n:012}") for n in range(MANY)]
    assert len(set(letters)) == MANY
    assert compared <= 2 * MANY
