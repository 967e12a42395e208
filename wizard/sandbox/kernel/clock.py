"""The sandbox's one clock: how things that take time move from state to state.

A course is a generator that does something, yields how many seconds (at pace 1) until it goes on, and is
resumed with the time at which that is. With a pace above zero the clock moves it: before every call all
courses that have fallen due go on, each told its own due time, so events carry the times at which
they would have happened although nobody was looking. With pace zero there is no clock at all: whoever describes a
thing gets its present state, and only then does it go on by one. So a test sees every pending state and never sleeps.

The price: nothing happens between two calls. A state that only a bystander could notice is made up
afterwards, when somebody calls.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Generator
from datetime import UTC, datetime, timedelta
from typing import TypeAlias

Course: TypeAlias = Generator[float, datetime, None]


class Process:
    """A course under way."""

    def __init__(self, pace: Clock, course: Course, since: datetime | None = None) -> None:
        """since: when it began, where that was not now."""
        self._pace = pace
        self._course = course
        self._since = since or pace.now()
        self._seconds: float | None = None
        self._resume(None)

    @property
    def finished(self) -> bool:
        return self._seconds is None

    def polled(self) -> None:
        """Somebody described this thing: at pace zero that is what moves it."""
        if self._pace.factor == 0 and not self.finished:
            self._go_on(self._pace.now())

    def cancel(self) -> None:
        """Something else happens to this thing from now on."""
        self._course.close()
        self._seconds = None

    def settle(self, until: datetime | None = None) -> None:
        """Goes on as far as it is due by then; by now where nothing else is said."""
        while (due := self._due()) is not None and due <= (until or self._pace.now()):
            self._go_on(due)

    def run_out(self, when: datetime) -> None:
        """Goes on to the end at once, as if it had begun then: for what a scenario finds already there."""
        while self._seconds is not None:
            when += timedelta(seconds=self._seconds)
            self._go_on(when)

    def _due(self) -> datetime | None:
        if self._seconds is None:
            return None
        return self._since + timedelta(seconds=self._seconds * self._pace.factor)

    def _go_on(self, when: datetime) -> None:
        self._since = when
        self._resume(when)

    def _resume(self, when: datetime | None) -> None:
        try:
            self._seconds = next(self._course) if when is None else self._course.send(when)
        except StopIteration:
            self._seconds = None


class Clock:
    """The clock, and the processes that it moves."""

    def __init__(self, factor: float, clock: Callable[[], float] = time.time) -> None:
        self.factor = factor
        self._clock = clock
        self._processes: list[Process] = []

    def now(self) -> datetime:
        return datetime.fromtimestamp(self._clock(), UTC)

    def start(self, course: Course, since: datetime | None = None) -> Process:
        """since: when it began, where that is found out only now."""
        process = Process(self, course, since)
        self._processes.append(process)
        return process

    def apart(self, course: Course, since: datetime) -> Process:
        """A process that another one moves, with `settle`: of very many, few are due at once."""
        return Process(self, course, since)

    def after(self, seconds: float, effect: Callable[[datetime], None]) -> Process:
        """A process that waits once and then has one effect."""

        def course() -> Course:
            effect((yield seconds))

        return self.start(course())

    def settle(self) -> None:
        """Moves everything to the present; at pace zero there is none."""
        if self.factor == 0:
            return
        # A course may start another, which may be due already: so the list is read as it grows.
        for process in self._processes:
            process.settle()
        self._processes = [process for process in self._processes if not process.finished]
