"""Buttons are exchanged while a person presses keys: none is lost, and none does what nobody aimed at."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from functools import partial

import pytest
from textual import events
from textual.app import App, ComposeResult

from screens.offers import Offer
from screens.widgets.action_bar import ActionBar, ActionButton

AGAIN = Offer("again", "Check again", main=True, enter=True)
SKIP = Offer("skip", "Skip step")
REPORT = Offer("report", "Copy report", main=True, enter=True)
APPROVE = Offer("approve", "Make these changes", main=True)


def second(offer: Offer) -> Offer:
    return Offer(offer.action, offer.label)


class Row(App[None]):
    """Nothing but buttons; keeps which were pressed."""

    def __init__(self) -> None:
        super().__init__()
        self.bar = ActionBar()
        self.pressed: list[str] = []

    def compose(self) -> ComposeResult:
        yield self.bar

    def on_action_bar_pressed(self, event: ActionBar.Pressed) -> None:
        self.pressed.append(event.action)

    @property
    def holds(self) -> str:
        """What the button with the focus does; "" where none has it."""
        return self.focused.offer.action if isinstance(self.focused, ActionButton) else ""


async def focus_on(row: Row, offers: Sequence[Offer]) -> None:
    await row.bar.show(offers)
    assert row.bar.take_focus()


@pytest.mark.parametrize("pressed_first", [True, False])
async def test_an_enter_is_heard_however_many_moments_before_or_after_other_buttons_come(pressed_first: bool) -> None:
    row = Row()
    async with row.run_test() as pilot:
        for moments in range(14):
            await focus_on(row, [AGAIN])
            row.query_one(ActionButton).active_effect_duration = 0  # seconds in which it takes no second press
            await pilot.pause()
            pressing = partial(row.post_message, events.Key("enter", "\r"))
            showing = asyncio.create_task(row.bar.show([AGAIN, SKIP])) if not pressed_first else pressing()
            for _ in range(moments):
                await asyncio.sleep(0)
            await row.bar.show([AGAIN, SKIP]) if pressed_first else pressing()
            if isinstance(showing, asyncio.Task):
                await showing
            await pilot.pause()
            assert row.pressed == ["again"], moments
            row.pressed.clear()


async def test_the_focus_goes_from_what_led_on_to_what_leads_on_now() -> None:
    row = Row()
    async with row.run_test():
        await focus_on(row, [AGAIN])
        await row.bar.show([REPORT, second(AGAIN)])
        assert row.holds == "report"
        assert [button.offer.action for button in row.bar.query(ActionButton)] == ["report", "again"]


@pytest.mark.parametrize("otherwise", [[APPROVE, second(AGAIN)], [replace(AGAIN, enter=False)]])
async def test_no_focus_stays_on_or_goes_by_itself_to_what_a_bare_enter_may_not_press(otherwise: list[Offer]) -> None:
    row = Row()
    async with row.run_test() as pilot:
        await focus_on(row, [AGAIN])
        await row.bar.show(otherwise)
        assert row.holds == ""
        await pilot.press("enter")
        assert row.pressed == []


async def test_a_button_that_somebody_went_to_keeps_the_focus_where_others_come_and_go() -> None:
    row = Row()
    async with row.run_test() as pilot:
        await focus_on(row, [AGAIN, SKIP])
        await pilot.press("right")
        await row.bar.show([REPORT, second(AGAIN), SKIP])
        assert row.holds == "skip"
