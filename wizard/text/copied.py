"""What the clipboard answered, in words: no more is said than is known."""

from __future__ import annotations

from collections.abc import Mapping

HOW: Mapping[str, str] = {
    "native": "copied to the clipboard",
    "tmux": "put into tmux's buffer; to paste it, press your tmux prefix (usually Ctrl-b), then ]",
    "terminal": "sent to your terminal's clipboard (OSC 52); not every terminal accepts it",
    "none": "not copied: there is no clipboard here",
}

PROVED = ("native", "tmux")
"""What was read back, and is the text."""


def how_it_was_copied(how: str) -> str:
    """What follows "it was". how: the clipboard's answer, which a newer version may have more of."""
    return HOW.get(how, "sent to the clipboard")
