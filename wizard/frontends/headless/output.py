"""What is written while it runs: each step once for each state it is seen in, as text or as JSON lines."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Mapping
from typing import Any

import msgspec

from wizard.engine.engine import Engine
from wizard.frontends.headless.json_lines import call_as_data, change_as_data, step_as_data
from wizard.frontends.lines import inert, step_lines
from wizard.model import (
    CallEnded,
    Event,
    State,
    StepChanged,
    StepView,
)
from wizard.model.calls import LOCAL

SIMULATED = "SANDBOX: a simulated AWS, scenario {scenario}. Nothing of this happened in a real account."


class Output:
    """Writes what happens, as text or as JSON; each step once for each state it is seen in."""

    def __init__(self, engine: Engine, *, as_json: bool) -> None:
        self._engine = engine
        self._json = as_json
        self._lock = threading.Lock()
        self._last: dict[str, object] = {}
        self._progress: dict[str, str] = {}
        self._closed = self._cut = False
        # What AWS was asked to change and did; what is written on this computer is no change of an account.
        self.changed = 0
        if engine.simulated and not as_json:
            self.write(SIMULATED.format(scenario=engine.simulated))

    def listen(self, event: Event) -> None:
        """An engine's listener."""
        with self._lock:
            if self._closed:
                return
            if isinstance(event, StepChanged):
                self._told(self._engine.view(event.step))
            elif isinstance(event, CallEnded) and self._json:
                self.write({"event": "call", **call_as_data(event)})

    def close(self) -> None:
        """Say what has not been said yet, and nothing afterwards: the ending is the last line."""
        with self._lock:
            for view in self._engine.views():
                self._told(view)
            self._closed = True

    def _told(self, view: StepView) -> None:
        self._step(view)
        self._changes(view)

    def _step(self, view: StepView) -> None:
        said = (view.state, view.summary, view.findings, view.problem, view.waiting and view.waiting.what)
        # Told while its changes are sent, too: what was found before them is part of the record.
        if view.busy == "observing" or self._last.get(view.id) == said or view.state is State.WAITING:
            return
        self._last[view.id] = said
        if self._json:
            self.write({"event": "step", **step_as_data(view)})
        else:
            self.write(*step_lines(view))

    def _changes(self, view: StepView) -> None:
        for change in view.plan.changes if view.plan else ():
            if self._progress.get(change.digest) == change.progress or change.progress in ("planned", "approved"):
                continue
            self._progress[change.digest] = change.progress
            self.changed += change.progress == "done" and change.service not in LOCAL
            if self._json:
                self.write({"event": "change", "step": view.id, **change_as_data(change)})
            else:
                self.write(f"  {change.progress}: {inert(change.sentence)}")

    def write(self, *what: Mapping[str, Any] | str) -> None:
        """Lines of text, or JSON objects."""
        for one in what:
            line = one if isinstance(one, str) else msgspec.json.encode(self._marked(one), enc_hook=str).decode()
            self._put(line + "\n")
        self._put("")

    def _marked(self, event: Mapping[str, Any]) -> Mapping[str, Any]:
        """What happened on a simulated AWS says so on every line."""
        if not self._engine.simulated:
            return event
        name, *_ = event.items()
        return {**dict([name]), "simulated": True, **event}

    def _put(self, text: str) -> None:
        """Whoever reads may stop reading (``| head``): then nothing further is said, and nothing further is sent."""
        if self._cut:
            return
        try:
            sys.stdout.write(text)
            if not text:
                sys.stdout.flush()
        except BrokenPipeError:
            self._cut = True
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            self._engine.close()
