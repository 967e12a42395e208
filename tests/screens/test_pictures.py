"""The main situations as pictures, at every size, dark and light; clock, durations and ids are frozen."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

import pytest
from textual.pilot import Pilot

from screens.app import OnboardApp
from tests.screens.driving import BIG, SMALL, at, press, shows, steps, still, until
from tests.screens.looks import HUGE, TINY, everywhere, in_colors
from tests.screens.still import (
    ASKED,
    FAILED,
    GRANT,
    HANDED_OVER,
    HERE,
    PENDING,
    PLANNED,
    SIGNED_IN,
    STEPS,
    SUB,
    StillEngine,
    applying,
    calls,
    opening,
    step,
    way,
)
from wizard.engine.overview import overview_before
from wizard.model import AskedQuestion, SpeakersCard, State, StepView
from wizard.vendors.profile import load_vendor

TEXTS = load_vendor("firetiger").texts
DONE = (step("cloudtrail", State.SATISFIED, "all regions"), step("template", State.SATISFIED, "role in place"))
SITUATIONS: dict[str, tuple[tuple[StepView, ...], tuple[str, ...], str]] = {
    "asks": ((ASKED,), (), "Next"),
    "plan": ((SUB, PLANNED), (), "Make these 3 changes"),
    "applying": ((SUB, applying(1)), (), "1 of 3 done"),
    "failure": ((SUB, FAILED), (), "What happened"),
    "consent": ((SUB, GRANT), ("enter", "enter"), "Not now"),
    "pending": ((SUB, PENDING), (), "of up to 15:00"),
    "handover": ((SUB, *DONE, PENDING, HANDED_OVER), (), "Finish"),
    "calls": ((SUB, PLANNED), ("a",), "GetCallerIdentity"),
}
EVERY_RUN = {
    *((name, size, False) for name in SITUATIONS if name != "calls" for size in (SMALL, BIG)),
    ("plan", TINY, True),
    ("failure", SMALL, True),
    ("pending", HUGE, True),
    ("calls", BIG, False),
}
"""What is compared in the short run: name, size, whether it is light. The long one has all."""


@pytest.mark.parametrize(("name", "size", "light"), everywhere(SITUATIONS, EVERY_RUN))
def test_a_situation_looks_as_it_did(
    name: str, size: tuple[int, int], light: bool, snap_compare: Callable[..., bool]
) -> None:
    views, keys, sign = SITUATIONS[name]
    shown = in_colors(light, partial(_shown, views[-1].id, keys, sign))
    assert snap_compare(_app(views), terminal_size=size, run_before=shown)


@pytest.mark.parametrize("size", [SMALL, BIG], ids=["80x24", "120x40"])
@pytest.mark.parametrize(
    ("key", "sign"), [("ctrl+p", "Go to button"), ("question_mark", "mouse")], ids=["palette", "keys"]
)
def test_what_a_key_opens_looks_as_it_did(
    key: str, sign: str, size: tuple[int, int], snap_compare: Callable[..., bool]
) -> None:
    shown = partial(_shown, "cloudtrail", (key,), sign)
    assert snap_compare(_app((SUB, PLANNED)), terminal_size=size, run_before=shown)


@pytest.mark.parametrize(
    ("name", "size", "light"), everywhere(["opening"], {("opening", SMALL, False), ("opening", BIG, True)})
)
def test_the_opening_page_looks_as_it_did(
    name: str, size: tuple[int, int], light: bool, snap_compare: Callable[..., bool]
) -> None:
    overview = partial(overview_before, [(step_, TEXTS[step_]) for step_, _ in STEPS], simulated=True)

    async def shown(pilot: Pilot[int]) -> None:
        await until(pilot, shows(pilot, "Before you start", "Start"))
        await pilot.pause()

    views = [replace(view, overview=TEXTS[view.id].overview) for view in way()]
    app = OnboardApp(opening(StillEngine(views), overview=overview))
    assert snap_compare(app, terminal_size=size, run_before=in_colors(light, shown))


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
    assert snap_compare(app, terminal_size=size, run_before=partial(_shown, "cloudtrail", keys, sign))


@pytest.mark.long
@pytest.mark.parametrize("light", [False, True], ids=["dark", "light"])
@pytest.mark.parametrize("size", [TINY, SMALL, BIG, HUGE], ids=["60x16", "80x24", "120x40", "200x60"])
@pytest.mark.parametrize(("name", "keys"), [("explained", ("d", "n")), ("compared", ("d", "right"))])
def test_a_document_looks_as_it_did(
    name: str, keys: tuple[str, ...], size: tuple[int, int], light: bool, snap_compare: Callable[..., bool]
) -> None:
    sign = {"explained": "keeps this resource", "compared": "In AWS now"}[name]
    shown = in_colors(light, partial(_shown, "template", keys, sign))
    assert snap_compare(_app((SUB, GRANT)), terminal_size=size, run_before=shown)


def _app(views: tuple[StepView, ...]) -> OnboardApp:
    named = {view.id.replace("-", "_"): view for view in views}
    return OnboardApp(opening(StillEngine(way(sign_in=SIGNED_IN, **named), HERE, calls(7))))


async def _shown(name: str, keys: tuple[str, ...], sign: str, pilot: Pilot[int]) -> None:
    await until(pilot, lambda: steps(pilot).query("#activity") and steps(pilot).view)
    await at(pilot, name)
    await press(pilot, *keys)
    await until(pilot, shows(pilot, sign))
    still(pilot)
    await pilot.pause()
