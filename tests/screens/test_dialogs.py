"""Dialogs: what is said before something is done, and how one leaves them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import msgspec
import pytest

from screens.widgets.action_bar import ActionButton
from screens.widgets.plan_card import ChangeLine
from tests.screens.driving import BIG, SMALL, at, drawn, opened, press, selected, shows, steps, typed, until
from tests.screens.still import ASKED, FAILED, GRANT, PLANNED, SIGNED_IN, SUB, TRAIL_PLAN, StillEngine, opening, way
from wizard.model import UndoView, WayBack

BEGUN = "An onboarding was begun on 2026-11-22 10:04 for account 111122223333; 3 of 6 steps are done."


def engine(**others: Any) -> StillEngine:
    return StillEngine(way(**{"sign_in": SIGNED_IN, "sub_account": SUB, "cloudtrail": PLANNED, **others}))


async def test_what_was_begun_is_gone_on_with_by_one_enter() -> None:
    still = engine()
    async with opened(opening(still, resume=BEGUN)) as pilot:
        await until(pilot, shows(pilot, "Welcome back", "account 1111 2222 3333"))
        assert still.told == []
        await press(pilot, "enter")
        await until(pilot, lambda: selected(pilot) == "cloudtrail")
    assert still.told == [("start", False)]


async def test_starting_over_is_asked_once_more() -> None:
    still = engine()
    async with opened(opening(still, resume=BEGUN)) as pilot:
        await until(pilot, shows(pilot, "Welcome back"))
        await press(pilot, "tab", "enter")
        await until(pilot, shows(pilot, "Start over?"))
        assert still.told == []
        await press(pilot, "tab", "enter")
        await until(pilot, lambda: still.told == [("start", True)])


async def test_quitting_at_the_offer_starts_nothing() -> None:
    still = engine()
    async with opened(opening(still, resume=BEGUN)) as pilot:
        await until(pilot, shows(pilot, "Welcome back"))
        await press(pilot, "tab", "tab", "enter")
        await until(pilot, lambda: not pilot.app.is_running)
    assert still.told == []


@pytest.mark.parametrize("size", [SMALL, BIG, (60, 16)])
async def test_the_consent_shows_its_buttons_and_the_sandbox_at_every_size(size: tuple[int, int]) -> None:
    async with opened(opening(engine(template=GRANT)), size) as pilot:
        await at(pilot, "template")
        await press(pilot, "enter", "enter")
        await until(pilot, shows(pilot, "Not now", "Grant Firetiger administrator access", "SANDBOX"))


async def test_a_consent_to_a_plan_that_has_changed_meanwhile_is_not_taken() -> None:
    still = engine(template=GRANT)
    async with opened(opening(still)) as pilot:
        await at(pilot, "template")
        await press(pilot, "enter")
        await until(pilot, shows(pilot, "Your consent"))
        await steps(pilot).show(way(sign_in=SIGNED_IN, sub_account=SUB, template=_other_plan()))
        await press(pilot, "tab", "enter")
        await until(pilot, shows(pilot, "The plan has changed"))
    assert ("approve", "template") not in still.told


NAMED = "Other workloads run in this account. Type its name to continue: Production"


async def test_where_something_else_runs_the_accounts_name_is_typed_before_the_consent_counts() -> None:
    assert GRANT.plan is not None
    still = engine(template=replace(GRANT, plan=msgspec.structs.replace(GRANT.plan, confirm="Production", asks=NAMED)))
    async with opened(opening(still)) as pilot:
        await at(pilot, "template")
        await press(pilot, "enter")
        await until(pilot, shows(pilot, "Type its name to continue: Production", "Not now"))
        await press(pilot, "tab", "tab", "enter")
        await until(pilot, shows(pilot, "That doesn't match."))
        assert ("approve", "template") not in still.told
        await typed(pilot, "Production")
        await press(pilot, "tab", "enter")
        await until(pilot, lambda: ("approve", "template") in still.told)


def _other_plan() -> Any:
    assert GRANT.plan is not None
    return replace(GRANT, plan=msgspec.structs.replace(GRANT.plan, changes=TRAIL_PLAN.changes))


async def test_a_step_that_a_person_brought_to_its_end_is_said_to_be_done() -> None:
    still = engine(sub_account=ASKED)
    async with opened(opening(still)) as pilot:
        await at(pilot, "sub-account")
        steps(pilot).selection.act()
        await steps(pilot).show(way(sign_in=SIGNED_IN, sub_account=SUB, cloudtrail=PLANNED))
        await until(pilot, shows(pilot, "✓ Sub-account: done"))


async def test_going_back_takes_back_what_was_answered_before_and_nothing_else() -> None:
    still = engine(sub_account=replace(ASKED, questions=ASKED.questions[1:], answers={"mode": "create"}))
    async with opened(opening(still)) as pilot:
        await at(pilot, "sub-account")
        await until(pilot, shows(pilot, "Back to previous question"))
        back = next(button for button in pilot.app.screen.query(ActionButton) if button.offer.action == "change")
        back.focus()
        await press(pilot, "enter")
        await until(pilot, lambda: bool(still.told) and still.told[-1][0] == "withdraw")
    assert still.told[-1] == ("withdraw", "sub-account", ("mode",))


async def test_other_credentials_are_asked_for_by_the_step_that_the_engine_names() -> None:
    still = engine(sub_account=ASKED)
    still.asks_again = "sub-account"
    async with opened(opening(still)) as pilot:
        await at(pilot, "cloudtrail")
        steps(pilot).drafts["sub-account"] = {"name": "former"}
        await press(pilot, "i")
        await until(pilot, lambda: selected(pilot) == "sub-account")
        assert "sub-account" not in steps(pilot).drafts
    assert ("reconsider",) in still.told


async def test_where_no_step_asks_who_one_is_the_step_in_sight_stays() -> None:
    still = engine()
    still.asks_again = ""
    async with opened(opening(still)) as pilot:
        await at(pilot, "cloudtrail")
        await press(pilot, "i")
        await until(pilot, lambda: ("reconsider",) in still.told)
        assert selected(pilot) == "cloudtrail"


async def test_by_hand_the_script_is_copied_whole_and_then_looked_at_again() -> None:
    copied: list[tuple[str, str]] = []

    def copy(text: str, _send: object, name: str) -> str:
        copied.append((text, name))
        return "Sent to your terminal's clipboard (OSC 52)."

    still = engine()
    async with opened(opening(still, copy=copy), SMALL) as pilot:
        await at(pilot, "cloudtrail")
        await press(pilot, "enter", "tab", "enter")
        await until(pilot, shows(pilot, "Run it yourself: CloudTrail", "create-trail"))
        await press(pilot, "c")
        await until(pilot, shows(pilot, "Sent to your terminal's clipboard"))
        await press(pilot, "tab", "tab", "tab", "enter")
        await until(pilot, lambda: ("look_again", "cloudtrail") in still.told)
    assert copied == [(TRAIL_PLAN.script, "commands.sh")]


LISTED = """\
# --- In account 428861248123 ---

