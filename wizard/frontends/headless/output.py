"""What is written while it runs: each step once for each state it is seen in, as text or as JSON lines."""

from __future__ import annotations

import threading

from wizard.engine.engine import Engine
from wizard.frontends.headless.events import Line
from wizard.frontends.headless.json_lines import (
    call_line,
    change_line,
    delayed_line,
    progress_line,
    signed_in_line,
    step_line,
)
from wizard.frontends.headless.stream import Stream
from wizard.frontends.lines import step_lines
from wizard.frontends.listings import Further, progress_lines
from wizard.model import (
    CallDelayed,
    CallEnded,
    Event,
    State,
    StepChanged,
    StepView,
)
from wizard.model.calls import LOCAL
from wizard.text.sanitize import within_line

SIMULATED = "SANDBOX: a simulated AWS, scenario {scenario}. None of this happened in a real account."


class Output:
    """Writes what happens, as text or as JSON; each step once for each state it is seen in."""

    def __init__(self, engine: Engine, stream: Stream) -> None:
        self._engine = engine
        self._stream = stream
        self._lock = threading.Lock()
        self._last: dict[str, object] = {}
        self._progress: dict[str, str] = {}
        self._further = Further()
        self._signed_in: Line | None = None
        self._closed = False
        # What AWS was asked to change and did; what is written on this computer is no change of an account.
        self.changed = 0
        # Whoever reads may stop reading (``| head``), a disk may be full: then nothing further is sent.
        stream.upon_loss(engine.close)
        if engine.simulated and not self.as_json:
            self.write(SIMULATED.format(scenario=engine.simulated))

    @property
    def as_json(self) -> bool:
        """Whether it writes JSON lines."""
        return self._stream.as_json

    def listen(self, event: Event) -> None:
        """An engine's listener."""
        with self._lock:
            if self._closed:
                return
            if isinstance(event, StepChanged):
                self._told(self._engine.view(event.step))
            elif isinstance(event, CallEnded) and self.as_json:
                self.tell(call_line(event))
            elif isinstance(event, CallDelayed):
                self._delayed(event)

    def close(self) -> None:
        """Say what has not been said yet, and nothing afterwards: the ending is the last line."""
        with self._lock:
            for view in self._engine.views():
                self._told(view)
            self._closed = True

    def write(self, *lines: str) -> None:
        """Lines of text."""
        self._stream.write(*lines)

    def tell(self, line: Line) -> None:
        """A JSON line."""
        self._stream.tell(line)

    def _told(self, view: StepView) -> None:
        self._who()
        self._step(view)
        self._operations(view)
        self._changes(view)

    def _delayed(self, event: CallDelayed) -> None:
        if self.as_json:
            self.tell(delayed_line(event))
        elif event.worth_telling:
            self.write(f"  {within_line(event.said())}.")

    def _who(self) -> None:
        """Whose credentials it all happens with; in the text a finding of the first step says it."""
        where = self._engine.where()
        if not where.caller or not self.as_json:
            return
        line = signed_in_line(where)
        if line != self._signed_in:
            self._signed_in = line
            self.tell(line)

    def _step(self, view: StepView) -> None:
        said = (
            view.state,
            view.summary,
            view.findings,
            view.problem,
            view.waiting and (view.waiting.what, view.waiting.says),
            # While AWS is at work a row or two change at every look: the counts say it.
            () if view.waiting else view.listings,
        )
        # Told while its changes are sent, too: what was found before them is part of the record.
        if view.busy == "observing" or self._last.get(view.id) == said or view.state is State.WAITING:
            return
        self._last[view.id] = said
        self._further.of(view)  # the lines of the step have said it
        if self.as_json:
            self.tell(step_line(view))
        else:
            self.write(*step_lines(view))

    def _operations(self, view: StepView) -> None:
        for progress in self._further.of(view):
            if self.as_json:
                self.tell(progress_line(view.id, progress))
            else:
                self.write(*progress_lines((progress,)))

    def _changes(self, view: StepView) -> None:
        for change in view.plan.changes if view.plan else ():
            if self._progress.get(change.digest) == change.progress or change.progress in ("planned", "approved"):
                continue
            self._progress[change.digest] = change.progress
            self.changed += change.progress == "done" and change.service not in LOCAL
            if self.as_json:
                self.tell(change_line(view.id, change))
            else:
                self.write(f"  {change.progress}: {within_line(change.sentence)}")
