"""The places that settings name: where progress is kept, and a directory that can be written to.

A place that cannot be written is found before a person signs in and before AWS is changed. That costs one small file at
the start, which is taken away again.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from wizard.checkpoint.location import S3Place, begun_places, more_about, named_place, usual_place
from wizard.cli.settings import ForPerson, Settings
from wizard.cli.usage import UsageProblem
from wizard.host.files import probe_directory
from wizard.model import Vendor
from wizard.model.values import clean_account_id, clean_value
from wizard.model.vendor import account_parameter
from wizard.workflows import WORKFLOWS


def checkpoint_place_of(
    settings: Settings, vendor: Vendor | None = None, *, world: str = "", named: str = ""
) -> Path | S3Place:
    """Where progress is kept. vendor: None where it makes no difference what its customers answer. world: of the
    sandbox, "" for real AWS. named: a place instead of the option's.

    Raises UsageProblem where several are meant.
    """
    name = named or settings.checkpoint
    if name:
        return named_place(name, profile=settings.profile, region=settings.region)
    whose, workflow = settings.vendor, settings.workflow
    subject, known = subject_of(settings), sum(short.subject for short in WORKFLOWS[workflow].short)
    place = usual_place(whose, workflow, world, subject)
    if not known and vendor and (question := account_parameter(vendor)):
        return _of_account(settings, question, world)
    return _only_one(more_about(whose, workflow, world, subject), place) if 0 < len(subject) < known else place


def _of_account(settings: Settings, question: str, world: str) -> Path:
    """Where the profile leaves open which account is trusted, each has a checkpoint of its own.

    One from before that is about the same account is gone on with. Raises UsageProblem.
    """
    account = _account_given(settings, question)
    usual = usual_place(settings.vendor, settings.workflow, world)
    if account:
        own = usual_place(settings.vendor, settings.workflow, world, (account,))
        return usual if not own.exists() and _is_about(usual, question, account) else own
    begun = begun_places(settings.vendor, settings.workflow, world)
    return usual if isinstance(settings, ForPerson) and len(begun) > 1 else _only_one(begun, usual)


def _account_given(settings: Settings, question: str) -> str:
    if settings.invited:
        return settings.invited.invitation.account
    given = next((table[question] for table in _tables(settings.answers).values() if question in table), "")
    return clean_account_id(str(given))


def _is_about(place: Path, question: str, account: str) -> bool:
    from wizard.checkpoint.checkpoint import Checkpoint, CheckpointProblem, FileStore, Glance

    if not place.exists():
        return False
    try:
        answers = Checkpoint(Glance(FileStore(place))).document.answers
    except CheckpointProblem:
        return True  # nothing can be told of it: whoever opens it says so
    return any(table.get(question) == account for table in answers.values())


def subject_of(settings: Settings) -> tuple[str, ...]:
    """What the answers say that a checkpoint is about, in the workflow's order, up to the first that is not given."""
    tables = _tables(settings.answers)
    said: list[str] = []
    for short in WORKFLOWS[settings.workflow].short:
        if not short.subject:
            continue
        written = settings.short_answers.get(short.step, {}).get(short.question)
        value = clean_value(str(written or tables.get(short.step, {}).get(short.question) or ""))
        if not value:
            break
        said.append(value)
    return tuple(said)


def _tables(answers: str) -> Mapping[str, Mapping[str, Any]]:
    """The tables of a file of answers; what is wrong with it is told where the answers are taken."""
    try:
        read = tomllib.loads(Path(answers).expanduser().read_text("utf-8-sig")) if answers else {}
    except (OSError, ValueError):
        return {}
    return {name: table for name, table in read.items() if isinstance(table, Mapping)}


def _only_one(begun: Sequence[Path], place: Path) -> Path:
    """The one that was begun, where less is said now than then; else the place. Raises UsageProblem for several."""
    if len(begun) > 1:
        raise UsageProblem(
            f"{len(begun)} checkpoints are about this; say more, as you did when you began them, or name one of "
            f"{', '.join(path.stem for path in begun)} with --checkpoint FILE."
        )
    return begun[0] if begun else place


def directory_of(settings: Settings) -> Path:
    """Where the handover files and what a person saves are written."""
    return Path(settings.directory or ".").expanduser().absolute()


def check_directory(settings: Settings) -> None:
    """Find out now whether the handover files can be written. Raises UsageProblem."""
    directory = directory_of(settings)
    try:
        probe_directory(directory)
    except OSError as error:
        raise UsageProblem(
            f"The handover files can't be written to {directory}: {error.strerror}. "
            "Name a directory that you can write to with --directory DIR."
        ) from None
