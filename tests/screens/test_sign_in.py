"""Signing in without leaving the wizard: what the dialog shows, what it passes on, and what it never shows."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import msgspec
import pytest
from textual.pilot import Pilot

from screens.app import OnboardApp
from tests.screens.driving import BIG, SMALL, drawn, opened, press, shows, steps, still, typed, until
from tests.screens.looks import TINY, everywhere, in_colors
from tests.screens.still import DEVICE, IN_THE_BROWSER, PORTAL, StillEngine, opening, signed_out, way
from wizard.model import Login, LoginChanged, LoginView

WHERE = (SMALL, BIG)


@dataclass
class Dialog:
    """The dialog over a step that waits for a sign-in."""

    engine: StillEngine
    pilot: Pilot[int]
    copied: list[str]
    opened: list[str]

    async def become(self, **changes: Any) -> None:
        self.engine.login = msgspec.structs.replace(self.engine.login, **changes)
        self.engine.emit(LoginChanged(stage=self.engine.login.stage))
        await self.pilot.pause()


@asynccontextmanager
async def signing_in(view: LoginView, size: tuple[int, int] = BIG, **others: Any) -> AsyncIterator[Dialog]:
    engine = StillEngine(way(sign_in=signed_out(view.login)))
    engine.login = view
    copied: list[str] = []
    visited: list[str] = []

    def copy(text: str, _send: Any, name: str) -> str:
        assert name == "", "an address with a code in it is written to no file"
        copied.append(text)
        return "Copied."

    def browse(address: str) -> bool:
        visited.append(address)
        return True

    async with opened(opening(engine, **{"copy": copy, "browse": browse, **others}), size) as pilot:
        await until(pilot, lambda: steps(pilot).view)
        await until(pilot, shows(pilot, "enter press button"))
        await press(pilot, "enter")
        await until(pilot, lambda: ("begin", view.login.kind) in engine.told)
        yield Dialog(engine, pilot, copied, visited)


@pytest.mark.parametrize("size", WHERE)
async def test_the_portals_address_is_shown_with_its_code_the_time_left_and_a_picture(size: tuple[int, int]) -> None:
    async with signing_in(IN_THE_BROWSER, size) as dialog:
        await until(dialog.pilot, shows(dialog.pilot, "QZBB-KSQH"))
        text = drawn(dialog.pilot)
        assert "device.sso.us-east-1" in text
        assert "9:58 left" in text
        assert "▀▀▀▀▀" in text or "▄▄▄▄▄" in text


async def test_where_the_picture_would_be_cut_the_words_have_its_room() -> None:
    async with signing_in(IN_THE_BROWSER, TINY) as dialog:
        await until(dialog.pilot, shows(dialog.pilot, "9:58 left", "QZBB-KSQH", "Copy address"))
        assert "▀▀▀" not in drawn(dialog.pilot)
        await dialog.pilot.resize_terminal(*BIG)
        await until(dialog.pilot, shows(dialog.pilot, "▀▀▀", "9:58 left"))


async def test_the_address_is_copied_whole_and_opened_only_when_asked_for() -> None:
    async with signing_in(IN_THE_BROWSER) as dialog:
        await until(dialog.pilot, shows(dialog.pilot, "open browser"))
        assert dialog.opened == []
        await press(dialog.pilot, "c", "o")
        await until(dialog.pilot, lambda: dialog.copied)
        assert dialog.copied == dialog.opened == [IN_THE_BROWSER.address]


async def test_without_a_display_no_browser_is_offered() -> None:
    async with signing_in(IN_THE_BROWSER, browse=None) as dialog:
        await until(dialog.pilot, shows(dialog.pilot, "QZBB-KSQH"))
        assert "open browser" not in drawn(dialog.pilot)


async def test_closing_cancels_and_being_signed_in_closes() -> None:
    async with signing_in(IN_THE_BROWSER) as dialog:
        await until(dialog.pilot, shows(dialog.pilot, "QZBB-KSQH"))
        await press(dialog.pilot, "escape")
        await until(dialog.pilot, lambda: ("cancel",) in dialog.engine.told)
        await press(dialog.pilot, "enter")
        await until(dialog.pilot, shows(dialog.pilot, "QZBB-KSQH"))
        await dialog.become(stage="done")
        await until(dialog.pilot, shows(dialog.pilot, "You're signed in."))
        assert "QZBB-KSQH" not in drawn(dialog.pilot)


async def test_a_failed_sign_in_says_why_and_can_be_begun_again() -> None:
    async with signing_in(IN_THE_BROWSER) as dialog:
        await dialog.become(stage="failed", said="It was denied in the browser.")
        await until(dialog.pilot, shows(dialog.pilot, "It was denied in the browser.", "Try again"))
        await press(dialog.pilot, "enter")
        await until(dialog.pilot, lambda: dialog.engine.told.count(("begin", "portal")) == 2)


async def test_a_code_is_hidden_checked_and_given_once() -> None:
    async with signing_in(LoginView(login=DEVICE, stage="code")) as dialog:
        await until(dialog.pilot, shows(dialog.pilot, "mfa/ada"))
        await typed(dialog.pilot, "12 34")
        await press(dialog.pilot, "enter")
        await until(dialog.pilot, shows(dialog.pilot, "A code has six digits."))
        await typed(dialog.pilot, "56")
        assert "1234" not in drawn(dialog.pilot)
        assert "56" not in drawn(dialog.pilot)
        await press(dialog.pilot, "enter")
        await until(dialog.pilot, lambda: ("give", "123456") in dialog.engine.told)
        await dialog.become(stage="checking")
        await dialog.become(stage="code", said="AWS refused this code.")
        await until(dialog.pilot, shows(dialog.pilot, "AWS refused this code."))
        await typed(dialog.pilot, "654321")
        await press(dialog.pilot, "enter")
        await until(dialog.pilot, lambda: ("give", "654321") in dialog.engine.told)


async def test_what_is_to_be_run_elsewhere_is_shown_and_copied() -> None:
    login = Login(kind="command", profile="work", name="work", command="aws login --profile work")
    async with signing_in(LoginView(login=login, stage="command")) as dialog:
        await until(dialog.pilot, shows(dialog.pilot, "aws login --profile work"))
        await press(dialog.pilot, "c")
        await until(dialog.pilot, lambda: dialog.copied == ["aws login --profile work"])
        await dialog.become(stage="elsewhere")
        await until(dialog.pilot, lambda: dialog.pilot.app.screen is steps(dialog.pilot))
        assert "You are signed in" not in drawn(dialog.pilot)


@pytest.mark.parametrize(
    ("name", "size", "light"),
    everywhere(
        ["portal", "code"],
        {*((name, size, False) for name in ("portal", "code") for size in WHERE), ("portal", TINY, True)},
    ),
)
def test_the_dialog_looks_as_it_did(
    name: str, size: tuple[int, int], light: bool, snap_compare: Callable[..., bool]
) -> None:
    view, sign = {
        "portal": (IN_THE_BROWSER, "9:58 left"),
        "code": (LoginView(login=DEVICE, stage="code"), "mfa/ada"),
    }[name]
    engine = StillEngine(way(sign_in=signed_out(PORTAL if name == "portal" else DEVICE)))
    engine.login = view

    async def shown(pilot: Pilot[int]) -> None:
        await until(pilot, shows(pilot, "enter press button"))
        await press(pilot, "enter")
        await until(pilot, shows(pilot, sign))
        still(pilot)
        await pilot.pause()

    assert snap_compare(OnboardApp(opening(engine)), terminal_size=size, run_before=in_colors(light, shown))
