"""In every situation, at every width and in every field: the last line has Enter, the next step, all keys and quit."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import pytest
from textual.pilot import Pilot
from textual.widgets import Input

from screens.dialogs.keys_help import KeysHelp
from screens.widgets.key_line import Hint, KeyLine, fitting, hints_of
from tests.screens.driving import at, opened, press, steps, until
from tests.screens.still import ASKED, HANDED_OVER, HERE, PLANNED, SIGNED_IN, SUB, StillEngine, calls, opening, way
from tests.situations import PREPARED, situations
from wizard.engine.actions import possible
from wizard.model import StepView

SMALLEST, WIDTHS = (60, 16), (60, 80, 120, 200)


def each_once() -> Sequence[StepView]:
    """A view for each set of keys that a step can have."""
    found: dict[object, StepView] = {}
    for view in situations():
        now = possible(view)
        found.setdefault((now.actions, now.main, bool(view.questions)), view)
    return [*found.values()]


def needed(hints: Sequence[Hint]) -> Iterator[Hint]:
    """Of the keys that do something, those that have to be told."""
    names = ("neighbour(1)", "app.keys", "app.leave")
    yield from (hint for hint in hints if hint.key == "enter" or hint.action in names)


def lacking_in_each_field(pilot: Pilot[int]) -> list[str]:
    """What is lacking at any width, wherever the focus is."""
    screen, lacking = steps(pilot), []
    for one in [widget for widget in screen.focus_chain if screen.panel in widget.ancestors_with_self]:
        screen.set_focus(one, scroll_visible=False)
        hints = hints_of(screen)
        for width in WIDTHS:
            told = fitting(hints, width)
            assert sum(len(hint.key) + len(hint.does) + 3 for hint in told) <= width
            assert {"app.keys", "app.leave"} <= {hint.action for hint in told}, (one, told)
            lacking += [f"{one!r}: {hint}" for hint in needed(hints) if hint not in told]
    return lacking


async def all_of(views: Sequence[StepView], presenting: bool) -> None:
    engine = StillEngine(way(sign_in=SIGNED_IN, sub_account=SUB, cloudtrail=PLANNED), HERE, calls(3))
    async with opened(opening(engine, present=presenting), SMALLEST) as pilot:
        await at(pilot, "cloudtrail")
        for view in views:
            shown = replace(view, id="cloudtrail", number=3, of=6)
            await steps(pilot).show(way(sign_in=SIGNED_IN, sub_account=SUB, cloudtrail=shown))
            assert lacking_in_each_field(pilot) == [], view


async def test_enter_next_keys_and_quit_are_told_while_presenting_too() -> None:
    await all_of(PREPARED, True)


@pytest.mark.long
@pytest.mark.parametrize("presenting", [False, True], ids=["as it is", "presenting"])
async def test_enter_next_keys_and_quit_are_told_in_every_situation(presenting: bool) -> None:
    await all_of(each_once(), presenting)


async def test_they_are_drawn_in_a_text_field_too_and_the_key_for_all_keys_works_there() -> None:
    engine = StillEngine(way(sign_in=SIGNED_IN, sub_account=ASKED), HERE)
    async with opened(opening(engine), SMALLEST) as pilot:
        await at(pilot, "sub-account")
        for one in [widget for widget in steps(pilot).focus_chain if steps(pilot).panel in widget.ancestors]:
            steps(pilot).set_focus(one)
            line = steps(pilot).query_one(KeyLine).render().plain
            help_key = "F6 keys" if isinstance(one, Input) else "? keys"
            assert all(told in line for told in ("enter ", help_key, "^q quit")), (one, line)
        field = steps(pilot).query(Input).first()
        steps(pilot).set_focus(field)
        await press(pilot, "question_mark")
        assert field.value.endswith("?")
        await press(pilot, "f6")
        await until(pilot, lambda: isinstance(pilot.app.screen, KeysHelp))


def test_what_is_rare_makes_way_for_what_is_needed() -> None:
    hints = [
        Hint("↑↓", "choose", "cursor_up"), Hint("enter", "next", "select"), Hint("→", "next", "neighbour(1)"),
        Hint("F3", "reveal", "app.reveal"), Hint("F4", "questions", "app.card"), Hint("?", "keys", "app.keys"),
        Hint("^q", "quit", "app.leave"),
    ]  # fmt: skip
    assert [hint.key for hint in fitting(hints, 200)] == ["↑↓", "enter", "→", "F3", "F4", "?", "^q"]
    assert [hint.key for hint in fitting(hints, 50)] == ["enter", "→", "F3", "?", "^q"]
    assert [hint.key for hint in fitting(hints, 37)] == ["enter", "→", "?", "^q"]
    assert fitting([], 60) == []


async def test_at_the_last_step_there_is_no_next_to_tell() -> None:
    engine = StillEngine(way(sign_in=SIGNED_IN, handover=HANDED_OVER), HERE)
    async with opened(opening(engine), SMALLEST) as pilot:
        await at(pilot, "handover")
        assert not any(hint.action == "neighbour(1)" for hint in hints_of(steps(pilot)))
        assert lacking_in_each_field(pilot) == []
