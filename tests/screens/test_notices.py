"""What is said in passing covers nothing: not the consent, not a question, not which step this is."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widget import Widget

from screens.widgets.notices import Notices
from tests.screens.driving import at, drawn, lines, opened, press, shows, steps, until
from tests.screens.honest import settled
from tests.screens.living import World, living
from wizard.vendors.profile import load_vendor

SIZES = [(60, 16), (80, 24), (120, 40), (200, 50)]
LONG = "Saved as /home/ada/a-directory-with-a-long-name/firetiger-handover-simulated.json, and nothing was replaced."


def covered(pilot: Pilot[int]) -> list[Widget]:
    """What is drawn where the notices are; nothing may be."""
    screen = pilot.app.screen
    (notices,) = screen.query(Notices)
    assert notices.region.area > 0, "there is something to see"
    drawn_ones = screen._compositor.visible_widgets
    return [
        widget
        for widget, (region, clip) in drawn_ones.items()
        if widget is not notices
        and widget not in notices.ancestors
        and region.intersection(clip).overlaps(notices.region)
    ]


@pytest.mark.parametrize("presenting", [False, True])
@pytest.mark.parametrize("size", SIZES)
async def test_a_notice_covers_nothing_of_a_question(size: tuple[int, int], presenting: bool, tmp_path: Path) -> None:
    opening = living(World(), tmp_path, load_vendor("firetiger"), present=presenting)
    async with opened(opening, size) as pilot:
        await at(pilot, "sub-account")
        await until(pilot, shows(pilot, "What shall the account be called?", "step 2 of 6"))
        await settled(pilot)
        before = lines(pilot)
        pilot.app.notify(LONG, markup=False)
        await until(pilot, shows(pilot, "Saved as"))
        assert covered(pilot) == []
        assert all(text in drawn(pilot) for text in ("step 2 of 6", "What shall the account be called?"))
        if size != SIZES[0]:  # where there is hardly room, the field with the focus stays in sight instead
            assert lines(pilot)[1 : size[1] // 2] == before[1 : size[1] // 2], "what is read does not move"


@pytest.mark.parametrize("size", SIZES[1:])
async def test_a_notice_covers_nothing_of_a_consent(size: tuple[int, int], tmp_path: Path) -> None:
    world = World()
    world.sent += ["CreateAccount", "CreateTrail"]
    async with opened(living(world, tmp_path, load_vendor("firetiger")), size) as pilot:
        await until(pilot, lambda: steps(pilot).view is not None)
        await at(pilot, "sub-account")
        await until(pilot, shows(pilot, "What shall the account be called?"))
        await press(pilot, "enter", *"a@b.c", "enter")
        await at(pilot, "template")
        await until(pilot, shows(pilot, "Grant Firetiger"))
        await press(pilot, "enter", "enter")
        await until(pilot, shows(pilot, "Your consent"))
        pilot.app.notify(LONG, markup=False)
        await until(pilot, shows(pilot, "Saved as"))
        assert covered(pilot) == []
        for text in ("Your consent", "Firetiger will be able to do everything", "Not now", "Grant Firetiger"):
            assert text in drawn(pilot)


async def test_a_notice_goes_by_itself_and_gives_its_row_back(tmp_path: Path) -> None:
    async with opened(living(World(), tmp_path, load_vendor("firetiger"))) as pilot:
        await at(pilot, "sub-account")
        await until(pilot, shows(pilot, "What shall the account be called?"))
        pilot.app.notify("Copied.", timeout=0.1)
        await until(pilot, lambda: "Copied." not in drawn(pilot) and not steps(pilot).has_class("-noticing"))
        assert steps(pilot).query_one("#activity").size.height == 1, "its row"
