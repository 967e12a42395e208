"""Two themes of our own, dark and light: warm neutrals, and one accent, a tiger's orange.

Every text colour keeps 4.5:1 on every ground it is drawn on (WCAG AA); tests/screens/test_theme.py computes it.
"""

from __future__ import annotations

from textual.theme import Theme

DARK = Theme(
    name="firetiger-dark",
    dark=True,
    primary="#ff9240",
    secondary="#8fb8de",
    accent="#ff9240",
    success="#86cf86",
    warning="#f2c35b",
    error="#ff8a80",
    foreground="#efe7df",
    background="#15120f",
    surface="#1e1a16",
    panel="#2a241f",
    variables={
        "quiet": "#b0a397",
        "info": "#8fb8de",
        "line": "#4a4038",
        "badge": "#f2c35b",
        "ink": "#15120f",
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
    primary="#9c3e00",
    secondary="#1f5a86",
    accent="#9c3e00",
    success="#256529",
    warning="#725200",
    error="#ab1f17",
    foreground="#2b2420",
    background="#fcfaf7",
    surface="#f5efe8",
    panel="#ebe2d8",
    variables={
        "quiet": "#655a50",
        "info": "#1f5a86",
        "line": "#cfc2b4",
        "badge": "#725200",
        "ink": "#fcfaf7",
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
