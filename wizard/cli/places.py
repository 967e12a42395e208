"""The places that settings name: where progress is kept, and a directory that can be written to.

A place that cannot be written is found before a person signs in and before AWS is changed. That costs one small file at
the start, which is taken away again.
"""

from __future__ import annotations

from pathlib import Path

from wizard.checkpoint.location import S3Place, named_place, usual_place
from wizard.cli.settings import Settings
from wizard.cli.usage import UsageProblem
from wizard.host.files import probe_directory


def checkpoint_place_of(settings: Settings, *, world: str = "", named: str = "") -> Path | S3Place:
    """Where progress is kept. world: of the sandbox, "" for real AWS. named: a place instead of the option's."""
    name = named or settings.checkpoint
    if name:
        return named_place(name, profile=settings.profile, region=settings.region)
    return usual_place(settings.vendor, settings.workflow, world)


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
