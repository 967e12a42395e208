"""What do you want to do: asked before all else where nothing says it, and one Enter to set up the role."""

from __future__ import annotations

from functools import partial

import pytest

from screens.dialogs.overview import OpeningPage
from screens.dialogs.resume import Resume
from screens.dialogs.what_to_do import WhatToDo
from tests.screens.driving import BIG, SMALL, lines, opened, press, shows, steps, until
from tests.screens.still import PURPOSES, StillEngine, opening, way
from wizard.engine.overview import overview_before
from wizard.vendors.profile import load_vendor

TEXTS = load_vendor("partner-access").texts
TINY = (60, 16)


@pytest.mark.parametrize("size", [TINY, SMALL, BIG, (200, 60)])
async def test_every_choice_is_in_sight_with_where_it_is_done_and_nothing_has_started(size: tuple[int, int]) -> None:
    engine = StillEngine(way())
    async with opened(opening(engine, purposes=PURPOSES), size) as pilot:
        await until(pilot, shows(pilot, "What do you want to do?", *(one.label for one in PURPOSES.choices)))
        assert engine.told == []
        assert "In account 1111 2222 3333" in "".join(lines(pilot))


async def test_the_commands_that_are_no_workflow_are_said_as_they_are_run() -> None:
    async with opened(opening(StillEngine(way()), purposes=PURPOSES), BIG) as pilot:
        await until(pilot, shows(pilot, *(text for row in PURPOSES.commands for text in row)))


async def test_enter_goes_on_here_with_the_page_that_opens_every_wizard() -> None:
    engine = StillEngine(way())
    overview = partial(overview_before, TEXTS.items(), simulated=True)
    async with opened(opening(engine, purposes=PURPOSES, overview=overview), at_the_page=True) as pilot:
        await until(pilot, lambda: isinstance(pilot.app.screen, WhatToDo))
        await press(pilot, "enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, OpeningPage))
        await press(pilot, "enter")
        assert engine.told == [("start", False)]
        assert pilot.app.screen is steps(pilot)


async def test_what_was_begun_here_is_offered_afterwards() -> None:
    async with opened(opening(StillEngine(way()), purposes=PURPOSES, resume="It was begun.")) as pilot:
        await until(pilot, lambda: isinstance(pilot.app.screen, WhatToDo))
        await press(pilot, "enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, Resume))


@pytest.mark.parametrize(
    ("keys", "purpose"),
    [
        (("down", "down", "enter"), "grant"),
        (("down", "tab", "enter"), "verify"),
        (("tab", "right", "enter"), ""),
        (("ctrl+q",), ""),
    ],
)
async def test_another_choice_leaves_for_it_and_quit_for_nothing(keys: tuple[str, ...], purpose: str) -> None:
    engine = StillEngine(way())
    async with opened(opening(engine, purposes=PURPOSES)) as pilot:
        await until(pilot, lambda: isinstance(pilot.app.screen, WhatToDo))
        for key in keys:
            await pilot.press(key)
        await until(pilot, lambda: not pilot.app.is_running)
        assert pilot.app.purpose == purpose
    assert engine.told == []
