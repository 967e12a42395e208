"""Whatever a stranger's text is, every widget and every line of a conversation shows it and obeys nothing in it."""

from __future__ import annotations

import asyncio
import io
import unicodedata
from contextlib import redirect_stdout

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from rich.cells import cell_len

from screens import words
from tests.screens.driving import SMALL, at, lines, opened, steps, until
from tests.screens.still import StillEngine, opening
from tests.screens.test_hostile_text import hostile_views
from tests.screens.test_words import HOSTILE
from wizard.frontends.lines import finding_lines, plan_lines, problem_lines, question_lines, step_lines
from wizard.frontends.prompts.inline import Inline
from wizard.frontends.prompts.numbered import NumberedLines

# What acts on a terminal, on Rich or on Textual, turns the direction, stacks, joins, or is wider than it looks.
PIECES = (
    *HOSTILE, "[bold red]x[/]", "[@click=app.quit]q[/]", "\x1b]8;;http://e\x07", "\x9b2J", "\u202e", "\u2066",
    "\u200d", "\ufeff", "e\u0301" * 40, "👩\u200d💻", "🇩🇪", "漢", "\t", "\r\n", "\0", "x" * 300, "{name}", "$accent",
    "\ud800",
)  # fmt: skip
HOSTILE_TEXT = st.lists(st.sampled_from(PIECES) | st.text(max_size=20), min_size=1, max_size=8).map("".join)
ACTING = ("Cc", "Cf", "Cs")


def acting(text: str) -> list[str]:
    return [character for character in text if character != "\n" and unicodedata.category(character) in ACTING]


@given(HOSTILE_TEXT)
def test_what_is_drawn_has_no_character_that_acts_and_is_as_wide_as_it_says(text: str) -> None:
    for shown in (words.line(text), words.prose(text), words.verbatim(text), words.account(f"new:{text}")):
        assert acting(shown) == []
    assert "\n" not in words.line(text)


@pytest.mark.long
@settings(max_examples=6, deadline=None, suppress_health_check=list(HealthCheck))
@given(HOSTILE_TEXT)
@example("".join(PIECES))
def test_every_widget_shows_any_text_inertly_and_keeps_its_shape(text: str) -> None:
    asyncio.run(shown_on_every_step(text))


async def shown_on_every_step(text: str) -> None:
    async with opened(opening(StillEngine(hostile_views(text)), product=text, first_why=text), SMALL) as pilot:
        await until(pilot, lambda: steps(pilot).view)
        for view in hostile_views(text):
            await at(pilot, view.id)
            for row in lines(pilot):
                assert cell_len(row) == SMALL[0]
                assert acting(row) == []


@settings(deadline=None)
@given(HOSTILE_TEXT)
@example("".join(PIECES))
def test_a_conversation_writes_any_text_inertly(text: str) -> None:
    written = io.StringIO()
    plain = NumberedLines(person=False, read=lambda: "1", write=written.write)
    for view in hostile_views(text):
        plain.say(*step_lines(view), *(line for one in view.findings for line in finding_lines(one)))
        plain.say(*(plan_lines(view.plan) if view.plan else ()), *(problem_lines(view.problem) if view.problem else ()))
        for question in view.questions:
            plain.say(*question_lines(question))
            if question.choices:
                plain.choose(question.text, question.choices, help_text=question.help)
    with redirect_stdout(io.StringIO()) as inline:
        Inline().say(text, *(line for view in hostile_views(text) for line in step_lines(view)))
    assert acting(written.getvalue()) == acting(inline.getvalue()) == []
