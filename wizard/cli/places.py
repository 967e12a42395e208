"""The places that settings name: where progress is kept, and a directory that can be written to.

A place that cannot be written is found before a person signs in and before AWS is changed. That costs one small file at
the start, which is taken away again.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from wizard.checkpoint.location import S3Place, more_about, named_place, usual_place
from wizard.cli.settings import Settings
from wizard.cli.usage import UsageProblem
from wizard.host.files import probe_directory
from wizard.model.values import clean_value
from wizard.workflows import WORKFLOWS


def checkpoint_place_of(settings: Settings, *, world: str = "", named: str = "") -> Path | S3Place:
    """Where progress is kept. world: of the sandbox, "" for real AWS. named: a place instead of the option's.

    Raises UsageProblem where several are meant.
    """
    name = named or settings.checkpoint
    if name:
        return named_place(name, profile=settings.profile, region=settings.region)
    subject = subject_of(settings)
    place = usual_place(settings.vendor, settings.workflow, world, subject)
    known = sum(short.subject for short in WORKFLOWS[settings.workflow].short)
    return _only_one_of(place) if 0 < len(subject) < known else place


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


def _only_one_of(place: Path) -> Path:
    """The one that was begun, where less is said now than then. Raises UsageProblem where it could be several."""
    begun = more_about(place)
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
