"""Opens the full-screen wizard: what it shows at once, and how the engine is made behind the first paint.

Before the paint only the vendor's words are read, and the checkpoint where there is one. The steps and, in the sandbox,
a whole server come after it, on a thread of the screens; so their imports stand where they are used. boto3 comes after
it, too, in a process of its own.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from screens.app import Launch, OnboardApp, StartFailed
from wizard.cli.usage import UsageProblem
from wizard.host.browser import open_address, opener
from wizard.host.program import PROGRAM
from wizard.host.signals import terminated
from wizard.vendors.profile import VendorProblem, vendor_words

if TYPE_CHECKING:
    from screens.launch import Calls
    from wizard.aws.access import Access
    from wizard.checkpoint.checkpoint import Checkpoint
    from wizard.engine.engine import Engine
    from wizard.model import Event, StepView


class Wizard:
    """One run on the screen: keeps the engine, so that its states decide the exit code."""

    def __init__(self, options: argparse.Namespace) -> None:
        self._options = options
        self.engine: Engine | None = None
        self.checkpoint: Checkpoint | None = None
        self.aws: Access | None = None
        self.refused = ""
        self.interrupted = False
        name, texts, public = vendor_words(options.vendor)
        self.app = OnboardApp(
            Launch(
                product=f"{name} onboarding",
                vendor=name,
                steps=tuple((step, text.title) for step, text in texts.items()),
                first_why=next(iter(texts.values())).why,
                sandbox=options.sandbox or "",
                resume="" if options.resume else _resume_sentence(options),
                go_on=options.resume,
                start=self._start,
                keep=partial(_keep, options),
                report=partial(_report, options.vendor, options.sandbox or ""),
                copy=_copy,
                browse=open_address if opener() else None,
                present=options.present,
                public=public,
                rehearsals=_rehearsals,
                cards={step: text.card for step, text in texts.items() if text.card},
            )
        )

    def interrupt(self) -> None:
        """The process was asked to end: leave as a person would, and tell it by the exit code."""
        self.interrupted = True
        self.app.call_later(self.app.action_leave)

    def _start(self, fresh: bool, listen: Callable[[Event], None]) -> Engine:
        from wizard.checkpoint.checkpoint import CheckpointProblem
        from wizard.cli.aws_access import open_access
        from wizard.cli.compose import make_engine
        from wizard.cli.open_checkpoint import open_checkpoint, set_aside
        from wizard.cli.settings import prepare

        try:
            way = prepare(self._options)
            aws = self.aws = open_access(way, person=True)
            if fresh:
                set_aside(way.checkpoint_path, aws.quiet)
            self.checkpoint, self._lock = open_checkpoint(way, aws.quiet, writes=True)
            self.engine = make_engine(
                way, self.checkpoint, aws, listen=listen, person=True, send_to_terminal=self.app.send_to_terminal
            )
        except (UsageProblem, CheckpointProblem) as problem:
            self.refused = str(problem)
            raise StartFailed(self.refused) from None
        return self.engine


def _keep(options: argparse.Namespace, name: str, text: str) -> str:
    from wizard.cli.places import directory_of
    from wizard.host.files import said_where

    return said_where(directory_of(options), f"{PROGRAM}-{name}", text)


def _report(vendor: str, scenario: str, view: StepView, views: Sequence[StepView], calls: Calls) -> str:
    from wizard.diagnostics.report import everybodys, report
    from wizard.host.program import about_program
    from wizard.vendors.profile import load_vendor

    return report(view, calls, program=about_program(scenario), others=views, public=everybodys(load_vendor(vendor)))


def _copy(text: str, send: Callable[[str], None]) -> str:
    from wizard.host.clipboard import HOW, copy_text

    return HOW[copy_text(text, send)]


def run_screens(options: argparse.Namespace) -> int:
    """The whole way on the screen, as often as another scenario is rehearsed; returns the exit code of the last.

    Raises UsageProblem.
    """
    if options.sandbox:
        _check_scenario(options.sandbox)
    wizard = _run(options)
    while wizard.app.rehearsal:
        options = rehearsing(options, wizard.app.rehearsal)
        wizard = _run(options)
    return _ending(wizard, options)


def _run(options: argparse.Namespace) -> Wizard:
    try:
        wizard = Wizard(options)
    except VendorProblem as problem:
        raise UsageProblem(str(problem)) from None
    try:
        with terminated(wizard.interrupt):
            wizard.app.run()
    finally:
        if wizard.aws is not None:
            wizard.aws.close()
    if wizard.refused:
        raise UsageProblem(masked(wizard.refused) if options.present else wizard.refused)
    return wizard


def masked(sentence: str) -> str:
    """What is still to be said on the terminal that others have just watched."""
    from screens import words
    from screens.masking import masking

    return masking.covered(words.line(sentence))


def rehearsing(options: argparse.Namespace, scenario: str) -> argparse.Namespace:
    """The same command line for another scenario, from its beginning. Raises UsageProblem.

    A sandbox's world ends with its process, and each world has a checkpoint of its own: so ending the process is all
    it takes for a fresh start, also of the scenario that was open. A checkpoint that was named belongs to the world
    before, and so do a profile and a region that were given for it.
    """
    from wizard.cli.settings import sandbox_state
    from wizard.sandbox import client

    running = client.find(sandbox_state())
    try:
        if running is not None:
            client.stop(running)
    except client.SandboxFailed as problem:
        raise UsageProblem(str(problem)) from None
    fresh = {"sandbox": scenario, "present": True, "resume": False, "checkpoint": None, "profile": None, "region": None}
    return argparse.Namespace(**{**vars(options), **fresh})


def _rehearsals() -> dict[str, str]:
    from wizard.sandbox.client import scenarios

    return {scenario.name: scenario.summary for scenario in scenarios()}


def _check_scenario(name: str) -> None:
    from wizard.sandbox import client

    try:
        client.check(name)
    except client.SandboxFailed as problem:
        raise UsageProblem(str(problem)) from None


def _ending(wizard: Wizard, options: argparse.Namespace) -> int:
    from wizard.cli.farewell import last_lines
    from wizard.frontends.exits import Exit, exit_of

    engine = wizard.engine
    if engine is None or wizard.checkpoint is None:
        return Exit.INTERRUPTED if wizard.interrupted else Exit.INCOMPLETE
    states = [engine.state(step.id) for step in engine.steps]
    code = exit_of(states, broken=engine.broken is not None)
    for line in last_lines(options, engine.told(), _written(wizard.checkpoint), complete=code is Exit.COMPLETE):
        sys.stdout.write((masked(line) if wizard.app.presenting else line) + "\n")
    return Exit.INTERRUPTED if wizard.interrupted else int(code)


def _written(checkpoint: Checkpoint) -> list[str]:
    """The files that were handed over, as often as they were written."""
    written = (one for one in checkpoint.document.journal if (one.operation, one.outcome) == ("WriteFile", "landed"))
    paths = dict.fromkeys(entry.note.get("path", "") for entry in written)
    return [path for path in paths if path and Path(path).exists()]


def _resume_sentence(options: argparse.Namespace) -> str:
    """What was begun, if it can be told without the sandbox being started for it."""
    from wizard.checkpoint.location import checkpoint_path
    from wizard.cli.settings import sandbox_state

    if not options.checkpoint and not (sandbox_state() if options.sandbox else checkpoint_path(options)).exists():
        return ""
    from wizard.checkpoint.checkpoint import Checkpoint, CheckpointProblem, FileStore, Glance
    from wizard.cli.open_checkpoint import progress_sentence

    world = _running_world(options) if options.sandbox else ""
    with suppress(CheckpointProblem):
        return progress_sentence(Checkpoint(Glance(FileStore(checkpoint_path(options, world)))))
    return ""


def _running_world(options: argparse.Namespace) -> str:
    from wizard.cli.settings import sandbox_state, world_of
    from wizard.sandbox import client

    running = client.find(sandbox_state())
    return world_of(running) if running is not None and running.scenario == options.sandbox else "none"
