"""How long each step has been in sight in this session; a step that is come back to goes on counting."""

from __future__ import annotations

ASLEEP = 300.0
"""Seconds from look to look, of which there is one a second: longer, and the computer slept or its clock was set."""


class Stopwatch:
    """Counts from look to look, so a step that is left loses less than a second to the next."""

    def __init__(self) -> None:
        self._spent: dict[str, float] = {}
        self._seen: float | None = None

    def look(self, step: str, now: float) -> float:
        """The step in sight, now (seconds since the epoch); returns its seconds so far."""
        gone = 0.0 if self._seen is None else now - self._seen
        if not 0 <= gone < ASLEEP:
            gone = 0.0
        self._seen = now
        self._spent[step] = self._spent.get(step, 0.0) + gone
        return self._spent[step]
