"""Something in sight has the focus after every event of a whole onboarding, and the line of keys is true.

Every key that is pressed in these tests is followed by the same look (`driving.press`).
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path

import pytest
from textual import events
from textual.pilot import Pilot
from textual.widgets import Input

from screens.widgets.fields import ChoiceList
from screens.widgets.question_form import Asked
from tests.screens.driving import BIG, SMALL, at, drawn, opened, press, shows, steps, typed, until
from tests.screens.honest import faults, settled
from tests.screens.living import World, living
from tests.screens.still import PORTAL, StillEngine, opening, signed_out, step
from wizard.model import CallError, Finding, Problem, Question, State, WaitView
from wizard.vendors.profile import load_vendor

REFUSED = CallError(code="AccessDenied", message="not authorized", service="any", status=403)
TOO_SMALL = (50, 10)

Event = Callable[[Pilot[int]], Awaitable[None]]


async def shrinks_and_grows(pilot: Pilot[int]) -> None:
    size = pilot.app.size
    await pilot.resize_terminal(*TOO_SMALL)
    await pilot.pause()
    await pilot.resize_terminal(*size)
    await settled(pilot)


async def loses_the_window_and_comes_back(pilot: Pilot[int]) -> None:
    pilot.app.post_message(events.AppBlur())
    await pilot.pause()
    await steps(pilot).redraw()
    pilot.app.post_message(events.AppFocus())
    await settled(pilot)


@pytest.mark.long
@pytest.mark.parametrize("happens", [shrinks_and_grows, loses_the_window_and_comes_back])
@pytest.mark.parametrize("size", [SMALL, BIG])
async def test_whatever_happens_enter_leads_on(size: tuple[int, int], happens: Event, tmp_path: Path) -> None:
    world = World()
    async with opened(living(world, tmp_path, load_vendor("firetiger")), size) as pilot:
        await until(pilot, shows(pilot, "Next"))
        await happens(pilot)
        await press(pilot, "enter")
        await until(pilot, shows(pilot, "What shall the account be called?"))
        await happens(pilot)
        await press(pilot, "enter")
        await happens(pilot)
        await typed(pilot, "aws@example.com")
        await happens(pilot)
        await press(pilot, "enter")
        await until(pilot, shows(pilot, "Create the account"))
        await happens(pilot)
        await press(pilot, "enter")
        await happens(pilot)
        world.refuse = REFUSED
        await press(pilot, "enter")
        await until(pilot, shows(pilot, "Try again"))
        await happens(pilot)
        await press(pilot, "f1")
        await happens(pilot)
        await press(pilot, "escape")
        await happens(pilot)


def rests_on(pilot: Pilot[int], words: str) -> bool:
    """Whether nothing is under way and a button that says so has the focus; it is given the focus where it has not."""
    view = steps(pilot).view
    button = next((one for one in pilot.app.screen.query("ActionBar Button") if words in str(one.render())), None)
    if view is None or view.busy or view.problem is None or button is None:
        return False
    if pilot.app.focused is button and button.is_attached:
        return True
    pilot.app.screen.set_focus(button)
    return False


@pytest.mark.long
@pytest.mark.parametrize("size", [SMALL, BIG])
async def test_after_a_second_try_that_failed_enter_still_does_something(size: tuple[int, int], tmp_path: Path) -> None:
    world = World()
    world.sent += ["CreateAccount"]
    async with opened(living(world, tmp_path, load_vendor("firetiger")), size) as pilot:
        await until(pilot, lambda: steps(pilot).view is not None and "2 questions" in str(steps(pilot).selection.views))
        await at(pilot, "sub-account")
        await press(pilot, "enter")
        await typed(pilot, "aws@example.com")
        await press(pilot, "enter")
        await until(pilot, lambda: steps(pilot).selection.views[2].state is State.UNMET)
        await at(pilot, "cloudtrail")
        await press(pilot, "enter")
        for _ in range(3):
            world.refuse = REFUSED
            await press(pilot, "enter")
            await until(pilot, lambda: world.refuse is None and "Try again" in drawn(pilot))
            await settled(pilot)
            await until(pilot, lambda: rests_on(pilot, "Try again"))  # what was looked at anew has new buttons
            await settled(pilot)
            await until(pilot, lambda: rests_on(pilot, "Try again"))
        await press(pilot, "enter")
        await until(pilot, lambda: "CreateTrail" in world.sent)


@pytest.mark.parametrize("size", [(60, 16), SMALL, BIG])
async def test_a_session_that_ends_while_a_form_is_filled_in_leaves_the_focus_in_sight(size: tuple[int, int]) -> None:
    questions = tuple(Question(name=f"q{n}", text=f"Question {n}?") for n in range(6))
    problem = Problem(
        key="expired",
        title="It ended",
        what="It was refused.",
        why="It is over.",
        todo=("Sign in.",) * 9,
        retry=True,
    )
    engine = StillEngine([step("sign-in", State.NEEDS_ANSWERS, questions=questions)])
    async with opened(opening(engine), size) as pilot:
        await until(pilot, shows(pilot, "Question 0?"))
        await press(pilot, "tab", "tab", "tab", "tab")
        await steps(pilot).show([step("sign-in", State.NEEDS_ANSWERS, questions=questions, problem=problem)])
        await settled(pilot)


async def test_a_question_stays_whole_where_what_is_above_it_goes() -> None:
    questions = (Question(name="sure", text="Are you sure?", help="Say it.", yes_or_no=True, default="false"),)
    waits = WaitView(what="AWS is at work.", since=0, until=900, usual="usually a few seconds", says="AT_WORK")
    found = tuple(Finding(mark="info", text=f"found {number}") for number in range(30))
    asks = step("sign-in", State.NEEDS_ANSWERS, questions=questions, findings=found)
    engine = StillEngine([replace(asks, waiting=waits, busy="observing")])
    async with opened(opening(engine), (60, 16)) as pilot:
        await until(pilot, shows(pilot, "Are you sure?"))
        while "Are you sure?" in drawn(pilot):
            steps(pilot).panel.body.scroll_relative(y=1, animate=False, immediate=True)
            await pilot.pause()
        assert isinstance(pilot.app.focused, ChoiceList)
        await steps(pilot).show([asks])
        await settled(pilot)
        assert "Are you sure?" in drawn(pilot)


async def test_the_dialog_of_a_sign_in_never_loses_the_focus() -> None:
    engine = StillEngine([signed_out(PORTAL)])
    async with opened(opening(engine)) as pilot:
        await until(pilot, shows(pilot, "Sign in at the portal"))
        await press(pilot, "enter")
        await settled(pilot)
        await shrinks_and_grows(pilot)
        assert faults(pilot) == []


async def test_a_key_does_what_it_says_where_the_terminal_forgot_to_give_the_focus_back(tmp_path: Path) -> None:
    async with opened(living(World(), tmp_path, load_vendor("firetiger"))) as pilot:
        await until(pilot, shows(pilot, "Next"))
        pilot.app.post_message(events.AppBlur())
        await pilot.pause()
        await press(pilot, "enter")
        await until(pilot, shows(pilot, "What shall the account be called?"))


async def test_a_field_that_is_scrolled_out_of_sight_takes_no_more_letters_and_enter_leads_back() -> None:
    long = tuple(Question(name=f"n{number}", text=f"Question {number}?", default="x") for number in range(12))
    still = StillEngine((step("sign-in", State.NEEDS_ANSWERS, questions=long),))
    async with opened(opening(still), SMALL) as pilot:
        await until(pilot, lambda: isinstance(pilot.app.focused, Input))
        first = pilot.app.focused
        await press(pilot, "pagedown", "pagedown")
        assert pilot.app.focused is steps(pilot).panel.body is not first
        await press(pilot, "enter")
        assert pilot.app.focused is not steps(pilot).panel.body


async def test_a_question_is_there_at_once_and_nothing_glides_past_it_later() -> None:
    far = tuple(Question(name=f"n{number}", text=f"Question {number}?", default="x") for number in range(12))
    engine = StillEngine([step("sign-in", State.NEEDS_ANSWERS, questions=far)])
    async with opened(opening(engine), SMALL) as pilot:
        await until(pilot, lambda: isinstance(pilot.app.focused, Input))
        pilot.app.animation_level = "full"
        body, scrolled = steps(pilot).panel.body, list[float]()
        pilot.app.watch(body, "scroll_y", lambda now: scrolled.append(now), init=False)
        list(pilot.app.screen.query(Asked))[-1].take_focus()
        await until(pilot, lambda: scrolled and not pilot.app.animator.is_being_animated(body, "scroll_y"))
        await pilot.wait_for_animation()
        assert "Question 11?" in drawn(pilot)
    assert [one for one in scrolled if one != round(one)] == []
