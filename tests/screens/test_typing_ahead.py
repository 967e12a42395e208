"""Keys that come in one go, as from a slow line or a person faster than the screen: each has its effect in turn."""

from __future__ import annotations

import pytest
from textual import events
from textual.app import App

from screens.widgets.fields import TextField
from tests.screens.driving import BIG, opened, until
from tests.screens.still import StillEngine, opening, step
from wizard.model import Question, State

ASKED = (Question(name="name", text="Which name?"), Question(name="email", text="Which address?"))
PASTED = "pasted: "
NAMES = {"\r": "enter", "\x7f": "backspace"}


def press_at_once(app: App[None], keys: list[str]) -> None:
    """As the terminal's thread hands them over, none of them waited for."""
    for key in keys:
        pasted = key.removeprefix(PASTED)
        if key != pasted:
            app.post_message(events.Paste(pasted))
        else:
            app.post_message(events.Key(NAMES.get(key, key), key if len(key) == 1 else None))


async def fields(keys: list[str]) -> list[str]:
    """What stands in the two fields after these."""
    still = StillEngine((step("sign-in", State.NEEDS_ANSWERS, questions=ASKED),))
    async with opened(opening(still), BIG) as pilot:
        await until(pilot, lambda: isinstance(pilot.app.focused, TextField))
        press_at_once(pilot.app, [*keys, "X"])
        await until(pilot, lambda: any("X" in field.value for field in pilot.app.screen.query(TextField)))
        await pilot.pause()
        return [
            field.value.replace("X", "")
            for field in pilot.app.screen.query("QuestionForm TextField").results(TextField)
        ]


@pytest.mark.parametrize(
    ("keys", "written"),
    [
        ([*"nam", "\x7f", *"me"], ["name", ""]),
        ([*"ame", "home", "n", "end", "s"], ["names", ""]),
        ([*"nme", "left", "left", "a"], ["name", ""]),
        ([*"name", "\r", *"a@b"], ["name", "a@b"]),
        ([*"nam", f"{PASTED}es", "\x7f", "\r", f"{PASTED}a@b"], ["name", "a@b"]),
        ([*"name", "tab", *"a@b", "shift+tab", "s"], ["names", "a@b"]),
    ],
)
async def test_what_is_typed_ahead_stands_where_it_was_meant_to(keys: list[str], written: list[str]) -> None:
    assert await fields(keys) == written
