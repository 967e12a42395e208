"""What has to hold at every moment: something in sight has the focus, and the line of keys tells the truth."""

from __future__ import annotations

import re

from textual.pilot import Pilot
from textual.widget import Widget
from textual.widgets import Button, Static

from screens.widgets.key_line import KeyLine, hints_of
from tests.screens.driving import drawn

UNBELIEVABLE = re.compile(r"\d{3,}:\d\d:\d\d")


def faults(pilot: Pilot[int]) -> list[str]:
    """What is wrong with the screen as it stands, in words; none where everything is as it should be."""
    screen = pilot.app.screen
    if any(one.display for one in screen.query("#too-small").results(Static)):
        return []
    focused = screen.focused
    found = [f"a clock says {clock}" for clock in UNBELIEVABLE.findall(drawn(pilot))]
    if focused is None:
        return [*found, "nothing has the focus"]
    if not in_sight(focused):
        found.append(f"{focused!r} has the focus and is out of sight")
    if focused.disabled or any(isinstance(one, Widget) and one.disabled for one in focused.ancestors):
        found.append(f"{focused!r} has the focus and is out of use")
    return [*found, *_untrue(pilot, focused)]


def in_sight(widget: Widget) -> bool:
    """Whether any of it is drawn."""
    place = widget.screen._compositor.visible_widgets.get(widget) if widget.is_attached else None
    return place is not None and place[0].intersection(place[1]).area > 0


def _untrue(pilot: Pilot[int], focused: Widget) -> list[str]:
    """Keys in the line that do nothing now, and an enter that is not told although it would press a button."""
    screen = pilot.app.screen
    line = next(iter(screen.query(KeyLine)), None)
    if line is None:
        return []
    drawn_line = line.render().plain
    told = [hint for hint in hints_of(screen) if f"{hint[0]} {hint[1]}" in drawn_line]
    active = {one.binding.action for one in screen.active_bindings.values() if one.enabled}
    untrue = [f"{key} {word} is shown and does nothing" for key, word, action in told if action not in active]
    if isinstance(focused, Button) and not drawn_line.startswith("enter"):
        untrue.append(f"enter presses {focused!r}, and the line of keys begins with {drawn_line[:40]!r}")
    shown = "".join(pilot.app.screen._compositor.render_strips()[line.region.y].text[line.region.x :])
    if drawn_line.strip()[:12] and drawn_line.strip()[:12] not in shown:
        untrue.append(f"the line of keys shows {shown!r} instead of {drawn_line!r}")
    return untrue


async def settled(pilot: Pilot[int]) -> None:
    """Let everything that was begun come to its end, and look."""
    for _ in range(40):
        await pilot.pause()
        if not pilot.app.is_running or not faults(pilot):
            return
    raise AssertionError(f"{faults(pilot)}; the screen says:\n{drawn(pilot)}")
