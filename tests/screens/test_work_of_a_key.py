"""What a key costs at rest, counted: times differ from machine to machine, the work does not."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from types import CodeType, FrameType
from typing import Any

from textual.content import Content
from textual.css.query import DOMQuery
from textual.screen import Screen
from textual.widget import Widget

from screens.painting import Narrow
from screens.widgets.fields import ChoiceList
from tests.screens.driving import BIG, opened, until
from tests.screens.still import StillEngine, opening, step
from wizard.model import Choice, Question, State

CHOICES = tuple(Choice(str(number), f"Choice {number}", "what it means") for number in range(8))
ASKED = (Question(name="which", text="Which one?", choices=CHOICES), Question(name="name", text="Which name?"))


@contextmanager
def counted() -> Iterator[Counter[str]]:
    """How often widgets were asked for their lines, choices laid out, widgets looked for, and the screen laid out."""
    told: Counter[str] = Counter()
    watched: dict[CodeType, str] = {
        Widget.render_lines.__code__: "",
        ChoiceList.render_lines.__code__: "",
        Content.render_strips.__code__: "laid out",
        DOMQuery.nodes.fget.__code__: "looked for",  # type: ignore[attr-defined]
        Screen._refresh_layout.__code__: "layout",
    }

    def look(frame: FrameType, event: str, _: Any) -> None:
        if event == "call" and (what := watched.get(frame.f_code)) is not None:
            told[what or f"lines of {type(frame.f_locals['self']).__name__}"] += 1

    sys.setprofile(look)
    try:
        yield told
    finally:
        sys.setprofile(None)


async def test_an_arrow_in_a_list_paints_the_list_alone_and_lays_nothing_out() -> None:
    still = StillEngine((step("sign-in", State.NEEDS_ANSWERS, questions=ASKED),))
    async with opened(opening(still), BIG) as pilot:
        await until(pilot, lambda: isinstance(pilot.app.focused, ChoiceList))
        listed = pilot.app.screen.query_one(ChoiceList)
        for key in ("down", "down", "up", "down"):
            await pilot.press(key)
            await pilot.pause(0.1)
        screen = pilot.app.screen
        with counted() as told:
            await pilot.press("up")
            while screen._dirty_widgets or screen._update_timer._active.is_set():
                await pilot.pause()
        assert listed.value == CHOICES[0].value
        assert told.pop("lines of ChoiceList") in (1, 2)
        assert not told


async def test_what_is_painted_of_the_screen_is_what_painting_all_of_it_would_be() -> None:
    still = StillEngine((step("sign-in", State.NEEDS_ANSWERS, questions=ASKED),))
    async with opened(opening(still), BIG) as pilot:
        await until(pilot, lambda: isinstance(pilot.app.focused, ChoiceList))
        ours = pilot.app.screen._compositor
        assert isinstance(ours, Narrow)
        narrow = [strip.text for strip in ours.render_strips()]
        for widget in (pilot.app.screen.query_one(ChoiceList), *pilot.app.screen.query("#work, #why, KeyLine")):
            region, clip = ours.visible_widgets[widget]
            crop = region.intersection(clip)
            chops = ours._render_chops(crop, lambda _: True)
            for y in crop.line_range:
                painted = {x: strip for x, strip in chops[y].items() if strip is not None and x in crop.column_range}
                assert painted, f"{widget} has nothing in row {y}"
                assert all(narrow[y].startswith(strip.text, x) for x, strip in painted.items())
