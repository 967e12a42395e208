"""Text from AWS, files and people is data: nothing in it is obeyed, and no layout breaks."""

from __future__ import annotations

import unicodedata
from dataclasses import replace

import pytest

from tests.screens.driving import BIG, SMALL, at, drawn, lines, opened, press, shows, steps, typed, until
from tests.screens.still import ASKED, SIGNED_IN, StillEngine, change, opening, step, way
from tests.screens.test_words import HOSTILE
from wizard.model import (
    CallEnded,
    CallError,
    Choice,
    Finding,
    PlanView,
    Problem,
    Question,
    State,
    StepView,
    WaitView,
)

EVIL = " ".join(HOSTILE) + " 👨‍👩‍👧‍👦 🏳️‍🌈 漢字 " + "x" * 3000


def hostile_views(evil: str = EVIL) -> list[StepView]:
    """Every kind of finding, question, plan, problem and wait, with this text everywhere."""
    row = (evil, evil[:80], evil, evil)
    findings = (
        Finding(mark="unknown", text=evil, detail=evil),
        *(
            Finding(mark="good", text=evil, detail=evil, kind=kind, body=f"{evil}\n{evil}", rows=(row, row))
            for kind in ("template", "difference", "events", "table", "script", "next", "arn")
        ),
    )
    problem = Problem(key="k", title=evil, what=evil, why=evil, todo=(evil, evil), retry=True, error=error(evil))
    plan = PlanView(
        act=evil, changes=(change(1, evil, evil, evil, evil, warning=evil),), consent=(evil, evil), costs=evil
    )
    choices = (Choice("a", evil, evil), Choice("b", evil, evil))
    questions = (
        Question(name="one", text=evil, help=evil, default=evil, placeholder=evil),
        Question(name="two", text=evil, choices=choices),
    )
    waiting = WaitView(what=evil, since=0, until=9e9)
    return way(
        sign_in=step(
            "sign-in", State.BLOCKED, evil, title=evil, why=evil, more=evil, problem=problem, findings=findings
        ),
        sub_account=step("sub-account", State.NEEDS_ANSWERS, evil, questions=questions),
        cloudtrail=step("cloudtrail", State.UNMET, evil, plan=plan),
        template=step("template", State.PENDING, evil, waiting=waiting),
        bedrock=step("bedrock", State.SKIPPED, evil, skipped=evil),
        handover=step("handover", State.SATISFIED, evil, findings=findings),
    )


def error(evil: str) -> CallError:
    return CallError(code=evil, message=evil, service=evil, operation=evil, account=evil, region=evil)


def inert_and_in_shape(rows: list[str], width: int) -> None:
    from rich.cells import cell_len

    for row in rows:
        assert cell_len(row) == width
        acting = [character for character in row if unicodedata.category(character) in ("Cc", "Cf", "Cs")]
        assert not acting, f"{acting} in {row!r}"


@pytest.mark.parametrize(
    ("name", "size"),
    [
        *((name, SMALL) for name in ("sign-in", "sub-account", "cloudtrail", "template", "bedrock", "handover")),
        *((name, BIG) for name in ("sign-in", "sub-account", "cloudtrail")),
        ("sign-in", (60, 16)),
    ],
)
async def test_no_hostile_text_acts_or_breaks_a_step(size: tuple[int, int], name: str) -> None:
    event = CallEnded(
        number=1, at=0, account=EVIL, region=EVIL, service=EVIL, operation=EVIL, writes=True, seconds=1, outcome=EVIL
    )
    still = StillEngine(hostile_views(), events=[event])
    async with opened(opening(still, product=EVIL, sandbox=EVIL, first_why=EVIL), size) as pilot:
        await until(pilot, lambda: steps(pilot).view)
        await at(pilot, name)
        for key in ("a", "pagedown", "end"):
            await press(pilot, key)
            inert_and_in_shape(lines(pilot), size[0])


@pytest.mark.parametrize(
    ("name", "keys"),
    [
        ("sign-in", ["e"]),
        ("sign-in", ["f1"]),
        ("cloudtrail", ["enter", "enter"]),
        ("cloudtrail", ["enter", "tab", "enter"]),
        ("cloudtrail", ["tab", "enter"]),
        ("cloudtrail", ["ctrl+p"]),
    ],
)
async def test_no_hostile_text_acts_or_breaks_a_dialog(name: str, keys: list[str]) -> None:
    async with opened(opening(StillEngine(hostile_views())), SMALL) as pilot:
        await until(pilot, lambda: steps(pilot).view)
        await at(pilot, name)
        await press(pilot, *keys)
        inert_and_in_shape(lines(pilot), SMALL[0])


async def test_what_is_pasted_into_a_field_is_made_inert() -> None:
    still = StillEngine(way(sign_in=SIGNED_IN, sub_account=ASKED))
    async with opened(opening(still), SMALL) as pilot:
        await until(pilot, lambda: steps(pilot).view)
        await at(pilot, "sub-account")
        await press(pilot, "enter")
        await typed(pilot, "\x1b[2J\u202e")
        inert_and_in_shape(lines(pilot), SMALL[0])


@pytest.mark.parametrize(
    "pasted", ["aws@example.com\r", "aws@example.com\u200b", "\ufeffaws@example.com\r\n", "aws@\u00adexample.com\u00a0"]
)
async def test_a_value_that_is_pasted_with_its_line_end_is_the_value_and_looks_like_it(pasted: str) -> None:
    question = Question(name="email", text="Which address?", check=lambda said: None if said.isprintable() else "No.")
    still = StillEngine(way(sign_in=SIGNED_IN, sub_account=replace(ASKED, questions=(question,))))
    async with opened(opening(still), SMALL) as pilot:
        await until(pilot, lambda: steps(pilot).view)
        await at(pilot, "sub-account")
        await typed(pilot, pasted)
        await until(pilot, shows(pilot, "aws@example.com"))
        assert not any(mark in drawn(pilot) for mark in ("␍", "␊", "U+"))
        await press(pilot, "enter")
        await until(pilot, lambda: len(still.told) > 1)
    assert still.told[1:] == [("answer", "sub-account", {"email": "aws@example.com"})]


async def test_a_sentence_about_an_offer_to_resume_is_data_too() -> None:
    async with opened(opening(StillEngine(hostile_views()), resume=EVIL), SMALL) as pilot:
        await press(pilot, "pagedown")
        inert_and_in_shape(lines(pilot), SMALL[0])
