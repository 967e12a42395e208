"""The frame: what stands where at which size, the keys, the mouse, the activity."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import msgspec
import pytest
from textual.widgets import Button

from screens.app import OnboardApp
from screens.widgets.activity import MOST, Activity
from screens.widgets.fields import ChoiceList
from screens.widgets.key_line import KeyLine
from screens.widgets.plan_card import ChangeLine
from screens.widgets.rail import Rail
from tests.screens.driving import BIG, SMALL, at, drawn, lines, opened, press, selected, shows, steps, typed, until
from tests.screens.still import (
    ACCOUNT,
    ARN,
    ASKED,
    FAILED,
    GRANT,
    HANDED_OVER,
    HERE,
    NOW,
    PENDING,
    PLANNED,
    SIGNED_IN,
    SUB,
    StillEngine,
    calls,
    opening,
    step,
    way,
)
from wizard.model import CallBegan, CallEnded, Choice, Question, State, StepChanged


def engine(**views: Any) -> StillEngine:
    given = views or {"sub_account": SUB, "cloudtrail": PLANNED}
    return StillEngine(way(sign_in=SIGNED_IN, **given), HERE, calls(7))


@pytest.mark.parametrize("size", [(60, 16), SMALL, (100, 30), BIG, (200, 60)])
async def test_every_size_says_which_product_account_step_and_sandbox(size: tuple[int, int]) -> None:
    async with opened(opening(engine()), size) as pilot:
        await at(pilot, "cloudtrail")
        await until(pilot, shows(pilot, "Firetiger onboarding", "SANDBOX", "CloudTrail", "step 3 of 6", "quit"))


@pytest.mark.parametrize("size", [(59, 30), (80, 15)])
async def test_a_window_too_small_says_so_in_one_sentence(size: tuple[int, int]) -> None:
    async with opened(opening(engine()), size) as pilot:
        await until(pilot, shows(pilot, "too small"))
        assert "Steps" not in drawn(pilot)


async def test_a_window_made_larger_shows_the_wizard_again() -> None:
    async with opened(opening(engine()), (50, 12)) as pilot:
        await until(pilot, shows(pilot, "too small"))
        await pilot.resize_terminal(120, 40)
        await until(pilot, shows(pilot, "Steps"))


async def test_the_masthead_says_account_region_and_time() -> None:
    async with opened(opening(engine())) as pilot:
        await until(pilot, shows(pilot, "account 4288 6124 8123 · us-east-1 · "))


async def test_the_keys_of_the_last_line_are_those_that_do_something() -> None:
    async with opened(opening(engine(sub_account=ASKED))) as pilot:
        await until(pilot, shows(pilot, "→ next"))
        assert "← back" not in lines(pilot)[-1]
        await at(pilot, "sub-account")
        await press(pilot, "enter")
        await until(pilot, lambda: "leave field" in lines(pilot)[-1])
        assert "check again" not in lines(pilot)[-1], "r would be typed into the field"
        await press(pilot, "escape")
        await until(pilot, lambda: "check again" in lines(pilot)[-1])


async def test_the_mouse_selects_steps_opens_changes_and_presses_buttons_and_keys() -> None:
    still = engine()
    async with opened(opening(still)) as pilot:
        await until(pilot, lambda: steps(pilot).view)
        await pilot.click(Rail, offset=(6, 9))
        assert selected(pilot) == "cloudtrail"
        await pilot.pause()
        await pilot.click(ChangeLine)
        await until(pilot, shows(pilot, "aws s3api create-bucket", '"Bucket"'))
        await pilot.click("#actions Button")
        await until(pilot, lambda: ("approve", "cloudtrail") in still.told)
        keys = lines(pilot)[-1]
        await pilot.click(KeyLine, offset=(keys.index("F1"), 0))
        await until(pilot, shows(pilot, "Why: CloudTrail"))
        await pilot.click("#close")
        await until(pilot, lambda: pilot.app.screen is steps(pilot))


async def test_a_change_opens_to_its_command_and_parameters_by_enter() -> None:
    async with opened(opening(engine()), SMALL) as pilot:
        await at(pilot, "cloudtrail")
        await press(pilot, "tab", "enter")
        await until(pilot, shows(pilot, "aws s3api create-bucket", '"Bucket"'))
        await press(pilot, "enter")
        await until(pilot, lambda: '"Bucket"' not in drawn(pilot))


async def test_one_change_alone_is_copied_as_a_script_that_runs() -> None:
    copied: list[str] = []

    def copy(text: str, _send: object, _name: str) -> str:
        copied.append(text)
        return "Copied."

    assert PLANNED.plan is not None
    changes = tuple(msgspec.structs.replace(one, script=f"#!/bin/sh\n{one.command}\n") for one in PLANNED.plan.changes)
    planned = replace(PLANNED, plan=msgspec.structs.replace(PLANNED.plan, changes=changes))
    still = StillEngine(way(sign_in=SIGNED_IN, sub_account=SUB, cloudtrail=planned), HERE)
    async with opened(opening(still, copy=copy)) as pilot:
        await at(pilot, "cloudtrail")
        await press(pilot, "tab", "tab")
        await until(pilot, shows(pilot, "copy command"))
        await press(pilot, "c")
        await until(pilot, lambda: copied)
    assert copied == [changes[1].script]


@pytest.mark.parametrize(
    ("size", "key"), [((60, 16), "enter go to questions"), (SMALL, "enter go to questions"), ((120, 60), "enter next")]
)
async def test_a_problem_is_read_before_its_questions_are_answered(size: tuple[int, int], key: str) -> None:
    asked = replace(FAILED, state=State.NEEDS_ANSWERS, questions=ASKED.questions)
    still = StillEngine(way(sign_in=SIGNED_IN, sub_account=SUB, template=asked), HERE)
    async with opened(opening(still), size) as pilot:
        await at(pilot, "template")
        await until(pilot, shows(pilot, key))
        assert "CloudFormation couldn't create the stack" in drawn(pilot)
        if key == "enter go to questions":
            await press(pilot, "enter")
            await until(pilot, shows(pilot, "enter next", "What shall the account be called?"))
        assert still.told == [("start", False)]


async def test_a_press_is_carried_out_once() -> None:
    still = engine()
    async with opened(opening(still)) as pilot:
        await at(pilot, "cloudtrail")
        await press(pilot, "enter", "enter", "enter", "enter")
        await until(pilot, lambda: ("approve", "cloudtrail") in still.told)
    assert still.told.count(("approve", "cloudtrail")) == 1


async def test_hundreds_of_choices_can_be_searched() -> None:
    accounts = tuple(Choice(f"{number:012}", f"account {number}") for number in range(400))
    question = Question(name="account_id", text="Which one?", choices=accounts)
    still = engine(sub_account=step("sub-account", State.NEEDS_ANSWERS, questions=(question,)))
    async with opened(opening(still), SMALL) as pilot:
        await at(pilot, "sub-account")
        await typed(pilot, "000387")
        await until(pilot, lambda: pilot.app.screen.query_one(ChoiceList).option_count == 1)
        await press(pilot, "enter")
        await until(pilot, lambda: ("answer", "sub-account", {"account_id": "000000000387"}) in still.told)


async def test_a_click_on_a_choice_chooses_and_does_not_go_on() -> None:
    still = engine(sub_account=ASKED)
    async with opened(opening(still)) as pilot:
        await at(pilot, "sub-account")
        await pilot.click(ChoiceList, offset=(4, 2))
        await until(pilot, lambda: pilot.app.screen.query_one(ChoiceList).value == "existing")
        assert pilot.app.focused is pilot.app.screen.query_one(ChoiceList)


async def test_going_on_from_what_is_pending_leads_to_what_needs_a_person() -> None:
    async with opened(opening(engine(sub_account=SUB, bedrock=PENDING, cloudtrail=PLANNED))) as pilot:
        await at(pilot, "bedrock")
        await until(pilot, shows(pilot, "3:12 of up to 15:00"))
        await press(pilot, "enter")
        assert selected(pilot) == "cloudtrail"


async def test_the_handover_shows_the_arn_alone_on_its_line_and_what_is_open() -> None:
    done = {name: step(name.replace("_", "-"), State.SATISFIED) for name in ("cloudtrail", "template")}
    async with opened(opening(engine(sub_account=SUB, bedrock=PENDING, handover=HANDED_OVER, **done)), SMALL) as pilot:
        await at(pilot, "handover")
        await until(pilot, shows(pilot, "Still open: Bedrock (waiting for AWS)", "Finish"))
        assert any(line.strip(" │┃").strip() == ARN for line in lines(pilot))


async def test_the_activity_is_folded_bigger_and_folded_again() -> None:
    async with opened(opening(engine())) as pilot:
        height = [pilot.app.screen.query_one(Activity).size.height]
        for _ in range(3):
            await press(pilot, "a")
            height.append(pilot.app.screen.query_one(Activity).size.height)
    assert height[2] > height[1] > height[0] == 1
    assert height[3] == height[0]


async def test_a_call_that_ends_changes_its_line_in_place() -> None:
    async with opened(opening(engine())) as pilot:
        activity = pilot.app.screen.query_one(Activity)
        await press(pilot, "a")
        await until(pilot, lambda: "1 of 2" in drawn(pilot))
        count = activity.height_in_lines()
        began = calls(7)[-1]
        fields = {name: getattr(began, name) for name in CallBegan.__struct_fields__}
        activity.take([CallEnded(**fields, seconds=1.5, outcome="Throttling")], NOW)
        await until(pilot, shows(pilot, "1.5 s", "1 of 2 Throttling"))
        assert activity.height_in_lines() == count


async def test_the_activity_keeps_ten_thousand_lines_and_stays_at_the_newest() -> None:
    async with opened(opening(engine())) as pilot:
        activity = pilot.app.screen.query_one(Activity)
        base = {"account": ACCOUNT, "region": "us-east-1", "service": "s3", "writes": False}
        ended = [
            CallEnded(number=1000 + n, at=NOW, operation=f"Call{n}", seconds=0.1, outcome="ok", **base)
            for n in range(MOST + 500)
        ]
        activity.take(ended, NOW)
        await until(pilot, shows(pilot, f"Call{MOST + 499}"))
        assert activity.height_in_lines() == MOST


@pytest.mark.parametrize("size", [SMALL, BIG])
async def test_arrows_move_between_buttons_and_at_the_ends_to_the_next_step(size: tuple[int, int]) -> None:
    async with opened(opening(engine()), size) as pilot:
        await at(pilot, "cloudtrail")
        buttons = list(pilot.app.screen.query(Button))
        assert len(buttons) == 3
        buttons[0].focus()
        await press(pilot, "right", "right")
        assert pilot.app.focused is buttons[2]
        await press(pilot, "left")
        assert pilot.app.focused is buttons[1]
        await press(pilot, "right", "right")
        await at(pilot, "template")


@pytest.mark.parametrize("size", [(60, 16), SMALL])
async def test_page_keys_scroll_what_is_read_also_from_a_button_or_a_field(size: tuple[int, int]) -> None:
    async with opened(opening(engine()), size) as pilot:
        await at(pilot, "cloudtrail")
        body = steps(pilot).panel.body
        body.scroll_home(animate=False, immediate=True)
        pilot.app.screen.query(Button).first().focus()
        await press(pilot, "pagedown")
        await until(pilot, lambda: body.scroll_offset.y > 0)
        await press(pilot, "pageup")
        await until(pilot, lambda: body.scroll_offset.y == 0)


@pytest.mark.parametrize("size", [SMALL, BIG])
async def test_account_and_region_stay_where_there_is_no_room_for_the_clock(size: tuple[int, int]) -> None:
    async with opened(opening(engine()), size) as pilot:
        await at(pilot, "cloudtrail")
        await until(pilot, lambda: "4288 6124 8123 · us-east-1" in lines(pilot)[0])


async def test_the_theme_can_be_light() -> None:
    async with opened(opening(engine())) as pilot:
        pilot.app.action_light_or_dark()
        await pilot.pause()
        assert pilot.app.theme == "firetiger-light"


async def test_buttons_keep_their_words_where_these_fit_and_none_is_cut() -> None:
    async with opened(opening(engine()), (62, 20)) as pilot:
        await at(pilot, "cloudtrail")
        await until(pilot, shows(pilot, "Make these 3 changes", "Run it yourself", "Skip step"))
        assert all(button.region.right <= 62 for button in pilot.app.screen.query(Button))


async def test_buttons_are_shortened_where_they_do_not_fit() -> None:
    async with opened(opening(engine(template=GRANT)), (60, 20)) as pilot:
        await at(pilot, "template")
        await until(pilot, shows(pilot, "Grant Firetiger administrator access", "Run yourself"))
        assert "Run it yourself" not in drawn(pilot)
        assert all(button.region.right <= 60 for button in pilot.app.screen.query(Button))


async def test_what_is_still_to_be_drawn_when_the_wizard_ends_is_left_undrawn() -> None:
    still = StillEngine((replace(FAILED, id="sign-in"),), HERE)
    async with opened(opening(still), BIG) as pilot:
        ended = pilot.app
    assert isinstance(ended, OnboardApp)
    still.emit(StepChanged(step="sign-in"))
    await ended._take_events()
