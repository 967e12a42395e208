"""Dark or light is remembered, and a picture of the screen can be saved; what is masked on it stays masked."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.pilot import Pilot

from screens.app import OnboardApp
from tests.screens.driving import BIG, at, mounted, opened, press, shows, until
from tests.screens.still import ACCOUNT, HERE, PLANNED, SIGNED_IN, SUB, StillEngine, opening, way
from wizard.checkpoint.location import state_directory
from wizard.cli.full_screen import Wizard, remember
from wizard.cli.options import parse
from wizard.cli.settings import ForPerson
from wizard.host.looks import FILE, prefers_light
from wizard.vendors.profile import load_vendor


def engine() -> StillEngine:
    return StillEngine(way(sign_in=SIGNED_IN, sub_account=SUB, cloudtrail=PLANNED), HERE)


class Kept(list[tuple[str, str]]):
    """What was saved, by name."""

    def __call__(self, name: str, text: str) -> str:
        self.append((name, text))
        return f"Saved: /there/{name}"


@pytest.mark.parametrize("light", [True, False])
async def test_it_begins_as_it_was_and_a_change_is_kept(light: bool) -> None:
    kept: list[bool] = []
    async with opened(opening(engine(), light=light, remember=kept.append)) as pilot:
        assert pilot.app.theme == ("firetiger-light" if light else "firetiger-dark")
        await pilot.app.run_action("app.light_or_dark")
        await until(pilot, lambda: kept)
        assert pilot.app.theme == ("firetiger-dark" if light else "firetiger-light")
        assert kept == [not light]


@pytest.mark.parametrize("light", [True, False])
async def test_the_next_run_looks_as_the_last(light: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    settings = parse(["--sandbox"])
    assert isinstance(settings, ForPerson)
    async with mounted(OnboardApp(opening(engine(), light=not light, remember=remember)), BIG) as pilot:
        await pilot.app.run_action("app.light_or_dark")
        await until(pilot, lambda: prefers_light(state_directory()) is light)
        await until(pilot, lambda: (state_directory() / FILE).exists())
    following = Wizard(settings, load_vendor(settings.vendor))
    assert following.app.theme == ("firetiger-light" if light else "firetiger-dark")


async def test_no_color_holds_whatever_isremembered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    async with opened(opening(engine(), light=True)) as pilot:
        await at(pilot, "cloudtrail")
        strips = pilot.app.screen._compositor.render_strips()
        drawn = [one.style.color for strip in strips for one in strip if one.style and one.style.color]
        assert all(len(set(color.get_truecolor())) == 1 for color in drawn), "greys only"


@pytest.mark.parametrize("keys", [(), ("f1",), ("enter", "right", "right", "enter")])
async def test_a_picture_is_saved_wherever_one_is_and_it_says_where(keys: tuple[str, ...]) -> None:
    kept = Kept()
    async with opened(opening(engine(), keep=kept)) as pilot:
        await at(pilot, "cloudtrail")
        await press(pilot, *keys)
        await picture(pilot, kept)
        await until(pilot, shows(pilot, "Saved: /there/simulated-picture.svg"))
        assert kept[0][1].startswith("<svg")
        assert "SANDBOX" in kept[0][1]


async def test_a_picture_of_a_real_aws_is_not_called_simulated() -> None:
    kept = Kept()
    async with opened(opening(engine(), keep=kept, sandbox="")) as pilot:
        await at(pilot, "cloudtrail")
        await picture(pilot, kept)
        assert kept[0][0] == "picture.svg"
        assert ACCOUNT in "".join(kept[0][1].split("&#160;")), "nobody else watches"


@pytest.mark.parametrize("revealed", [False, True])
async def test_while_presenting_a_picture_has_the_masks_also_in_the_seconds_in_which_they_are_lifted(
    revealed: bool,
) -> None:
    kept = Kept()
    async with opened(opening(engine(), keep=kept, present=True, later=lambda *_: None)) as pilot:
        await at(pilot, "cloudtrail")
        await press(pilot, *(["f3"] if revealed else []))
        await picture(pilot, kept)
        said = kept[0][1].replace("&#160;", "")
        assert ACCOUNT not in said
        assert "4288" not in said
        assert "•••" in said


async def picture(pilot: Pilot[int], kept: Kept) -> None:
    await pilot.press("f5")
    await until(pilot, lambda: kept)


async def test_the_palette_has_it_by_name() -> None:
    kept = Kept()
    async with opened(opening(engine(), keep=kept)) as pilot:
        await at(pilot, "cloudtrail")
        await press(pilot, "ctrl+p", *"save a pic")
        await until(pilot, shows(pilot, "Save a picture"))
        await press(pilot, "enter")
        await until(pilot, lambda: kept)
