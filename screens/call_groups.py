"""Calls that belong together, as one line: the same look into many regions, the pages of one list.

A call joins the group of its account, service and operation while that is young; a change stands alone, always. Groups
stay where their first call stood and change in place, so nothing jumps while they grow.
"""

from __future__ import annotations

from collections import Counter, deque
from dataclasses import dataclass, field

from wizard.model import CallBegan, CallEnded

TOGETHER = 10.0
"""Seconds after a group's newest call in which another one still belongs to it."""


@dataclass(slots=True, eq=False)
class Made:
    """A call, at its place among all; ended is None while it runs."""

    place: int
    began: CallBegan
    ended: CallEnded | None = None
    group: Group | None = None


@dataclass(slots=True, eq=False)
class Group:
    """Calls of one kind that began soon after each other, the oldest first; mostly it is one."""

    calls: deque[Made] = field(default_factory=deque)
    regions: Counter[str] = field(default_factory=Counter)
    outcomes: Counter[tuple[str, bool]] = field(default_factory=Counter)
    """What came of them, and whether that is a failure."""
    seconds: float = 0.0
    """The longest of them."""

    @property
    def began(self) -> CallBegan | CallEnded:
        """The first of them."""
        return self.calls[0].began

    @property
    def running(self) -> int:
        """How many have not been answered."""
        return len(self.calls) - self.outcomes.total()

    def add(self, made: Made) -> None:
        """One more."""
        made.group = self
        self.calls.append(made)
        self.regions[made.began.region] += 1
        if made.ended is not None:
            self.answer(made.ended)

    def answer(self, ended: CallEnded) -> None:
        """One of them was answered."""
        self.outcomes[ended.outcome, ended.failed] += 1
        self.seconds = max(self.seconds, ended.seconds)

    def forget_oldest(self) -> None:
        """One less."""
        made = self.calls.popleft()
        self.regions -= Counter([made.began.region])
        if made.ended is not None:
            self.outcomes -= Counter([(made.ended.outcome, made.ended.failed)])


def alone(made: Made) -> Group:
    """A call by itself, as where somebody looks for one."""
    group = Group(deque([made]), Counter([made.began.region]))
    if made.ended is not None:
        group.answer(made.ended)
    return group


def _kind(call: CallBegan | CallEnded) -> tuple[str, str, str]:
    return call.account, call.service, call.operation


class CallGroups:
    """Takes calls in the order in which they began, and forgets them in that order."""

    def __init__(self) -> None:
        self._all: deque[Group] = deque()
        self._young: dict[tuple[str, str, str], Group] = {}

    def __len__(self) -> int:
        return len(self._all)

    def __getitem__(self, index: int) -> Group:
        return self._all[index]

    def add(self, made: Made) -> None:
        """A call has begun."""
        group = None if made.began.writes else self._young.get(_kind(made.began))
        if group is None or made.began.at - group.calls[-1].began.at > TOGETHER:
            group = Group()
            self._all.append(group)
            if not made.began.writes:
                self._young[_kind(made.began)] = group
        group.add(made)

    def forget(self, made: Made) -> None:
        """The oldest of a group is not kept any more."""
        group = made.group
        if group is None:
            return
        group.forget_oldest()
        if not group.calls:
            self._all.remove(group)
            if self._young.get(_kind(made.began)) is group:
                del self._young[_kind(made.began)]
