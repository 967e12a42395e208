"""The page that opens the wizard, and the same list behind a key: all of it in sight, true, and one Enter to start."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Any

import pytest

from screens.dialogs.overview import OpeningPage, OverviewPage
from screens.launch import Launch
from tests.screens.driving import BIG, SMALL, at, drawn, lines, opened, press, selected, shows, steps, until
from tests.screens.still import ACCOUNT, PLANNED, QUESTIONS, SIGNED_IN, SUB, StillEngine, opening, step, way
from wizard.engine.overview import overview_before
from wizard.model import State, StepChanged
from wizard.vendors.profile import load_vendor

TEXTS = load_vendor("firetiger").texts
NAMES = ("sign-in", "sub-account", "cloudtrail", "template", "bedrock", "handover")
TINY = (60, 16)
BEGUN = "An onboarding was begun on 2026-11-22 10:04; 3 of 6 steps are done."


def known(**others: Any) -> StillEngine:
    views = way(**{"sign_in": SIGNED_IN, "sub_account": SUB, "cloudtrail": PLANNED, **others})
    return StillEngine([replace(view, overview=TEXTS[view.id].overview) for view in views])


def fresh(engine: StillEngine | None = None, **others: Any) -> Launch:
    in_all = partial(overview_before, [(name, TEXTS[name]) for name in NAMES], simulated=True)
    return opening(engine or known(), **{"overview": in_all, **others})


# --- the opening page ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", [TINY, SMALL, BIG, (200, 60)])
async def test_one_enter_leaves_the_page_behind_which_the_wizard_has_started(size: tuple[int, int]) -> None:
    engine = known()
    async with opened(fresh(engine), size, at_the_page=True) as pilot:
        await until(
            pilot, shows(pilot, "Before you start", "Nothing changes before you approve it", "SANDBOX", "Start")
        )
        await until(pilot, lambda: engine.told == [("start", False)])
        await press(pilot, "enter")
        assert pilot.app.screen is steps(pilot)
    assert engine.told == [("start", False)]


async def test_start_leads_past_what_is_done_already_and_says_as_whom_one_is_signed_in() -> None:
    engine = known(sub_account=step("sub-account", State.NEEDS_ANSWERS, questions=QUESTIONS))
    async with opened(fresh(engine), SMALL, at_the_page=True) as pilot:
        await until(pilot, lambda: steps(pilot).view is not None)
        await press(pilot, "enter")
        await until(pilot, shows(pilot, "Which account shall Firetiger live in?", "Sign in: ada, Example Corp"))
        assert not any(told[0] in ("approve", "answer") for told in engine.told)
        await press(pilot, "escape", "left")
        assert selected(pilot) == "sign-in"


async def test_escape_on_the_page_shows_the_first_step_however_it_stands() -> None:
    async with opened(fresh(), SMALL, at_the_page=True) as pilot:
        await until(pilot, lambda: steps(pilot).view is not None)
        await press(pilot, "escape")
        await steps(pilot).show(steps(pilot).selection.views)
        assert selected(pilot) == "sign-in"


async def test_start_stays_where_a_rehearsal_opens() -> None:
    async with opened(fresh(opens="sub-account"), SMALL, at_the_page=True) as pilot:
        await until(pilot, lambda: steps(pilot).view is not None)
        await press(pilot, "enter")
        assert selected(pilot) == "sub-account"


async def test_at_80_by_24_the_whole_page_is_in_sight() -> None:
    nothing = known(**{name.replace("-", "_"): step(name, State.WAITING) for name in NAMES})
    async with opened(fresh(nothing), SMALL, at_the_page=True) as pilot:
        await until(pilot, shows(pilot, "Simulated AWS", "Undo: delete the files", "Time: about", "Start"))
        assert pilot.app.screen.query_one("#text").max_scroll_y == 0
        assert "read more" not in drawn(pilot)
        assert all(f"{number} {TEXTS[name].title}" in drawn(pilot) for number, name in enumerate(NAMES, 1))
        assert drawn(pilot).count("Undo: ") == 6


@pytest.mark.parametrize("key", ["pagedown", "down"])
async def test_at_60_by_16_keys_scroll_it_while_the_button_has_the_focus(key: str) -> None:
    async with opened(fresh(), TINY, at_the_page=True) as pilot:
        await until(pilot, shows(pilot, "Before you start"))
        assert "Time" not in drawn(pilot)
        await press(pilot, *[key] * 30)
        assert "Time left" in drawn(pilot)
        assert "Start" in drawn(pilot)
        await press(pilot, "enter")
        assert pilot.app.screen is steps(pilot)


async def test_what_is_found_out_behind_the_page_shows_on_it() -> None:
    engine = known(sub_account=step("sub-account", State.WAITING), cloudtrail=step("cloudtrail", State.WAITING))
    found, engine._views = engine._views, tuple(replace(view, state=State.WAITING) for view in engine._views)
    async with opened(fresh(engine), at_the_page=True) as pilot:
        await until(pilot, shows(pilot, "1 Sign in", "2 Sub-account"))
        engine._views = found
        engine.emit(StepChanged("sign-in"))
        await until(pilot, shows(pilot, "✓ Sign in", "ada, Example Corp · done", "Nothing was changed", "Time left:"))


@pytest.mark.parametrize("others", [{"resume": BEGUN}, {"go_on": True}, {"overview": None}])
async def test_where_something_was_begun_no_page_is_before_it(others: dict[str, Any]) -> None:
    async with opened(fresh(**others), at_the_page=True) as pilot:
        await until(pilot, lambda: steps(pilot).view is not None or "Welcome back" in drawn(pilot))
        assert not isinstance(pilot.app.screen, OpeningPage)


async def test_on_the_page_one_can_quit() -> None:
    async with opened(fresh(), at_the_page=True) as pilot:
        await until(pilot, shows(pilot, "Before you start"))
        await press(pilot, "right", "enter")
        await until(pilot, lambda: not pilot.app.is_running)


# --- the same list later ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", NAMES)
async def test_on_every_step_a_key_shows_it_with_what_is_known_and_hides_it_again(name: str) -> None:
    skipped = step("bedrock", State.SKIPPED, skipped="next week")
    async with opened(fresh(known(bedrock=skipped))) as pilot:
        await at(pilot, name)
        await press(pilot, "v")
        await until(pilot, shows(pilot, "Overview", "✓ Sign in", "▸ CloudTrail", "3 changes planned", "4 Template"))
        assert "The dedicated account (4288 6124 8123)" in drawn(pilot)
        assert "Skipped: next week" in drawn(pilot)
        await press(pilot, "v")
        assert pilot.app.screen is steps(pilot)


async def test_the_key_and_the_palette_tell_of_it() -> None:
    async with opened(fresh()) as pilot:
        await at(pilot, "sub-account")
        await press(pilot, "question_mark")
        assert any("v   overview" in line for line in lines(pilot))
        await press(pilot, "escape", "ctrl+p", *"overview")
        await until(pilot, shows(pilot, "key v"))
        await press(pilot, "enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, OverviewPage))


async def test_while_presenting_it_hides_what_is_private() -> None:
    skipped = step("bedrock", State.SKIPPED, skipped=f"ask in {ACCOUNT}")
    async with opened(fresh(known(bedrock=skipped), present=True)) as pilot:
        await at(pilot, "cloudtrail")
        await press(pilot, "v")
        await until(pilot, shows(pilot, "Overview", "3 changes planned"))
        assert "4288" not in drawn(pilot)
        assert "8123" not in drawn(pilot)
