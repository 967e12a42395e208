"""Opens the full-screen wizard: what it shows at once, and how the engine is made behind the first paint.

Before the paint only small files are read: the vendor's profile, the checkpoint, the sandbox's state. boto3, the steps
and, in the sandbox, a whole server come after it, on a thread of the screens.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from contextlib import suppress

from screens.app import OnboardApp, Opening, StartFailed
from wizard.checkpoint import Checkpoint, CheckpointProblem, FileStore, Glance
from wizard.engine import Engine
from wizard.frontends.exits import exit_of
from wizard.local import HOW, copy_text
from wizard.model import Event
from wizard.onboarding import Way, make_engine, open_checkpoint, progress_sentence, set_aside
from wizard.options import PROGRAM, UsageProblem
from wizard.sandbox import client
from wizard.signals import terminated
from wizard.way import enter_sandbox, known_way, sandbox_state


class Wizard:
    """One run on the screen: keeps the engine, so that its states decide the exit code."""

    def __init__(self, way: Way) -> None:
        self._way = way
        self.engine: Engine | None = None
        self.app = OnboardApp(
            Opening(
                product=f"{way.vendor.name} onboarding",
                vendor=way.vendor.name,
                steps=tuple((name, text.title) for name, text in way.vendor.texts.items()),
                first_why=next(iter(way.vendor.texts.values())).why,
                sandbox=way.options.sandbox or "",
                resume="" if way.options.resume else _resume_sentence(way),
                start=self._start,
                copy=lambda text, send: HOW[copy_text(text, send)],
            )
        )

    def _start(self, fresh: bool, listen: Callable[[Event], None]) -> Engine:
        try:
            way = enter_sandbox(self._way) if self._way.options.sandbox else self._way
            if fresh:
                set_aside(way.checkpoint_path)
            checkpoint, self._lock = open_checkpoint(way, writes=True)
            self.engine = make_engine(
                way, checkpoint, listen=listen, person=True, send_to_terminal=self.app._send_to_terminal
            )
        except (UsageProblem, CheckpointProblem) as problem:
            raise StartFailed(str(problem)) from None
        return self.engine


def run_screens(options: argparse.Namespace, version: str) -> int:
    """The whole way on the screen; returns the exit code."""
    wizard = Wizard(known_way(options, version))
    with terminated(lambda: wizard.app.call_later(wizard.app.action_leave)):
        wizard.app.run(mouse=True)
    engine = wizard.engine
    if engine is None:
        return 4
    states = [engine.state(step.id) for step in engine.steps]
    code = exit_of(states, broken=engine.broken is not None)
    sys.stdout.write(farewell(options, complete=code == 0) + "\n")
    return int(code)


def farewell(options: argparse.Namespace, *, complete: bool) -> str:
    """The last line on the person's own screen: how to come back."""
    if complete:
        return "Everything is done. The handover files are in this directory."
    words = [PROGRAM, "--resume"]
    if options.sandbox:
        words.append(f"--sandbox={options.sandbox}")
    words += [f"--{name}={value}" for name in ("checkpoint", "vendor") if (value := _given(options, name))]
    return f"Everything so far is kept. To go on: {' '.join(words)}"


def _given(options: argparse.Namespace, name: str) -> str:
    value = getattr(options, name) or ""
    return "" if name == "vendor" and value == "firetiger" else str(value)


def _resume_sentence(way: Way) -> str:
    """What was begun, if it can be told without the sandbox being started for it."""
    if way.options.sandbox and not way.options.checkpoint:
        running = client.find(sandbox_state())
        if running is None or running.scenario != way.options.sandbox:
            return ""
        way = way.in_world(running)
    with suppress(CheckpointProblem):
        return progress_sentence(Checkpoint(Glance(FileStore(way.checkpoint_path))))
    return ""
