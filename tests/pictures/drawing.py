"""From what Textual exports to what is kept: no id of one export, and nothing that is fetched from elsewhere."""

from __future__ import annotations

import re

from textual.app import App

TITLE = "firetiger-onboard"
_FONT = re.compile(r"\s*@font-face \{.*?\}", re.DOTALL)
# Rich makes it from everything drawn, which includes links' random numbers; it only has to differ in one document.
_UNIQUE = re.compile(r"\bterminal-\d+\b")


def svg(app: App[int]) -> str:
    """The screen as it stands. Whoever has no Fira Code sees it in their own monospaced font."""
    exported = app.export_screenshot(title=TITLE, simplify=True)
    return "\n".join(line.rstrip() for line in _UNIQUE.sub("picture", _FONT.sub("", exported)).splitlines()) + "\n"
