"""Text can be read: WCAG AA contrast, computed."""

from __future__ import annotations

import pytest
from textual.color import Color
from textual.theme import Theme

from screens import theme

GROUNDS = ("background", "surface", "panel", "block-cursor-blurred-background")
TEXTS = ("foreground", "quiet", "accent", "success", "warning", "error", "info")


def luminance(color: Color) -> float:
    def linear(value: int) -> float:
        part = value / 255
        return part / 12.92 if part <= 0.03928 else float(((part + 0.055) / 1.055) ** 2.4)

    return 0.2126 * linear(color.r) + 0.7152 * linear(color.g) + 0.0722 * linear(color.b)


def contrast(one: Color, other: Color) -> float:
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def color(of: Theme, name: str) -> Color:
    return Color.parse(of.variables.get(name) or getattr(of, name))


@pytest.mark.parametrize("of", [theme.DARK, theme.LIGHT], ids=lambda of: of.name)
@pytest.mark.parametrize("ground", GROUNDS)
@pytest.mark.parametrize("text", TEXTS)
def test_every_text_colour_is_readable_on_every_ground(of: Theme, text: str, ground: str) -> None:
    assert contrast(color(of, text), color(of, ground)) >= 4.5


@pytest.mark.parametrize("of", [theme.DARK, theme.LIGHT], ids=lambda of: of.name)
@pytest.mark.parametrize("ground", ["accent", "error", "badge"])
def test_ink_is_readable_on_what_is_filled(of: Theme, ground: str) -> None:
    assert contrast(color(of, "ink"), color(of, ground)) >= 4.5
