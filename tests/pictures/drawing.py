"""From what Textual exports to what is kept: no id of one export, and nothing that is fetched from elsewhere."""

from __future__ import annotations

import io
import re

from rich.console import Console
from rich.text import Text
from textual.app import App

TITLE = "firetiger-onboard"
COLUMNS = 110
_FONT = re.compile(r"\s*@font-face \{.*?\}", re.DOTALL)
# Rich makes it from everything drawn, which includes links' random numbers; it only has to differ in one document.
_UNIQUE = re.compile(r"\bterminal-\d+\b")


def svg(app: App[int]) -> str:
    """The screen as it stands. Whoever has no Fira Code sees it in their own monospaced font."""
    return _kept(app.export_screenshot(title=TITLE, simplify=True))


def svg_of_command(command: str, said: str) -> str:
    """A shell after a command: its line, and what it printed."""
    console = Console(record=True, width=COLUMNS, file=io.StringIO(), force_terminal=True, color_system="truecolor")
    console.print(Text(f"$ {command}", style="bold"))
    console.print(Text(said.rstrip()))
    return _kept(console.export_svg(title=TITLE))


def _kept(exported: str) -> str:
    return "\n".join(line.rstrip() for line in _UNIQUE.sub("picture", _FONT.sub("", exported)).splitlines()) + "\n"
