"""The first line of every screen: which product, whether this is the sandbox, which account, what time it is."""

from __future__ import annotations

from datetime import datetime

from textual.content import Content
from textual.widgets import Static

from screens import words
from wizard.model import Where


class Masthead(Static):
    """One line; what stands on the right gives way when it is narrow."""

    def __init__(self, product: str, sandbox: str) -> None:
        super().__init__(markup=False)
        self._revealed = False
        self._product, self._sandbox = words.line(product), words.line(sandbox)
        self._account = self._region = self._time = self._ends = self._stopwatch = ""

    def show(self, where: Where, now: float, pace: str = "") -> None:
        """Say which account and region, the time in the person's own zone, how long the step takes already."""
        time = datetime.fromtimestamp(now).strftime("%H:%M")
        ends = f"sign-in ends in {words.elapsed(where.until - now)}" if where.ends_soon(now) else ""
        said = (where.account, where.region, time, ends, pace)
        if said != (self._account, self._region, self._time, self._ends, self._stopwatch):
            self._account, self._region, self._time, self._ends, self._stopwatch = said
            self.refresh()

    def reveal(self, revealed: bool) -> None:
        """Say that everything can be read at the moment."""
        self._revealed = revealed
        self.refresh()

    def render(self) -> Content:
        """The line as it fits."""
        left = Content.assemble(*self._left())
        shown = f"account {words.account(self._account)}" if self._account else ""
        pace, region, time = self._stopwatch, self._region, self._time
        for parts in ((pace, shown, region, time), (pace, shown, region), (pace, shown), (pace, time), (pace,), ()):
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
        if self._revealed:
            parts += [("  ", ""), (" REVEALED ", "bold $ink on $error")]
        return parts
