"""The keys of the screen one comes from, as they are at this moment."""

from __future__ import annotations

from collections.abc import Sequence

from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from screens.dialogs.dialog import Dialog

ALWAYS = (("tab", "next field or button; shift+tab goes back"), ("mouse", "you can click everything"))


class KeysHelp(Dialog[None]):
    """A table of keys."""

    def __init__(self, keys: Sequence[tuple[str, str]], sandbox: str) -> None:
        super().__init__("Keys", sandbox)
        self._keys = (*keys, *ALWAYS)

    def content(self) -> list[Widget]:
        """Key and what it does."""
        rows = [Content.assemble((f"{key:>7}", "bold $accent"), "   ", does) for key, does in self._keys]
        return [Static(Content("\n").join(rows), classes="paragraph", markup=False)]
