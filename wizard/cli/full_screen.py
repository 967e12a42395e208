"""Opens the full-screen wizard: what it shows at once, and how the engine is made behind the first paint.

Before Textual's first paint only the checkpoint is read, where there is one. The steps and, in the
sandbox, a whole server come after it, on a thread of the screens; so their imports stand where they are used. boto3
comes after it, too, in a process of its own.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from screens.app import Launch, OnboardApp, StartFailed
from wizard.checkpoint.location import state_directory
from wizard.cli.purposes import Commands, asked, chosen
from wizard.cli.settings import ForPerson
from wizard.cli.usage import UsageProblem
from wizard.cli.whom import product_of
from wizard.host.browser import open_address, opener
from wizard.host.looks import prefer, prefers_light
from wizard.host.program import PROGRAM
from wizard.host.signals import terminated
from wizard.model import StepWords
from wizard.workflows import steps_for

if TYPE_CHECKING:
    from screens.launch import Calls
    from wizard.aws.access import Access
    from wizard.checkpoint.checkpoint import Checkpoint
    from wizard.engine.engine import Engine
    from wizard.host.alternate_screen import Taken
    from wizard.model import Event, Overview, StepView, Vendor
    from wizard.sandbox.client import Scenario


class Wizard:
    """One run on the screen: keeps the engine, so that its states decide the exit code.

    rehearsed: the person came from another scenario, and has seen the opening page there.
    """

    def __init__(
        self,
        settings: ForPerson,
        vendor: Vendor,
        screen: Taken | None = None,
        *,
        rehearsed: bool = False,
        commands: Commands = tuple,
    ) -> None:
        self.settings = settings
        self.present = settings.present
        self.engine: Engine | None = None
        self.checkpoint: Checkpoint | None = None
        self.aws: Access | None = None
        self.refused, self.interrupted = "", False
        self._vendor = vendor
        self._purposes = asked(settings, vendor, commands)
        self.app = OnboardApp(self._launch(screen, overview=not rehearsed))

    def _launch(self, screen: Taken | None, *, overview: bool) -> Launch:
        settings, vendor, rehearsal = self.settings, self._vendor, _rehearsal(self.settings)
        texts = _texts(settings, vendor)
        return Launch(
            product=product_of(settings, vendor),
            vendor=vendor.name,
            steps=tuple((step, text.title) for step, text in texts.items()),
            first_why=next(iter(texts.values())).why,
            sandbox=settings.sandbox,
            resume="" if settings.resume else _resume_sentence(settings, vendor),
            go_on=settings.resume,
            purposes=self._purposes,
            opens=rehearsal.opens if rehearsal else "",
            hint=rehearsal.hint(settings.workflow, texts) if rehearsal else "",
            overview=partial(_overview, texts, settings) if overview and not rehearsal else None,
            start=self._start,
            take_over=screen.hand_over if screen else lambda: False,
            keep=partial(_keep, settings),
            report=self._report,
            copy=partial(copied_or_saved, settings),
            browse=open_address if opener() else None,
            light=prefers_light(state_directory()),
            remember=remember,
            present=settings.present,
            public=vendor.public,
            rehearsals=_rehearsals,
            cards={step: text.card for step, text in texts.items() if text.card},
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
        from wizard.cli.prepare import prepare

        if self._purposes:
            self.settings = replace(self.settings, words=(self._purposes.here,))  # it was chosen
        try:
            prepared = prepare(self.settings)
            aws = self.aws = open_access(prepared, person=True)
            if fresh:
                set_aside(prepared.checkpoint_place, aws.quiet)
            self.checkpoint, self._lock = open_checkpoint(prepared, aws.quiet, writes=True)
            self.engine = make_engine(
                prepared, self.checkpoint, aws, listen=listen, person=True, send_to_terminal=self.app.send_to_terminal
            )
        except (UsageProblem, CheckpointProblem) as problem:
            self.refused = str(problem)
            raise StartFailed(self.refused) from None
        return self.engine

    def _report(self, view: StepView, views: Sequence[StepView], calls: Calls) -> str:
        from wizard.diagnostics.report import everybodys, report
        from wizard.host.program import about_program

        program, public = about_program(self.settings.sandbox), everybodys(self._vendor)
        private = self.engine.where().private if self.engine else ()
        return report(view, calls, program=program, others=views, private=private, public=public)


def _texts(settings: ForPerson, vendor: Vendor) -> dict[str, StepWords]:
    """What the first paint says of each step. A step without words has its title, which only its module knows."""
    steps = steps_for(settings.workflow, vendor, settings.unasked)
    if all(step in vendor.texts for step in steps):
        return {step: vendor.texts[step] for step in steps}
    from wizard.workflows import workflow_for

    whole = workflow_for(settings.workflow, vendor).without(settings.unasked)
    return {step.id: vendor.words_of(step.id, step.title) for step in whole.steps}


def _overview(texts: Mapping[str, StepWords], settings: ForPerson) -> Overview:
    """After the first paint."""
    from wizard.engine.overview import overview_before

    return overview_before(texts.items(), simulated=bool(settings.sandbox))


def remember(light: bool) -> None:
    """Keep dark or light for the next run."""
    prefer(state_directory(), light=light)


def _keep(settings: ForPerson, name: str, text: str) -> str:
    from wizard.cli.places import directory_of
    from wizard.host.files import said_where

    return said_where(directory_of(settings), f"{PROGRAM}-{name}", text)


def copied_or_saved(settings: ForPerson, text: str, send: Callable[[str], None], name: str) -> str:
    """Copy, and say how. name: of the file for what nothing proves to be copied, "" for none."""
    from wizard.cli.places import directory_of
    from wizard.host.clipboard import copy_text, said
    from wizard.host.files import MODE, MODE_TO_RUN, said_where

    # Not each text says by itself that it is of the simulated AWS.
    file = f"{PROGRAM}-{'simulated-' if settings.sandbox else ''}{name}"
    mode = MODE_TO_RUN if name.endswith(".sh") else MODE
    save = partial(said_where, directory_of(settings), file, text, mode) if name else None
    return said(copy_text(text, send), save)


def run_screens(
    settings: ForPerson,
    vendor: Vendor,
    screen: Taken | None = None,
    *,
    commands: Commands = tuple,
) -> int:
    """A whole workflow on the screen, as often as another one or another scenario is chosen; the exit code of the last.

    screen: the first frame is there already. Raises UsageProblem.
    """
    if settings.sandbox:
        _check_scenario(settings.sandbox)
    wizard = _run(Wizard(settings, vendor, screen, commands=commands))
    while wizard.app.rehearsal or wizard.app.purpose:
        rehearsal, settings = wizard.app.rehearsal, wizard.settings
        again = rehearsing(settings, rehearsal) if rehearsal else chosen(settings, wizard.app.purpose)
        wizard = _run(Wizard(again, vendor, rehearsed=bool(rehearsal)))
    return _ending(wizard, wizard.settings)


def _run(wizard: Wizard) -> Wizard:
    try:
        with terminated(wizard.interrupt):
            wizard.app.run()
    finally:
        if wizard.aws is not None:
            wizard.aws.close()
    if wizard.refused:
        raise UsageProblem(masked(wizard.refused) if wizard.present else wizard.refused)
    return wizard


def masked(sentence: str) -> str:
    """What is still to be said on the terminal that others have just watched."""
    from screens import words
    from screens.masking import masking

    return masking.covered(words.line(sentence))


def rehearsing(settings: ForPerson, scenario: str) -> ForPerson:
    """The same command line for another scenario, from its beginning. Raises UsageProblem.

    A sandbox's world ends with its process, and each world has a checkpoint of its own: so ending the process is all
    it takes for a fresh start, also of the scenario that was open. A checkpoint that was named belongs to the world
    before, and so do a profile and a region that were given for it.
    """
    from wizard.cli.running_sandbox import sandbox_state
    from wizard.sandbox import client

    running = client.find(sandbox_state())
    try:
        if running is not None:
            client.stop(running)
    except client.SandboxFailed as problem:
        raise UsageProblem(str(problem)) from None
    return replace(settings, sandbox=scenario, present=True, resume=False, checkpoint="", profile="", region="")


def _rehearsal(settings: ForPerson) -> Scenario | None:
    if not settings.sandbox:
        return None
    from wizard.cli.rehearsal import rehearsed

    return rehearsed(settings)


def _rehearsals() -> dict[str, str]:
    from wizard.sandbox.client import scenarios

    return {scenario.name: " ".join(filter(None, (scenario.summary, scenario.to_try))) for scenario in scenarios()}


def _check_scenario(name: str) -> None:
    from wizard.sandbox import client

    try:
        client.check(name)
    except client.SandboxFailed as problem:
        raise UsageProblem(str(problem)) from None


def _ending(wizard: Wizard, settings: ForPerson) -> int:
    from wizard.cli.farewell import last_lines
    from wizard.frontends.exits import Exit, exit_of

    engine = wizard.engine
    if engine is None or wizard.checkpoint is None:
        return Exit.INTERRUPTED if wizard.interrupted else Exit.INCOMPLETE
    states = [engine.state(step.id) for step in engine.steps]
    code = exit_of(states, broken=engine.broken is not None)
    for line in last_lines(settings, engine.told(), _written(wizard.checkpoint), complete=code is Exit.COMPLETE):
        sys.stdout.write((masked(line) if wizard.app.presenting else line) + "\n")
    return Exit.INTERRUPTED if wizard.interrupted else int(code)


def _written(checkpoint: Checkpoint) -> list[str]:
    """The files that were handed over, as often as they were written."""
    written = (one for one in checkpoint.document.journal if (one.operation, one.outcome) == ("WriteFile", "landed"))
    paths = dict.fromkeys(entry.note.get("path", "") for entry in written)
    return [path for path in paths if path and Path(path).exists()]


def _resume_sentence(settings: ForPerson, vendor: Vendor) -> str:
    """What was begun, if it can be told without the sandbox being started for it."""
    from wizard.checkpoint.location import on_this_computer
    from wizard.cli.places import checkpoint_place_of
    from wizard.cli.running_sandbox import running_world, state_for

    if settings.sandbox and not settings.checkpoint and not state_for(settings).exists():
        return ""
    from wizard.checkpoint.stores import CheckpointProblem

    with suppress(CheckpointProblem):
        place = on_this_computer(checkpoint_place_of(settings, vendor, world=running_world(settings)))
        return _progress(place) if place.exists() else ""
    return ""


def _progress(place: Path) -> str:
    from wizard.cli.open_checkpoint import progress_of

    return progress_of(place)
