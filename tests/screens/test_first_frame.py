"""The first frame is drawn without Textual, and Textual's is drawn over it: nothing jumps and no colour changes."""

from __future__ import annotations

from itertools import product

import pyte
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.color import Color, ColorSystem
from rich.color_triplet import ColorTriplet

from screens.app import OnboardApp
from screens.colours import DARK, LIGHT, Colours
from screens.first_frame import Said, depth_of, first_frame
from tests.screens.driving import lines, mounted, until
from tests.screens.still import StillEngine, opening, way


def on_a_terminal(size: tuple[int, int], sandbox: str, colours: Colours = DARK, depth: int = 24) -> pyte.Screen:
    screen = pyte.Screen(*size)
    pyte.Stream(screen).feed(first_frame(Said("Firetiger onboarding", "Sign in", sandbox), *size, colours, depth))
    return screen


def same(first: str, colour: Color | None) -> bool:
    """Textual goes through another colour space and may round the last bit otherwise."""
    if colour is None or colour.triplet is None:
        return False
    given = (int(first[at : at + 2], 16) for at in (0, 2, 4))
    return all(abs(one - other) <= 1 for one, other in zip(given, colour.triplet, strict=True))


@pytest.mark.parametrize("sandbox", ["", "fresh"])
@pytest.mark.parametrize("theme", [DARK, LIGHT])
@pytest.mark.parametrize("size", [(60, 16), (80, 24), (99, 40), (100, 24), (120, 40), (200, 60)])
async def test_each_letter_of_it_stays_where_it_is_in_its_colours(
    size: tuple[int, int], theme: Colours, sandbox: str
) -> None:
    first = on_a_terminal(size, sandbox, theme)
    async with mounted(OnboardApp(opening(StillEngine(way()), sandbox=sandbox)), size) as pilot:
        pilot.app.theme = "firetiger-dark" if theme is DARK else "firetiger-light"
        await until(pilot, lambda: "Sign in" in "".join(lines(pilot)))
        await pilot.pause()
        then, letters = lines(pilot), 0
        for row, column in product(range(size[1]), range(size[0])):
            letter, style = first.buffer[row][column], pilot.app.screen.get_style_at(column, row)
            if letter.data != " ":
                letters += 1
                assert then[row][column] == letter.data
                assert same(letter.fg, style.color), (row, column, letter, style)
                assert same(letter.bg, style.bgcolor), (row, column, letter, style)
        assert letters >= len("Firetigeronboarding") + len("Signin")
        for column, row in [(0, 0), (size[0] - 1, 0), (0, 1), (size[0] // 2, 5), (0, 5)]:
            assert same(first.buffer[row][column].bg, pilot.app.screen.get_style_at(column, row).bgcolor)


@given(st.tuples(*[st.integers(0, 255)] * 3))
def test_256_colours_are_the_ones_that_rich_chooses(triplet: tuple[int, int, int]) -> None:
    chosen = Color.from_triplet(ColorTriplet(*triplet)).downgrade(ColorSystem.EIGHT_BIT).number
    ground = Colours(*["#" + "".join(f"{value:02x}" for value in triplet)] * 7)
    frame = first_frame(Said("Firetiger", "Sign in"), 80, 24, ground, 8)
    assert f"\x1b[48;5;{chosen}m" in frame
    assert f"\x1b[38;5;{chosen}m" in frame


@pytest.mark.parametrize(
    ("term", "colorterm", "no_color", "depth"),
    [
        ("xterm-256color", "truecolor", "", 24),
        ("xterm", "24bit", "", 24),
        ("xterm-256color", "", "", 8),
        ("xterm-kitty", "", "", 8),
        ("linux", "", "", 0),
        ("xterm-256color", "truecolor", "1", 0),
    ],
)
def test_it_has_as_many_colours_as_the_terminal(term: str, colorterm: str, no_color: str, depth: int) -> None:
    assert depth_of(term, colorterm, no_color) == depth


def test_without_colours_it_has_its_words_alone() -> None:
    frame = first_frame(Said("Firetiger onboarding", "Sign in", "fresh"), 80, 24, DARK, 0)
    assert "38;" not in frame
    assert "48;" not in frame
    assert "SANDBOX" in on_a_terminal((80, 24), "fresh", depth=0).display[0]
