"""The main situations as pictures, at both sizes; clock, durations and ids are frozen and nothing blinks."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import pytest
from textual.pilot import Pilot

from screens.app import OnboardApp
from tests.screens.driving import BIG, SMALL, at, press, shows, steps, still, until
from tests.screens.still import (
    ASKED,
    FAILED,
    GRANT,
    HANDED_OVER,
    HERE,
    PENDING,
    PLANNED,
    SIGNED_IN,
    SUB,
    StillEngine,
    applying,
    calls,
    opening,
    step,
    way,
)
from wizard.model import AskedQuestion, SpeakersCard, State, StepView

DONE = (step("cloudtrail", State.SATISFIED, "all regions"), step("template", State.SATISFIED, "role in place"))
SITUATIONS: dict[str, tuple[tuple[StepView, ...], tuple[str, ...], str]] = {
    "asks": ((ASKED,), (), "Which account"),
    "plan": ((SUB, PLANNED), (), "What would change"),
    "applying": ((SUB, applying(1)), (), "1 of 3 done"),
    "failure": ((SUB, FAILED), (), "What happened"),
    "consent": ((SUB, GRANT), ("enter", "enter"), "Not now"),
    "pending": ((SUB, PENDING), (), "of up to 15:00"),
    "handover": ((SUB, *DONE, PENDING, HANDED_OVER), (), "Finish"),
    "palette": ((SUB, PLANNED), ("ctrl+p",), "Go to button"),
    "keys": ((SUB, PLANNED), ("question_mark",), "mouse"),
}


@pytest.mark.parametrize("size", [SMALL, BIG], ids=["80x24", "120x40"])
@pytest.mark.parametrize("name", SITUATIONS)
def test_a_situation_looks_as_it_did(name: str, size: tuple[int, int], snap_compare: Callable[..., bool]) -> None:
    views, keys, sign = SITUATIONS[name]
    engine = StillEngine(way(sign_in=SIGNED_IN, **{view.id.replace("-", "_"): view for view in views}), HERE, calls(7))
    assert snap_compare(OnboardApp(opening(engine)), terminal_size=size, run_before=_shown(views[-1].id, keys, sign))


@pytest.mark.parametrize("size", [SMALL, BIG], ids=["80x24", "120x40"])
def test_the_offer_to_resume_looks_as_it_did(size: tuple[int, int], snap_compare: Callable[..., bool]) -> None:
    begun = "An onboarding was begun on 2026-11-22 10:04 for account 111122223333; 3 of 6 steps are done."

    async def shown(pilot: Pilot[int]) -> None:
        await until(pilot, shows(pilot, "Welcome back", "No calls to AWS yet"))

    app = OnboardApp(opening(StillEngine(way(sign_in=SIGNED_IN)), resume=begun))
    assert snap_compare(app, terminal_size=size, run_before=shown)


@pytest.mark.parametrize("size", [SMALL, BIG], ids=["80x24", "120x40"])
@pytest.mark.parametrize("name", ["plan", "card"])
def test_a_presented_step_looks_as_it_did(name: str, size: tuple[int, int], snap_compare: Callable[..., bool]) -> None:
    card = SpeakersCard(
        takes="about a minute",
        say=("CloudTrail records what is done in the account.",),
        asked=(AskedQuestion(question="What does it cost?", answer="The first copy of management events is free."),),
    )
    keys, sign = {"plan": ((), "What would change"), "card": (("f4",), "What does it cost?")}[name]
    engine = StillEngine(way(sign_in=SIGNED_IN, sub_account=SUB, cloudtrail=PLANNED), HERE, calls(7))
    app = OnboardApp(
        opening(
            engine,
            present=True,
            public=("975050257559", "Firetiger"),
            cards={"cloudtrail": card},
            later=lambda *_: None,
        )
    )
    assert snap_compare(app, terminal_size=size, run_before=_shown("cloudtrail", keys, sign))


@pytest.mark.parametrize("light", [False, True], ids=["dark", "light"])
@pytest.mark.parametrize("size", [(60, 16), SMALL, BIG, (200, 60)], ids=["60x16", "80x24", "120x40", "200x60"])
@pytest.mark.parametrize(("name", "keys"), [("explained", ("d", "n")), ("compared", ("d", "right"))])
def test_a_document_looks_as_it_did(
    name: str, keys: tuple[str, ...], size: tuple[int, int], light: bool, snap_compare: Callable[..., bool]
) -> None:
    engine = StillEngine(way(sign_in=SIGNED_IN, sub_account=SUB, template=GRANT), HERE, calls(7))
    sign = {"explained": "keeps this resource", "compared": "In AWS now"}[name]
    shown = _shown("template", keys, sign)

    async def in_its_colors(pilot: Pilot[int]) -> None:
        if light:
            await pilot.app.run_action("light_or_dark")
        await shown(pilot)

    assert snap_compare(OnboardApp(opening(engine)), terminal_size=size, run_before=in_its_colors)


def _shown(name: str, keys: tuple[str, ...], sign: str) -> Callable[[Pilot[int]], Awaitable[None]]:
    async def shown(pilot: Pilot[int]) -> None:
        await until(pilot, lambda: steps(pilot).query("#activity") and steps(pilot).view)
        await at(pilot, name)
        await press(pilot, *keys)
        await until(pilot, shows(pilot, sign))
        still(pilot)
        await pilot.pause()

    return shown
