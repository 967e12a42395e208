"""Opens a checkpoint for what is to be done with it: a file or an object in S3, to be read alone or to be written.

Opened for writing it is claimed, and it is found out at once whether it can be written at all, because afterwards AWS
is asked to change things. That costs one write at the start of a run.
"""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from wizard.checkpoint.checkpoint import Checkpoint, CheckpointProblem, FileStore, Glance, Lock
from wizard.checkpoint.location import S3Place
from wizard.cli.aws_access import here
from wizard.cli.prepare import Prepared, SettingsT
from wizard.model import Port, Target
from wizard.text.sanitize import inert_line
from wizard.workflows import ORDINARY, workflow_named

if TYPE_CHECKING:
    from wizard.checkpoint.s3_store import S3Store


def open_checkpoint(prepared: Prepared[SettingsT], port: Port, *, writes: bool) -> tuple[Checkpoint, Lock | None]:
    """The checkpoint; where it will be written, a file is locked, and whether it can be written is found out now.

    port: makes the calls of one that is in S3, and tells nobody of them. Raises CheckpointProblem, before anything else
    is asked of AWS.
    """
    place = prepared.checkpoint_place
    lock = Lock(place) if writes and isinstance(place, Path) else None
    if lock:
        lock.acquire()
    try:
        return _opened(prepared, store_of(place, port), writes=writes), lock
    except CheckpointProblem:
        if lock:
            lock.release()
        raise


def _opened(prepared: Prepared[SettingsT], store: FileStore | S3Store, *, writes: bool) -> Checkpoint:
    checkpoint = Checkpoint(store if writes else Glance(store))
    settings = prepared.settings
    subject = workflow_named(settings.workflow).subject(prepared.vendor)
    checkpoint.belongs_to(vendor=subject, sandbox=bool(settings.sandbox), workflow=settings.workflow)
    if writes and isinstance(store, FileStore):
        store.probe()
    elif writes:
        checkpoint.keep()
    return checkpoint


def store_of(place: Path | S3Place, port: Port | None = None) -> FileStore | S3Store:
    """The store for a place. port: for one in S3; where nobody has one, it is made. Raises CheckpointProblem."""
    if isinstance(place, Path):
        return FileStore(place)
    from wizard.checkpoint.s3_store import S3Store

    if port is None:
        port = here().quiet
    return S3Store(place.bucket, place.key, port, Target(profile=place.profile, region=place.region))


def progress_sentence(checkpoint: Checkpoint) -> str:
    """What the resume offer says; "" where there is nothing to resume."""
    document = checkpoint.document
    if not checkpoint.existed or not (document.journal or document.answers):
        return ""
    whose = f" for account {inert_line(document.account)}" if document.account else ""
    when = inert_line(document.begun[:16].replace("T", " "))
    made = "1 change was" if document.changes_made == 1 else f"{document.changes_made} changes were"
    what = "An onboarding" if document.workflow == ORDINARY else f"The workflow {inert_line(document.workflow)}"
    return f"{what} was started on {when} UTC{whose}; {made} made so far."


def progress_of(place: Path) -> str:
    """The same of a file that may be somebody else's at the moment. Raises CheckpointProblem."""
    return progress_sentence(Checkpoint(Glance(FileStore(place))))


def set_aside(place: Path | S3Place, port: Port) -> None:
    """Start over: the old checkpoint stays beside the new one, with its time in its name. Raises CheckpointProblem."""
    stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%S")
    store = store_of(place, port)
    if not isinstance(store, FileStore):
        store.set_aside(stamp)
        return
    lock = Lock(store.path)
    lock.acquire()  # somebody else may be at it
    try:
        store.set_aside(stamp)
    finally:
        lock.release()
