"""What happens while nobody looks, kept as lines until the conversation has a moment to say them.

Visits report on threads of their own; only the conversation's thread writes. So the listener takes a snapshot of the
step, notes what is new in it (changes that ended, new rows of events, how far AWS is), and wakes whoever waits.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Iterator

from wizard.frontends.listings import Further, progress_lines
from wizard.model import CallBegan, CallDelayed, CallEnded, ChangeView, Event, StepChanged, StepView
from wizard.model.calls import LOCAL
from wizard.text.sanitize import within_line
from wizard.text.shapes import grouped

# Each begins and ends.
LAST_CALLS = 60
# Seconds; what took less is not timed.
WORTH_TELLING = 0.5
ENDED = {"done": "done", "already": "already exists", "failed": "failed"}


class News:
    """An engine's listener. look: the view of a step; it may take the engine's lock, so it is called without ours."""

    def __init__(self, look: Callable[[str], StepView]) -> None:
        self._look = look
        self._lock = threading.Lock()
        self._stirred = threading.Event()
        self._lines: deque[str] = deque()
        self._progress: dict[str, str] = {}
        self._began: dict[str, float] = {}
        self._further = Further()
        self._rows: dict[str, set[tuple[str, ...]]] = {}
        self._calls: deque[CallBegan | CallEnded] = deque(maxlen=LAST_CALLS)

    def listen(self, event: Event) -> None:
        """Note what is new; called on any thread."""
        if isinstance(event, StepChanged):
            view = self._look(event.step)
            with self._lock:
                further = progress_lines(self._further.of(view))
                self._lines.extend((*self._changes(view), *self._events(view), *further))
        else:
            self._note(event)
        self._stirred.set()

    def _note(self, event: Event) -> None:
        if isinstance(event, CallBegan | CallEnded):
            with self._lock:
                self._calls.append(event)
        elif isinstance(event, CallDelayed) and event.worth_telling:
            with self._lock:
                self._lines.append(f"  {within_line(event.said())}.")

    def calls(self) -> list[CallBegan | CallEnded]:
        """The last calls to AWS, oldest first."""
        with self._lock:
            return list(self._calls)

    def news(self) -> list[str]:
        """The lines since the last time."""
        with self._lock:
            lines = list(self._lines)
            self._lines.clear()
        return lines

    def rest(self, seconds: float) -> None:
        """Until something happens, or so long."""
        self._stirred.wait(seconds)
        self._stirred.clear()

    def _changes(self, view: StepView) -> Iterator[str]:
        for change in view.plan.changes if view.plan else ():
            before = self._progress.get(change.digest)
            # Files are written again whenever what they tell has changed; once is enough to be told of.
            if change.progress == before or (before == "done" and change.service in LOCAL):
                continue
            self._progress[change.digest] = change.progress
            if change.progress == "running":
                self._began[change.digest] = change.at
            elif change.progress in ENDED:
                yield f"  {ENDED[change.progress]}: {grouped(within_line(change.sentence))}{self._took(change)}"

    def _took(self, change: ChangeView) -> str:
        began = self._began.pop(change.digest, change.at)
        return f" ({change.at - began:.1f} s)" if change.at - began >= WORTH_TELLING else ""

    def _events(self, view: StepView) -> Iterator[str]:
        """A stack's events as they come; what stood there before we looked is history, and not told."""
        rows = [row for finding in view.findings if finding.kind == "events" for row in finding.rows]
        told = self._rows.setdefault(view.id, set())
        if view.waiting:
            yield from (f"       {'  '.join(map(within_line, row))}" for row in rows if row not in told)
        told.update(rows)
