"""The options that name a place: S3 is meant however it is spelled, and what will be written to can be.

A place that cannot be written is found before a person signs in and before AWS is changed. That costs one small file at
the start, which is taken away again.
"""

from __future__ import annotations

import argparse
import re
from pathlib import Path

from wizard.cli.usage import UsageProblem


def check_places(options: argparse.Namespace) -> None:
    """Settle how places are spelled, and refuse what is none. Raises UsageProblem."""
    options.checkpoint, options.name = _scheme(options.checkpoint), _scheme(options.name)
    if (options.checkpoint or "").startswith("s3://") and not re.fullmatch(r"s3://[^/]+/.+", options.checkpoint):
        raise UsageProblem(f"--checkpoint {options.checkpoint}: in S3 it takes a bucket and a key, s3://BUCKET/KEY.")


def _scheme(place: str | None) -> str | None:
    """``S3://`` is ``s3://``: schemes have no case."""
    return re.sub(r"^s3://", "s3://", place, flags=re.IGNORECASE) if place else place


def directory_of(options: argparse.Namespace) -> Path:
    """Where the handover files and what a person saves are written."""
    return Path(options.directory or ".").expanduser().absolute()


def check_directory(options: argparse.Namespace) -> None:
    """Find out now whether the handover files can be written. Raises UsageProblem."""
    from wizard.host.files import probe_directory  # not before the first paint

    directory = directory_of(options)
    try:
        probe_directory(directory)
    except OSError as error:
        raise UsageProblem(
            f"The handover files cannot be written to {directory}: {error.strerror}. "
            "Name a directory that you can write to with --directory DIR."
        ) from None
