"""In every situation: no button is lost, the page keys and the wheel scroll, the log has its place."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from textual import events
from textual.pilot import Pilot
from textual.widget import Widget

from screens.dialogs.dialog import Dialog, DialogButton
from screens.offers import Offer, offers
from screens.widgets.action_bar import ActionBar, ActionButton
from tests.screens.driving import at, drawn, opened, press, steps, until
from tests.screens.still import FAILED, GRANT, HERE, PLANNED, SIGNED_IN, SUB, StillEngine, calls, opening, way
from tests.situations import PREPARED, situations
from wizard.engine.actions import possible
from wizard.model import StepView

SMALLEST, VAST = (60, 16), (200, 60)


def engine(view: StepView) -> StillEngine:
    shown = {"sign_in": SIGNED_IN, "sub_account": SUB, view.id.replace("-", "_"): view}
    return StillEngine(way(**shown), HERE, calls(30))


def rows_of_buttons() -> list[tuple[Offer, ...]]:
    """All that is ever offered together, each once."""
    return sorted({offers(view, possible(view)) for view in situations()} - {()}, key=repr)


def whole(bar: ActionBar) -> Iterator[ActionButton]:
    """The buttons whose every letter is in sight."""
    for button in bar.query(ActionButton):
        inside = bar.screen.region.contains_region(button.region) and bar.region.contains_region(button.region)
        if inside and button.content_size.width >= len(str(button.label)):
            yield button


@pytest.mark.long
async def test_no_button_is_lost_at_60_by_16_and_the_arrows_lead_to_each() -> None:
    async with opened(opening(engine(PLANNED)), SMALLEST) as pilot:
        await at(pilot, "cloudtrail")
        bar = steps(pilot).query_one(ActionBar)
        for offered in rows_of_buttons():
            await bar.show(offered)
            await pilot.pause()
            await pilot.pause()
            buttons = list(bar.query(ActionButton))
            assert [one.offer for one in whole(bar)] == list(offered), drawn(pilot)
            assert not any(
                one.region.overlaps(other.region) for one in buttons for other in buttons if one is not other
            )
            pilot.app.screen.set_focus(buttons[0])
            await pilot.pause()
            for after in buttons[1:]:
                focused = pilot.app.focused
                assert isinstance(focused, ActionButton)
                focused.action_beside(1)
                await pilot.pause()
                assert pilot.app.focused is after


def focusable(pilot: Pilot[int]) -> list[Widget]:
    return [one for one in pilot.app.screen.focus_chain if steps(pilot).panel in one.ancestors]


@pytest.mark.long
@pytest.mark.parametrize("view", PREPARED, ids=lambda view: f"{view.id} {view.state}")
async def test_the_page_keys_scroll_whatever_has_the_focus_and_the_wheel_wherever_it_turns(view: StepView) -> None:
    async with opened(opening(engine(view)), SMALLEST) as pilot:
        await at(pilot, view.id)
        body = steps(pilot).panel.body
        if not body.max_scroll_y:
            return
        for one in focusable(pilot):
            body.scroll_home(animate=False)
            await pilot.pause()
            pilot.app.screen.set_focus(one, scroll_visible=False)
            await pilot.press("pagedown")
            await pilot.pause()
            assert body.scroll_y > 0 or _scrolled(pilot, body), one
            await pilot.press("pageup", "pageup", "pageup")
            await pilot.pause()
            assert body.scroll_y == 0, one
        for row in range(1, SMALLEST[1]):
            body.scroll_home(animate=False)
            await pilot.pause()
            await pilot._post_mouse_events([events.MouseScrollDown], None, (20, row))
            await pilot.pause()
            await until(pilot, lambda: body.scroll_y > 0 or _scrolled(pilot, body), seconds=2)


def _scrolled(pilot: Pilot[int], body: Widget) -> bool:
    """Whether a list under the mouse has scrolled by itself."""
    return any(one.scroll_y > 0 for one in pilot.app.screen.query("Lines, ChoiceList") if one is not body)


@pytest.mark.parametrize("view", [PLANNED, FAILED, GRANT], ids=lambda view: view.id)
async def test_on_200_by_60_the_log_is_beside_a_column_of_a_hundred_cells(view: StepView) -> None:
    async with opened(opening(engine(view)), VAST) as pilot:
        await at(pilot, view.id)
        await pilot.pause()
        panel, activity = steps(pilot).panel, pilot.app.screen.query_one("#activity")
        assert panel.body.scrollable_content_region.width >= 100
        assert activity.region.x >= panel.region.right
        assert activity.region.height > VAST[1] / 2
        await until(pilot, lambda: "cloudtrail DescribeTrails" in drawn(pilot))


@pytest.mark.parametrize("key", ["f1", "question_mark"])
async def test_a_dialog_focuses_its_button_and_its_text_scrolls_all_the_same(key: str) -> None:
    async with opened(opening(engine(FAILED)), SMALLEST) as pilot:
        await at(pilot, "template")
        await press(pilot, key)
        await until(pilot, lambda: isinstance(pilot.app.screen, Dialog))
        assert isinstance(pilot.app.focused, DialogButton)
        text = pilot.app.screen.query_one("#text")
        await press(pilot, "pagedown")
        assert text.scroll_y > 0 or not text.max_scroll_y
        await press(pilot, "home")
        assert text.scroll_y == 0
        assert isinstance(pilot.app.focused, DialogButton)
        await press(pilot, "enter")
        assert pilot.app.screen is steps(pilot)
