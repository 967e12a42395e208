"""The colours of the two themes that are drawn before Textual is loaded: plain values, so that they cost nothing."""

from __future__ import annotations

from typing import NamedTuple


class Colours(NamedTuple):
    """Grounds and inks as #rrggbb; `screens.theme` has the rest."""

    accent: str
    foreground: str
    background: str
    surface: str
    panel: str
    badge: str
    ink: str


DARK = Colours("#ff9240", "#efe7df", "#15120f", "#1e1a16", "#2a241f", "#f2c35b", "#15120f")
LIGHT = Colours("#9c3e00", "#2b2420", "#fcfaf7", "#f5efe8", "#ebe2d8", "#725200", "#fcfaf7")
