"""Every dialog at every size: one frame, no rows lost to nothing, its buttons in sight, the focus in it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise

import pytest
from textual.pilot import Pilot
from textual.widgets import Static

from screens.dialogs.dialog import Dialog, DialogButton
from screens.launch import Launch
from tests.screens.driving import at, lines, opened, press, until
from tests.screens.still import (
    ASKED,
    FAILED,
    GRANT,
    HERE,
    PLANNED,
    PORTAL,
    PURPOSES,
    SIGNED_IN,
    SUB,
    TRAIL_FINDINGS,
    StillEngine,
    calls,
    opening,
    signed_out,
    way,
)  # fmt: skip
from wizard.model import AskedQuestion, SpeakersCard, StepView

SIZES = ((60, 16), (80, 24), (120, 40), (200, 60))
CARDS = {
    "cloudtrail": SpeakersCard(
        takes="about a minute",
        say=("CloudTrail records what is done in the account.",),
        asked=(AskedQuestion(question="What does it cost?", answer="The first copy is free."),),
    )
}
BEGUN = "An onboarding was begun on 2026-11-22 10:04 for account 111122223333; 3 of 6 steps are done."


def at_step(*views: StepView, **others: object) -> Launch:
    shown = {"sign_in": SIGNED_IN, **{view.id.replace("-", "_"): view for view in views}}
    engine = StillEngine(way(**shown), HERE, calls(7))
    return opening(engine, later=lambda *_: None, **others)


# The screen it comes from, the step in sight, and the keys that lead to it.
DIALOGS: dict[str, tuple[Callable[[], Launch], str, tuple[str, ...]]] = {
    "by hand": (lambda: at_step(SUB, PLANNED), "cloudtrail", ("enter", "right", "enter")),
    "skip": (lambda: at_step(SUB, PLANNED), "cloudtrail", ("enter", "right", "right", "enter")),
    "why": (lambda: at_step(SUB, PLANNED), "cloudtrail", ("f1",)),
    "keys": (lambda: at_step(SUB, PLANNED), "cloudtrail", ("question_mark",)),
    "consent": (lambda: at_step(SUB, GRANT), "template", ("enter", "enter")),
    "card": (lambda: at_step(SUB, PLANNED, present=True, cards=CARDS), "cloudtrail", ("f4",)),
    "stop presenting": (lambda: at_step(SUB, PLANNED, present=True), "cloudtrail", ("f2",)),
    "sign in": (lambda: at_step(signed_out(PORTAL)), signed_out(PORTAL).id, ("enter",)),
    "resume": (lambda: at_step(SUB, resume=BEGUN), "", ()),
    "what to do": (lambda: at_step(SUB, purposes=PURPOSES), "", ()),
    "start over": (lambda: at_step(SUB, resume=BEGUN), "", ("right", "enter")),
}


def empty_rows_together(pilot: Pilot[int]) -> list[int]:
    """Rows of the box that are empty as the one before is; what a script has is the script's."""
    box = pilot.app.screen.query_one(".box").region
    script = [one.region for one in pilot.app.screen.query("#script, #qr")]
    script += [one.region for one in pilot.app.screen.query("#text") if one.max_scroll_y]  # it goes on below
    rows = [line[box.x + 1 : box.right - 1] for line in lines(pilot)[box.y + 1 : box.bottom - 1]]
    empty = [
        number
        for number, row in enumerate(rows, box.y + 1)
        if not row.strip() and not any(one.y <= number < one.bottom for one in script)
    ]
    return [second for first, second in pairwise(empty) if second == first + 1]


@pytest.mark.long
@pytest.mark.parametrize("name", DIALOGS)
async def test_a_dialog_has_one_frame_its_buttons_and_the_focus_at_every_size(name: str) -> None:
    launch, step, keys = DIALOGS[name]
    async with opened(launch(), SIZES[1]) as pilot:
        if step:
            await at(pilot, step)
        await press(pilot, *keys)
        await until(pilot, lambda: isinstance(pilot.app.screen, Dialog))
        for size in SIZES:
            await pilot.resize_terminal(*size)
            await pilot.pause()
            await pilot.pause()
            whole = pilot.app.screen.region
            frames = [one for screen in pilot.app.screen_stack for one in screen.query(".box") if one.visible]
            assert len(frames) == 1
            assert whole.contains_region(frames[0].region)
            for button in pilot.app.screen.query(DialogButton):
                assert not button.display or frames[0].region.contains_region(button.region), (size, button)
            assert empty_rows_together(pilot) == [], size
            assert pilot.app.focused is not None
            assert pilot.app.focused in pilot.app.screen.walk_children()


async def test_a_dialog_that_another_one_hid_is_there_again_afterwards_with_its_focus() -> None:
    async with opened(at_step(SUB, resume=BEGUN)) as pilot:
        await until(pilot, lambda: isinstance(pilot.app.screen, Dialog))
        await press(pilot, "right", "enter", "escape")
        assert pilot.app.screen.query_one(".box").visible
        assert isinstance(pilot.app.focused, DialogButton)


@pytest.mark.parametrize("view", [replace(ASKED, findings=TRAIL_FINDINGS), PLANNED, FAILED, GRANT, SUB])
async def test_no_heading_is_there_twice(view: StepView) -> None:
    async with opened(at_step(view)) as pilot:
        await at(pilot, view.id)
        shown = [str(one.render()) for one in pilot.app.screen.query(".heading").results(Static) if one.display]
        assert len(set(shown)) == len(shown)
        assert bool(shown) or not view.findings
