"""Dark or light: what a person chose last on this computer, in a file of one word.

It is read before the first frame is drawn, so it is no more than that. That it cannot be kept is no reason to disturb
anybody: the screen looks as it was told to, and the next one is dark.
"""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

FILE = "colors"
LIGHT, DARK = "light", "dark"


def prefers_light(directory: Path) -> bool:
    """Whether light was chosen last; dark where nobody chose, or where that cannot be read."""
    try:
        return (directory / FILE).read_text("utf-8").strip() == LIGHT
    except (OSError, UnicodeDecodeError):
        return False


def prefer(directory: Path, *, light: bool) -> None:
    """Keep the choice for the next time."""
    with suppress(OSError):
        directory.mkdir(parents=True, exist_ok=True, mode=0o700)
        (directory / FILE).write_text(f"{LIGHT if light else DARK}\n", "utf-8")