# Close the account firetiger. Closing suspends the account at once and deletes everything in it after 90 days.
aws organizations close-account --account-id 428861248123 --region us-east-1 --profile administrators
"""


@pytest.mark.parametrize("size", [(60, 16), SMALL, BIG, (200, 60)])
async def test_what_undoes_it_is_read_whole_on_any_step_and_copied_as_a_script(size: tuple[int, int]) -> None:
    copied: list[tuple[str, str]] = []

    def copy(text: str, _send: object, name: str) -> str:
        copied.append((text, name))
        return "Sent to your terminal's clipboard (OSC 52)."

    still = engine(template=GRANT)
    still.undoes = WayBack(listing=LISTED, script="#!/bin/sh\nundo\n")
    async with opened(opening(still, copy=copy), size) as pilot:
        for name in ("sign-in", "cloudtrail", "template"):
            await at(pilot, name)
            await press(pilot, "z")
            await until(pilot, shows(pilot, "Undo what was made", "Copy script"))
            said = drawn(pilot)
            await press(pilot, "end")
            said += drawn(pilot)
            # Nothing is cut at the edge: what it means and which profile it takes is in sight at every width.
            assert "after 90 days" in " ".join(said.replace("│", " ").split())
            assert "administrators" in said
            await press(pilot, "c")
            await until(pilot, shows(pilot, "Sent to your terminal's clipboard"))
            await press(pilot, "escape")
            await until(pilot, lambda: pilot.app.screen is steps(pilot))
    assert copied == [("#!/bin/sh\nundo\n", "undo.sh")] * 3
    assert still.told == [("start", False)], "looking at it does nothing"


async def test_before_anything_was_made_it_says_so_and_copies_nothing() -> None:
    copied: list[str] = []
    async with opened(opening(engine(), copy=lambda text, _send, name: copied.append(text) or name)) as pilot:
        await at(pilot, "cloudtrail")
        await press(pilot, "z")
        await until(pilot, shows(pilot, "Nothing has been changed yet"))
        assert "Copy the script" not in drawn(pilot)
        await press(pilot, "c")
    assert copied == []


@pytest.mark.parametrize("size", [(60, 16), SMALL, BIG, (200, 60)])
async def test_each_change_says_how_it_is_undone_before_it_is_approved(size: tuple[int, int]) -> None:
    assert PLANNED.plan is not None
    undo = UndoView(to_read=("aws s3api delete-bucket --bucket b",), names=("aws s3api delete-bucket",), words="Soon.")
    changes = (msgspec.structs.replace(PLANNED.plan.changes[0], undo=undo),)
    planned = replace(PLANNED, plan=msgspec.structs.replace(PLANNED.plan, changes=changes))
    async with opened(opening(engine(cloudtrail=planned)), size) as pilot:
        await at(pilot, "cloudtrail")
        await press(pilot, "pagedown", "pagedown")
        await until(pilot, shows(pilot, "Undo: aws s3api delete-bucket. Soon."))
        assert "delete-bucket --bucket b" not in drawn(pilot)
        pilot.app.screen.query(ChangeLine).first().focus()
        await press(pilot, "enter")
        await until(pilot, lambda: "delete-bucket --bucket b" in " ".join(drawn(pilot).split()) or size[1] < 40)


async def test_the_keys_are_listed_as_they_are_on_this_screen() -> None:
    async with opened(opening(engine(template=FAILED))) as pilot:
        await at(pilot, "template")
        await press(pilot, "question_mark")
        await until(pilot, shows(pilot, "show error", "check again", "quit"))
        assert "copy ARN" not in drawn(pilot)
        await press(pilot, "escape")
        assert pilot.app.screen is steps(pilot)


async def test_the_long_text_is_one_key_away() -> None:
    async with opened(opening(engine())) as pilot:
        await at(pilot, "cloudtrail")
        await press(pilot, "f1")
        await until(pilot, shows(pilot, "Why: CloudTrail", "The wizard only reads until you approve a change."))


async def test_the_palette_lists_everything_and_approves_nothing() -> None:
    still = engine()
    async with opened(opening(still)) as pilot:
        await at(pilot, "cloudtrail")
        await press(pilot, "ctrl+p")
        await until(pilot, shows(pilot, "Go to button: Make these 3 changes", "Skip step"))
        await press(pilot, "enter")
        await until(pilot, lambda: pilot.app.screen is steps(pilot) and "press button" in drawn(pilot))
    assert ("approve", "cloudtrail") not in still.told


async def test_what_the_palette_offers_of_the_whole_app_is_carried_out() -> None:
    from textual import events

    async with opened(opening(engine())) as pilot:
        await at(pilot, "cloudtrail")
        await press(pilot, "ctrl+p")
        pilot.app.post_message(events.Paste("quit"))
        await until(pilot, shows(pilot, "key ^q"))
        await press(pilot, "enter", "enter")
        await until(pilot, lambda: not pilot.app.is_running)


async def test_the_palette_finds_a_step_by_its_name() -> None:
    from textual import events

    async with opened(opening(engine())) as pilot:
        await at(pilot, "cloudtrail")
        await press(pilot, "ctrl+p")
        pilot.app.post_message(events.Paste("go to sub"))
        await until(pilot, lambda: "Go to Sub-account" in drawn(pilot) and "in CloudTrail" not in drawn(pilot))
        await press(pilot, "down", "enter")
        await until(pilot, lambda: selected(pilot) == "sub-account")


async def test_what_the_engine_refuses_is_told_in_its_own_words() -> None:
    still = engine()

    def refuse(_step: str) -> None:
        raise ValueError("mode has to be one of create, existing; not 'x'.")

    still.look_again = refuse
    async with opened(opening(still)) as pilot:
        await at(pilot, "cloudtrail")
        await press(pilot, "r")
        await until(pilot, shows(pilot, "Mode has to be one of create, existing"))
        await press(pilot, "enter")
        assert "Make these 3 changes" in drawn(pilot)
