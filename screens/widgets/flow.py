"""Side by side from left to right, and on in a row below where there is no room: so a narrow screen loses nothing."""

from __future__ import annotations

from textual.geometry import Offset, Size
from textual.layout import ArrangeResult, WidgetPlacement
from textual.layouts.horizontal import HorizontalLayout
from textual.widget import Widget


class Flow(HorizontalLayout):
    """Textual's horizontal layout, broken into rows."""

    name = "flow"

    def arrange(self, parent: Widget, children: list[Widget], size: Size, greedy: bool = True) -> ArrangeResult:
        """As in one row, each that does not fit moved to the beginning of the next."""
        moved: list[WidgetPlacement] = []
        back = down = high = 0
        for placement in super().arrange(parent, children, size, greedy):
            region = placement.region
            if moved and region.right - back > size.width > 0:
                back, down, high = region.x, down + high, 0
            high = max(high, region.height)
            moved.append(placement._replace(region=region + Offset(-back, down)))
        return moved
