"""What a key costs to paint: only the widgets that can be seen where something has changed.

Textual asks every widget whose container touches that place for its lines, down to the screen itself: twenty for an
arrow in a list, of which nineteen are somewhere else or behind. What it costs is that one method of Textual's is ours.
"""

from __future__ import annotations

from collections.abc import Iterable

from textual._compositor import Compositor
from textual.geometry import Region
from textual.strip import Strip


class Narrow(Compositor):
    """A compositor that asks, front to back, those alone that overlap what is painted, until nothing of it is left."""

    def _get_renders(self, crop: Region | None = None) -> Iterable[tuple[Region, Region, list[Strip]]]:
        crop = crop or self.size.region
        for widget, (region, clip) in self.visible_widgets.items():
            seen = region.intersection(clip)
            if not seen.overlaps(crop):
                continue
            yield region, clip, widget.render_lines(seen.translate(-region.offset))
            if seen.contains_region(crop):
                return
