"""What a person sees first: the frame and the first step's title, drawn before Textual is loaded.

Loading Textual takes longer than everything that has to be known for this, and an empty terminal meanwhile looks like
a program that hangs. Textual draws its first frame over it, each part at the same place; tests hold that nothing jumps.
The cost is that a handful of places stand here and in assets/onboard.tcss.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from screens.colours import Colours
from screens.sizes import TALL, VAST, WIDE

RAIL = 30
"""Columns of the steps where they stand beside the step."""


class Said(NamedTuple):
    """What the first frame says: harmless, on one line each. sandbox: the scenario's name, "" for real AWS."""

    product: str
    title: str
    sandbox: str = ""


def first_frame(said: Said, columns: int, lines: int, colours: Colours, depth: int) -> str:
    """The escape sequences that draw it on an empty screen. depth: colours that the terminal knows, see `depth_of`."""
    ink = _Ink(depth)
    narrow = columns < WIDE
    rail = "" if narrow else ink.ground(colours.surface) + " " * RAIL
    rows = [ink.ground(colours.background) + " " * columns] * lines
    rows[0] = ink.ground(colours.surface) + " " * columns
    rows[-1] = rows[0]
    for row in range(1, lines - 1):
        rows[row] += "\r" + rail if rail else ""
    if narrow:
        rows[1] = ink.ground(colours.panel) + " " * columns
    title = ink.ground(colours.background) + ink.bold(colours.accent) + said.title
    row, column = _title_place(columns, lines)
    head = "".join(_masthead(said, colours, ink))
    return "\x1b[H" + "\r\n".join(rows) + f"\x1b[1;2H{head}\x1b[{row};{column}H{title}\x1b[0m"


def depth_of(term: str, colorterm: str, no_color: str) -> int:
    """How many bits of colour this terminal draws: 24, 8, or 0 where none are wanted or few are known.

    By its own variables, TERM, COLORTERM and NO_COLOR, as Textual takes them.
    """
    if no_color:
        return 0
    if colorterm.strip().lower() in ("truecolor", "24bit"):
        return 24
    return 8 if term.strip().lower().endswith(("-256color", "-kitty")) else 0


def _masthead(said: Said, colours: Colours, ink: _Ink) -> Iterator[str]:
    yield f"{ink.ground(colours.surface)}{ink.text(colours.accent)}▲ {ink.bold(colours.accent)}{said.product}"
    if said.sandbox:
        yield f"{ink.plain()}{ink.ground(colours.surface)}  {ink.ground(colours.badge)}{ink.bold(colours.ink)} SANDBOX "
        yield f"{ink.plain()}{ink.ground(colours.surface)}{ink.text(colours.badge)} {said.sandbox}"
    yield ink.plain()


def _title_place(columns: int, lines: int) -> tuple[int, int]:
    """Row and column, from one."""
    if columns < WIDE:
        return (4 if lines >= TALL else 3), 2
    return (4, RAIL + 7) if columns >= VAST else (3, RAIL + 4)


class _Ink(NamedTuple):
    """Colours as escape sequences of one depth."""

    depth: int

    def ground(self, colour: str) -> str:
        return self._sequence(48, colour)

    def text(self, colour: str) -> str:
        return self._sequence(38, colour)

    def bold(self, colour: str) -> str:
        return "\x1b[1m" + self.text(colour)

    def plain(self) -> str:
        return "\x1b[0m"

    def _sequence(self, where: int, colour: str) -> str:
        if not self.depth:
            return ""
        red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
        return (
            f"\x1b[{where};2;{red};{green};{blue}m"
            if self.depth == 24
            else f"\x1b[{where};5;{_of_256(red, green, blue)}m"
        )


def _of_256(red: int, green: int, blue: int) -> int:
    """The nearest of the 256 colours, as Rich chooses it, so that Textual's frame has the same."""
    most, least = max(red, green, blue) / 255, min(red, green, blue) / 255
    lightness = (most + least) / 2
    spread = most - least
    saturation = 0.0 if not spread else spread / (most + least if lightness <= 0.5 else 2 - most - least)
    if saturation < 0.15:
        grey = round(lightness * 25)
        return 16 if grey == 0 else 231 if grey == 25 else 231 + grey
    sixths = (value / 95 if value < 95 else 1 + (value - 95) / 40 for value in (red, green, blue))
    reds, greens, blues = (round(sixth) for sixth in sixths)
    return 16 + 36 * reds + 6 * greens + blues
