"""Driving the app in tests: open it, wait for a condition, read what is drawn. Nothing sleeps."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

from textual import events
from textual.pilot import Pilot
from textual.widgets import Input

from screens.app import OnboardApp
from screens.dialogs.overview import OpeningPage
from screens.launch import Launch
from screens.step_screen import StepScreen

BIG, SMALL = (120, 40), (80, 24)


@asynccontextmanager
async def opened(
    opening: Launch, size: tuple[int, int] = BIG, *, at_the_page: bool = False
) -> AsyncIterator[Pilot[int]]:
    """The app with everything mounted. at_the_page: still at the opening page, where there is one."""
    async with mounted(OnboardApp(opening), size, at_the_page=at_the_page) as pilot:
        yield pilot


@asynccontextmanager
async def mounted(app: OnboardApp, size: tuple[int, int], *, at_the_page: bool = False) -> AsyncIterator[Pilot[int]]:
    """This app with everything mounted."""
    async with app.run_test(size=size, notifications=True) as pilot:
        await until(pilot, lambda: len(app.screen.query("#activity")) > 0 or app.screen is not steps(pilot))
        if not at_the_page:
            await started(pilot)
        yield pilot


async def started(pilot: Pilot[int]) -> None:
    """Leave the opening page, where there is one, for the first step, however that stands."""
    assert isinstance(pilot.app, OnboardApp)
    launch = pilot.app._launch
    if launch.overview is not None and not launch.resume and not launch.go_on and launch.purposes is None:
        await until(pilot, lambda: isinstance(pilot.app.screen, OpeningPage))
        await pilot.press("escape")
        await until(pilot, lambda: not isinstance(pilot.app.screen, OpeningPage))


async def until(pilot: Pilot[int], condition: Callable[[], object], seconds: float = 8) -> None:
    """Let the app work until something holds."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, f"it never came to that; the screen says:\n{drawn(pilot)}"
        await pilot.pause()


async def press(pilot: Pilot[int], *keys: str) -> None:
    """Press keys, each after the one before has had its effect; afterwards the screen has to be honest."""
    from tests.screens.honest import settled

    app = pilot.app
    assert isinstance(app, OnboardApp)
    for key in keys:
        await pilot.press(key)
        await until(pilot, lambda: not app._in_turn.busy or app._exit)
        await pilot.pause()
    await settled(pilot)


async def typed(pilot: Pilot[int], text: str) -> None:
    """Put text into what has the focus, as a terminal's paste does."""
    pilot.app.post_message(events.Paste(text))
    await pilot.pause()


def steps(pilot: Pilot[int]) -> StepScreen:
    """The screen with the steps, also while a dialog is over it."""
    return next(screen for screen in pilot.app.screen_stack if isinstance(screen, StepScreen))


async def at(pilot: Pilot[int], step: str) -> None:
    """Show a step, as soon as there is something to show."""
    await until(pilot, lambda: steps(pilot).view is not None)
    await steps(pilot).choose(step)
    await pilot.pause()


def selected(pilot: Pilot[int]) -> str:
    """The step in sight."""
    return steps(pilot).selection.selected


def lines(pilot: Pilot[int]) -> list[str]:
    """What is drawn, row by row."""
    compositor: Any = pilot.app.screen._compositor
    return [strip.text for strip in compositor.render_strips()]


def drawn(pilot: Pilot[int]) -> str:
    """What is drawn, as one text."""
    return "\n".join(line.rstrip() for line in lines(pilot))


def shows(pilot: Pilot[int], *texts: str) -> Callable[[], bool]:
    """A condition: all of these are drawn."""
    return lambda: all(text in drawn(pilot) for text in texts)


def still(pilot: Pilot[int]) -> None:
    """No cursor blinks."""
    for field in pilot.app.screen.query(Input):
        field.cursor_blink = False
