"""Every size and both themes in which a picture is taken; which of them the short run compares."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Iterable
from typing import Any

import pytest
from textual.pilot import Pilot

from tests.screens.driving import BIG, SMALL

TINY, HUGE = (60, 16), (200, 60)
Shown = Callable[[Pilot[int]], Awaitable[None]]


def everywhere(names: Iterable[str], every_run: Collection[tuple[str, tuple[int, int], bool]]) -> list[Any]:
    """Parameters (name, size, light) for each name at each size in both themes; those not of every run are long."""
    return [
        pytest.param(
            name,
            size,
            light,
            id=f"{name}-{size[0]}x{size[1]}-{'light' if light else 'dark'}",
            marks=() if (name, size, light) in every_run else pytest.mark.long,
        )
        for name in names
        for size in (TINY, SMALL, BIG, HUGE)
        for light in (False, True)
    ]


def in_colors(light: bool, shown: Shown) -> Shown:
    """The same way to a picture, in the light theme where it is asked for."""

    async def turned(pilot: Pilot[int]) -> None:
        if light:
            await pilot.app.run_action("light_or_dark")
        await shown(pilot)

    return turned
