"""Many made-up things of one kind: boats, as a table and in their docks, and a workflow of two steps about them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tests.worlds import what_finds
from wizard.model import (
    Listing,
    Mark,
    Observation,
    OperationProgress,
    Plan,
    Preview,
    Row,
    State,
    Step,
    Waiting,
    Workflow,
)

COLUMNS = ("Boat", "Account", "State", "Why")
LEAKS, WORN = 3, 12
"""Boats of a table that need somebody."""
WHY = {"bad": "The keel leaks and needs another plank", "warning": "Worn sails"}
STATE = {"bad": "failed", "warning": "at sea", "good": "in port"}


def account(number: int) -> str:
    """The account of a boat."""
    return f"{100_000_000_000 + 7_919 * number}"


def boat(number: int, mark: Mark, depth: int = 0) -> Row:
    """A boat, which opens to two lines where it leaks."""
    detail = ("KEEL_LEAKS: water in the hold", "Replace the plank, then try it again.") if mark == "bad" else ()
    cells = (f"boat-{number:04}", account(number), STATE.get(mark, mark), WHY.get(mark, ""))
    return Row(cells=cells, mark=mark, depth=depth, detail=detail)


def table(number: int = 1000, *, leaks: int = LEAKS, worn: int = WORN) -> Listing:
    """So many boats, those first that need somebody."""
    marks: list[Mark] = [*["bad"] * leaks, *["warning"] * worn, *["good"] * (number - leaks - worn)]  # type: ignore[list-item]
    rows = tuple(boat(one, mark) for one, mark in enumerate(marks))
    return Listing(title=f"{number:,} boats", columns=COLUMNS, rows=rows)


def tree(docks: int = 40, boats: int = 25) -> Listing:
    """A harbor with docks, each with boats; the first one of the last dock but one leaks."""
    rows = [Row(cells=("Harbor", "r-ab12"))]
    for dock in range(docks):
        rows.append(Row(cells=(f"Dock {dock:02}", f"ou-ab12-{dock:08}"), depth=1))
        leaks = dock == docks - 2
        rows += [boat(dock * boats + one, "bad" if leaks and not one else "good", 2) for one in range(boats)]
    return Listing(title=f"{docks * boats:,} boats in {docks} docks", columns=COLUMNS, rows=tuple(rows))


@dataclass
class Shipyard:
    """What AWS is at: repairing so many boats, further at each look until all are done."""

    total: int = 1000
    done: int = 0
    failed: int = 0
    a_look: int = 400

    def observe(self) -> Observation[Any]:
        """How far it is; one more look is one step further."""
        if self.done + self.failed >= self.total:
            listing = table(self.total, leaks=self.failed, worn=0)
            return Observation(state=State.SATISFIED, summary="repaired", facts=None, listings=(listing,))
        progress = OperationProgress(
            name="Repair of boats", total=self.total, done=self.done, failed=self.failed, seconds=120
        )
        self.done = min(self.total - self.failed, self.done + self.a_look)
        waiting = Waiting(what="The shipyard is repairing boats.", limit=1000, every=1, progress=(progress,))
        listings = (table(self.total, leaks=self.failed),)
        return Observation(state=State.PENDING, summary="repairing", facts=None, waiting=waiting, listings=listings)


def workflow(shipyard: Shipyard, harbor: Listing | None = None) -> Workflow:
    """A harbor that is looked at, and a shipyard that is waited for."""
    listing = harbor or tree()
    seen: Observation[Any] = Observation(state=State.SATISFIED, summary="counted", facts=None, listings=(listing,))
    steps = (_step("harbor", lambda: seen), _step("shipyard", shipyard.observe, needs=(what_finds("harbor"),)))
    return Workflow(id="boats", title="Boats", steps=steps)


def _step(name: str, observe: Any, needs: tuple[type, ...] = ()) -> Step:
    return Step(
        id=name,
        title=name.capitalize(),
        observe=lambda *_: observe(),
        plan=lambda *_: Plan(),
        preview=lambda *_: Preview(),
        needs=needs,
        finds=(what_finds(name),),
    )
