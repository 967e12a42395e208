"""Where the engine's threads leave their events, and the screen takes them in batches, at most once a frame.

A burst of a hundred events costs one refresh. Putting never blocks and never fails: not before the app runs, not
after it has closed.
"""

from __future__ import annotations

import contextlib
import threading
from collections import deque
from collections.abc import Callable

from wizard.model import Event


class Inbox:
    """Events from any thread. nudge: asks the screen to take them; called from the putting thread, once a batch."""

    def __init__(self, nudge: Callable[[], object]) -> None:
        self._events: deque[Event] = deque()
        self._nudge = nudge
        self._nudged = False
        self._lock = threading.Lock()

    def put(self, event: Event) -> None:
        """Leave an event."""
        with self._lock:
            self._events.append(event)
            nudged, self._nudged = self._nudged, True
        if not nudged:
            # The loop may just have closed: then nobody is left to be told.
            with contextlib.suppress(RuntimeError):
                self._nudge()

    def take(self) -> list[Event]:
        """Everything left since the last time."""
        with self._lock:
            events, self._nudged = list(self._events), False
            self._events.clear()
        return events
