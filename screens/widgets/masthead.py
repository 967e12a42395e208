"""The first line of every screen: which product, whether this is the sandbox, which account, what time it is."""

from __future__ import annotations

from datetime import datetime

from textual.content import Content
from textual.widgets import Static

from screens import words

SHORT = 600.0
"""Seconds: a sign-in that ends sooner is worth a word."""


class Masthead(Static):
    """One line; what stands on the right gives way when it is narrow."""

    def __init__(self, product: str, sandbox: str) -> None:
        super().__init__(markup=False)
        self._product, self._sandbox = words.line(product), words.line(sandbox)
        self._account = self._region = self._time = self._ends = ""

    def show(self, account: str, region: str, now: float, until: float = 0) -> None:
        """Say which account and region, the time in the person's own zone, and how short the sign-in still is.

        until: when a person will have to sign in again, 0 where nobody knows.
        """
        time = datetime.fromtimestamp(now).strftime("%H:%M")
        short = until and until - now < SHORT
        ends = f"sign-in ends in {words.elapsed(until - now)}" if short else ""
        if (account, region, time, ends) != (self._account, self._region, self._time, self._ends):
            self._account, self._region, self._time, self._ends = account, region, time, ends
            self.refresh()

    def render(self) -> Content:
        """The line as it fits."""
        left = Content.assemble(*self._left())
        shown = f"account {words.account(self._account)}" if self._account else ""
        for parts in ((shown, self._region, self._time), (shown, self._time), (self._time,), ()):
            right = " · ".join(part for part in parts if part)
            between = "  " if self._ends and right else ""
            space = self.size.width - left.cell_length - len(self._ends) - len(between) - len(right)
            if space >= 2:
                return Content.assemble(left, " " * space, (self._ends, "bold $warning"), between, (right, "$quiet"))
        return left

    def _left(self) -> list[tuple[str, str]]:
        parts = [("▲ ", "$accent"), (self._product, "bold $accent")]
        if self._sandbox:
            parts += [("  ", ""), (" SANDBOX ", "bold $ink on $badge"), (f" {self._sandbox}", "$badge")]
        return parts
