"""Calls that are held at one instant until somebody lets them go.

A test that kills a program "just after AWS handled the call, before the answer" has to know when that instant is
there: a held call waits in its own thread, and whoever asked for it is told as soon as one waits. Nothing is held for
longer than a minute, whatever becomes of the test.
"""

from __future__ import annotations

import threading

LONGEST = 60.0


class Hold:
    """The calls that are held now, as ``service:Operation``."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._held: list[str] = []
        self._released = 0

    def hold(self, call: str) -> None:
        """Wait until this call is let go."""
        with self._changed:
            round_of = self._released
            self._held.append(call)
            self._changed.notify_all()
            self._changed.wait_for(lambda: self._released > round_of, LONGEST)

    def wait(self, seconds: float) -> list[str]:
        """The calls that are held, as soon as there is one; none when the time is up or all are let go."""
        with self._changed:
            round_of = self._released
            self._changed.wait_for(lambda: self._held or self._released > round_of, min(seconds, LONGEST))
            return list(self._held)

    def release(self) -> None:
        """Let go of every held call."""
        with self._changed:
            self._released += 1
            self._held.clear()
            self._changed.notify_all()
