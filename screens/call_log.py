"""The calls that are kept, and those of them that are looked for. Knows no screen.

At most ten thousand are kept; the oldest go first, also those that were never answered, so memory has an end. A call
that is looked for is found when it begins or, by what came of it, when it ends: nothing is searched again for an event,
only when somebody looks for something else.
"""

from __future__ import annotations

import json
from bisect import bisect_left
from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal

from msgspec import structs

from screens.call_groups import CallGroups, Group, Made, alone
from wizard.model import CallBegan, CallEnded

MOST = 10_000
TOLD = 300
"""Calls of which is kept what was said; the newest of them."""

Only = Literal["all", "failures", "changes"]
CALLS_OF: dict[Only, str] = {"all": "all calls", "failures": "failures only", "changes": "changes only"}
"""Which calls at all, in the order in which a key goes through them, and how that is said."""


@dataclass(frozen=True, slots=True)
class Sought:
    """What is looked for: every word has to be in the account, the service, the operation or the outcome."""

    text: str = ""
    only: Only = "all"

    @property
    def everything(self) -> bool:
        """Whether nothing in particular is looked for."""
        return self.only == "all" and not self.text.strip()

    def finds(self, made: Made) -> bool:
        """Whether it is this one."""
        began, ended = made.began, made.ended
        if self.only == "changes" and not began.writes:
            return False
        if self.only == "failures" and (ended is None or not ended.failed):
            return False
        words = self.text.casefold().split()
        if not words:
            return True
        outcome = ended.outcome if ended else ""
        text = f"{began.account} {began.service} {began.operation} {outcome}".casefold()
        return all(word in text for word in words)


class CallLog:
    """Takes events, answers with calls."""

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._all: deque[Made] = deque()
        self._running: dict[int, Made] = {}
        self._told: deque[Made] = deque()
        self._found: list[Made] = []
        self._groups = CallGroups()
        self._next = 0
        self.sought = Sought()

    def __len__(self) -> int:
        return len(self._all)

    @property
    def running(self) -> int:
        """How many calls have not ended."""
        return len(self._running)

    @property
    def shown(self) -> Sequence[Made]:
        """The calls that are looked for, newest last."""
        return self._all if self.sought.everything else self._found

    def rows(self) -> int:
        """How many lines it takes: calls of one kind share one, unless somebody looks for something."""
        return len(self._groups) if self.sought.everything else len(self._found)

    def row(self, index: int) -> Group:
        """One of these lines."""
        return self._groups[index] if self.sought.everything else alone(self._found[index])

    def look_for(self, sought: Sought) -> None:
        """Look for something else."""
        self.sought = sought
        self._found = [] if sought.everything else [made for made in self._all if sought.finds(made)]

    def take(self, events: Iterable[CallBegan | CallEnded]) -> None:
        """Take in what happened."""
        for event in events:
            if isinstance(event, CallBegan):
                self._running[event.number] = self._add(Made(self._next, event))
            elif (made := self._running.pop(event.number, None)) is not None:
                self._end(made, event)
            else:
                fields = {name: getattr(event, name) for name in CallBegan.__struct_fields__}
                made = self._add(Made(self._next, CallBegan(**fields), event))
                self._keep_told(made)

    def last(self, number: int) -> list[CallBegan | CallEnded]:
        """The last so many calls, whatever is looked for."""
        first = max(0, len(self._all) - number)
        return [made.ended or made.began for made in list(self._all)[first:]]

    def _add(self, made: Made) -> Made:
        self._next += 1
        if len(self._all) >= self._most:
            self._forget(self._all.popleft())
        self._all.append(made)
        self._groups.add(made)
        if not self.sought.everything and self.sought.finds(made):
            self._found.append(made)
        return made

    def _end(self, made: Made, event: CallEnded) -> None:
        known = not self.sought.everything and self.sought.finds(made)
        made.ended = event
        self._keep_told(made)
        if made.group is not None:
            made.group.answer(event)
        if not known and not self.sought.everything and self.sought.finds(made):
            self._found.insert(bisect_left(self._found, made.place, key=_place), made)

    def _keep_told(self, made: Made) -> None:
        self._told.append(made)
        if len(self._told) > TOLD and (oldest := self._told.popleft()).ended is not None:
            oldest.ended = structs.replace(oldest.ended, request="", answer="", request_id="")

    def _forget(self, made: Made) -> None:
        self._groups.forget(made)
        if self._running.get(made.began.number) is made:
            del self._running[made.began.number]
        if self._found and self._found[0] is made:
            del self._found[0]


def _place(made: Made) -> int:
    return made.place


def as_json_lines(calls: Iterable[Made], *, simulated: bool = False) -> str:
    """Calls as a file: one object a line, like the events of ``--format json``; what still runs has no outcome.

    simulated: they were made on a simulated AWS, and say so.
    """
    said: dict[str, object] = {"simulated": True} if simulated else {}
    return "".join(f"{json.dumps(said | _as_data(made))}\n" for made in calls)


def _as_data(made: Made) -> dict[str, object]:
    call = made.ended or made.began
    names = ("account", "region", "service", "operation", "writes")
    data: dict[str, object] = {"event": "call", "at": datetime.fromtimestamp(call.at, UTC).isoformat()}
    data |= {name: getattr(call, name) for name in names}
    ended = made.ended
    if ended is None:
        return data
    return {**data, "seconds": round(ended.seconds, 4), "outcome": ended.outcome, "expected": ended.expected}
