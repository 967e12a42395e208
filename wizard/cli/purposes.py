"""What a person wants, where the command line names no workflow and another vendor than the ordinary one.

What was begun alone says it; otherwise it is asked before anything else. Names of files tell what was begun, so the
first paint waits for no checkpoint to be read.
"""

from __future__ import annotations

import shlex
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from wizard.checkpoint.location import S3Place, begun_places, named_place, usual_place
from wizard.cli.common_options import ANSWERS, SANDBOX, VENDOR
from wizard.cli.settings import ORDINARY_VENDOR, ForPerson
from wizard.host.program import PROGRAM
from wizard.model import Choice, Purposes, Vendor
from wizard.model.places import places_in
from wizard.workflows import WORKFLOWS


class Command(NamedTuple):
    """A command about the role that a vendor gets, in its own words. asks_aws: so the simulated one is named, too."""

    words: tuple[str, ...]
    does: str
    asks_aws: bool = False


class Begun(NamedTuple):
    """A checkpoint that is there, and its workflow."""

    workflow: str
    place: Path


Commands = Callable[[], Iterable[Command]]


def settled(settings: ForPerson) -> ForPerson:
    """The settings, with what was begun where nothing is said and one thing alone was begun."""
    if not open_(settings):
        return settings
    world = _world(settings)
    begun = _begun(settings, world)
    return _going_on(settings, begun[0], world) if len(begun) == 1 else settings


def open_(settings: ForPerson) -> bool:
    """Whether nothing says what is wanted. An invitation does, and a rehearsal of one step."""
    if settings.words or settings.vendor == ORDINARY_VENDOR or settings.invitation:
        return False
    from wizard.cli.rehearsal import rehearsed  # loads more than the first frame needs

    rehearsal = rehearsed(settings)
    return rehearsal is None or not rehearsal.opens


def asked(settings: ForPerson, vendor: Vendor, commands: Commands = tuple) -> Purposes | None:
    """What there is to choose from, and the commands beside it; None where nothing is to be asked."""
    if not open_(settings):
        return None
    return Purposes(
        choices=(*_continuing(settings, _world(settings)), *_starting(vendor)),
        here=settings.workflow,
        commands=tuple(_said(settings, vendor, commands())),
    )


def chosen(settings: ForPerson, value: str) -> ForPerson:
    """The settings of one of these choices."""
    world = _world(settings)
    begun = next((one for one in _begun(settings, world) if str(one.place) == value), None)
    return replace(_going_on(settings, begun, world), resume=True) if begun else replace(settings, words=(value,))


def _going_on(settings: ForPerson, begun: Begun, world: str) -> ForPerson:
    """The settings that lead to what was begun; the usual place needs no name."""
    said = replace(settings, words=(begun.workflow,))
    usual = usual_place(settings.vendor, begun.workflow, world)
    return said if settings.checkpoint or begun.place == usual else replace(said, checkpoint=str(begun.place))


def _world(settings: ForPerson) -> str:
    from wizard.cli.running_sandbox import running_world

    return running_world(settings)


def _begun(settings: ForPerson, world: str) -> tuple[Begun, ...]:
    """What there is of this vendor. One that is named, and is there, says itself what it is about."""
    if settings.checkpoint:
        return tuple(_named(settings))
    return tuple(
        Begun(workflow, place) for workflow in WORKFLOWS for place in begun_places(settings.vendor, workflow, world)
    )


def _named(settings: ForPerson) -> Iterator[Begun]:
    place = named_place(settings.checkpoint)
    if isinstance(place, S3Place) or not place.exists():
        return
    from wizard.checkpoint.checkpoint import Checkpoint, CheckpointProblem, FileStore, Glance

    try:
        workflow = Checkpoint(Glance(FileStore(place))).document.workflow
    except CheckpointProblem:
        return  # it is told where it is opened
    if workflow in WORKFLOWS:
        yield Begun(workflow, place)


def _starting(vendor: Vendor) -> Iterator[Choice]:
    peers = bool(places_in(vendor.account))
    trusted = "the account that gets access" if peers else vendor.whose_account
    for name, line in WORKFLOWS.items():
        if line.purpose and (peers or not line.purpose.between_peers):
            yield Choice(name, line.purpose.label, line.purpose.help.format(trusted=trusted))


def _continuing(settings: ForPerson, world: str) -> Iterator[Choice]:
    from wizard.checkpoint.checkpoint import CheckpointProblem
    from wizard.cli.open_checkpoint import progress_of

    for workflow, place in _begun(settings, world):
        purpose = WORKFLOWS[workflow].purpose
        label = purpose.label if purpose else workflow
        try:
            said = progress_of(place)
        except CheckpointProblem:
            continue  # it is told by whoever opens it
        yield Choice(str(place), f"Continue: {label[:1].lower()}{label[1:]}", said)


def _said(settings: ForPerson, vendor: Vendor, commands: Iterable[Command]) -> Iterator[tuple[str, str]]:
    answers = (ANSWERS.name, "FILE") if vendor.parameters else ()
    for command in commands:
        simulated = (f"{SANDBOX.name}={settings.sandbox}",) if settings.sandbox and command.asks_aws else ()
        words = (PROGRAM, *command.words, VENDOR.name, settings.vendor, *answers, *simulated)
        yield shlex.join(words), command.does
