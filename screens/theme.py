"""Two themes of our own, dark and light: warm neutrals, and one accent, a tiger's orange.

Every text colour keeps 4.5:1 on every ground it is drawn on (WCAG AA); tests/screens/test_theme.py computes it.
"""

from __future__ import annotations

from textual.theme import Theme

from screens import colours

DARK = Theme(
    name="firetiger-dark",
    dark=True,
    primary=colours.DARK.accent,
    secondary="#8fb8de",
    accent=colours.DARK.accent,
    success="#86cf86",
    warning="#f2c35b",
    error="#ff8a80",
    foreground=colours.DARK.foreground,
    background=colours.DARK.background,
    surface=colours.DARK.surface,
    panel=colours.DARK.panel,
    variables={
        "quiet": "#b0a397",
        "info": "#8fb8de",
        "line": "#4a4038",
        "badge": colours.DARK.badge,
        "ink": colours.DARK.ink,
        "footer-background": "#1e1a16",
        "border": "#ff9240",
        "border-blurred": "#4a4038",
        "block-cursor-background": "#ff9240",
        "block-cursor-foreground": "#15120f",
        "block-cursor-blurred-background": "#3a3029",
        "block-cursor-blurred-foreground": "#efe7df",
        "input-selection-background": "#ff9240 35%",
        "scrollbar": "#4a4038",
        "scrollbar-hover": "#6b5d51",
        "scrollbar-active": "#ff9240",
        "scrollbar-background": "#1e1a16",
        "scrollbar-background-hover": "#1e1a16",
        "scrollbar-background-active": "#1e1a16",
        "button-color-foreground": "#15120f",
    },
)

LIGHT = Theme(
    name="firetiger-light",
    dark=False,
    primary=colours.LIGHT.accent,
    secondary="#1f5a86",
    accent=colours.LIGHT.accent,
    success="#256529",
    warning="#725200",
    error="#ab1f17",
    foreground=colours.LIGHT.foreground,
    background=colours.LIGHT.background,
    surface=colours.LIGHT.surface,
    panel=colours.LIGHT.panel,
    variables={
        "quiet": "#655a50",
        "info": "#1f5a86",
        "line": "#cfc2b4",
        "badge": colours.LIGHT.badge,
        "ink": colours.LIGHT.ink,
        "footer-background": "#f5efe8",
        "border": "#9c3e00",
        "border-blurred": "#cfc2b4",
        "block-cursor-background": "#9c3e00",
        "block-cursor-foreground": "#fcfaf7",
        "block-cursor-blurred-background": "#e2d6c9",
        "block-cursor-blurred-foreground": "#2b2420",
        "input-selection-background": "#9c3e00 25%",
        "scrollbar": "#cfc2b4",
        "scrollbar-hover": "#b5a594",
        "scrollbar-active": "#9c3e00",
        "scrollbar-background": "#f5efe8",
        "scrollbar-background-hover": "#f5efe8",
        "scrollbar-background-active": "#f5efe8",
        "button-color-foreground": "#fcfaf7",
    },
)
