"""What survives the process: answers, approvals, the journal of changes, skips.

AWS holds the truth about AWS; the checkpoint remembers only what AWS cannot tell. One JSON file, replaced as a whole:
written beside it, synced, renamed over it, directory synced; the one before is kept as ``.previous``. The design costs
a few milliseconds at each change, which is nothing beside the call it protects.
"""

from __future__ import annotations

import contextlib
import os
import socket
import threading
import time
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol

import filelock
import msgspec

from wizard.model import Entry

VERSION = 1
# An approval to write a file or to copy holds for later contents too: nothing of AWS is touched by it.
LOCAL = ("file", "clipboard")
LARGEST = 16 * 1024 * 1024


class CheckpointProblem(Exception):  # noqa: N818 - named after what the person meets
    """The checkpoint cannot be used; the message is one clear sentence. The file is left as it is."""


class Document(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """The file's content. Times are ISO 8601 in UTC; answers and skips are by step id.

    account, region: who was signed in when it was begun; "" until that is known. approvals: digest → how often AWS had
    answered that change by then; one more answer and it has to be approved again.
    """

    version: int = VERSION
    vendor: str = ""
    account: str = ""
    region: str = ""
    sandbox: bool = False
    begun: str = ""
    updated: str = ""
    answers: dict[str, dict[str, str]] = {}
    skips: dict[str, str] = {}
    approvals: dict[str, int] = {}
    journal: list[Entry] = []


class Store(Protocol):
    """Where a checkpoint is kept."""

    name: str

    def load(self) -> bytes | None:
        """What is there, or None. Raises CheckpointProblem."""
        ...

    def save(self, content: bytes) -> None:
        """Replace it, all or nothing, and return only when it is safe. Raises CheckpointProblem."""
        ...


class FileStore:
    """A file in the user's state directory, readable by nobody else."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.name = str(path)

    def load(self) -> bytes | None:
        """The file's bytes, or None where there is no file."""
        try:
            if self.path.stat().st_size > LARGEST:
                raise CheckpointProblem(f"{self.path} is larger than {LARGEST} bytes, so it is no checkpoint.")
            return self.path.read_bytes()
        except FileNotFoundError:
            return None
        except OSError as error:
            raise CheckpointProblem(f"{self.path} cannot be read: {error.strerror}.") from None

    def save(self, content: bytes) -> None:
        """Write beside, sync, keep the one before, rename, sync the directory."""
        beside = self.path.with_name(f".{self.path.name}.{os.getpid()}")
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            _write_synced(beside, content)
            if self.path.exists():
                _keep_previous(self.path)
            beside.replace(self.path)
            _sync_directory(self.path.parent)
        except OSError as error:
            with contextlib.suppress(OSError):
                beside.unlink()
            raise CheckpointProblem(f"{self.path} cannot be written: {error.strerror}.") from None


def _write_synced(path: Path, content: bytes) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _keep_previous(path: Path) -> None:
    previous = path.with_name(f"{path.name}.previous")
    linked = path.with_name(f".{path.name}.previous.{os.getpid()}")
    linked.unlink(missing_ok=True)
    with contextlib.suppress(PermissionError, NotImplementedError):  # file systems without hard links keep no previous
        os.link(path, linked)
        linked.replace(previous)


def _sync_directory(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


class Glance:
    """For commands that only read: what a store holds, and nothing is written to it."""

    def __init__(self, store: Store | None = None) -> None:
        self._store = store
        self.name = store.name if store else "memory"

    def load(self) -> bytes | None:
        """What the store holds."""
        return self._store.load() if self._store else None

    def save(self, content: bytes) -> None:
        """Kept nowhere."""


class Lock:
    """One process at a time on a checkpoint; says who holds it. Released by the system when the process dies."""

    def __init__(self, path: Path) -> None:
        self._lock = filelock.FileLock(f"{path}.lock", mode=0o600)
        self._holder = path.with_name(f"{path.name}.holder")
        self._path = path

    def acquire(self) -> None:
        """Take it, or raise CheckpointProblem naming the holder."""
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            self._lock.acquire(timeout=0)
            _write_synced(self._holder, f"process {os.getpid()} on {socket.gethostname()} since {iso()}".encode())
        except filelock.Timeout:
            holder = self._holder.read_text(errors="replace") if self._holder.exists() else "another process"
            raise CheckpointProblem(f"{self._path} is in use by {holder[:200]}.") from None
        except OSError as error:
            raise CheckpointProblem(f"{self._path} cannot be locked: {error.strerror}.") from None

    def release(self) -> None:
        """Give it back."""
        with contextlib.suppress(OSError):
            self._holder.unlink()
        self._lock.release()


def iso(moment: float | None = None) -> str:
    """A time as ISO 8601 in UTC, to the millisecond."""
    when = datetime.fromtimestamp(time.time() if moment is None else moment, UTC)
    return when.isoformat(timespec="milliseconds").replace("+00:00", "Z")


class Checkpoint:
    """The document in memory and its store; every method that changes it returns when it is safely kept."""

    def __init__(self, store: Store, clock: Callable[[], float] = time.time) -> None:
        self._store = store
        self._clock = clock
        self._lock = threading.RLock()
        content = store.load()
        self._document = Document() if content is None else _decoded(content, store.name)
        self.existed = content is not None

    @property
    def name(self) -> str:
        """Where it is kept."""
        return self._store.name

    @property
    def document(self) -> Document:
        """The document; read it, change it through the methods alone."""
        return self._document

    def belongs_to(self, *, vendor: str, sandbox: bool) -> None:
        """Bind a new checkpoint to a vendor; refuse one of another vendor, or of the sandbox on real AWS."""
        if not self.existed:
            self._document.vendor, self._document.sandbox, self._document.begun = vendor, sandbox, iso(self._clock())
            return
        if self._document.sandbox != sandbox:
            kind = "the sandbox" if self._document.sandbox else "real AWS"
            raise CheckpointProblem(f"{self.name} belongs to {kind}; use --checkpoint to name another file.")
        if self._document.vendor != vendor:
            raise CheckpointProblem(f"{self.name} belongs to vendor {self._document.vendor}, not to {vendor}.")

    def bind(self, account: str, region: str) -> None:
        """Note whose account this is; final once something was changed."""
        with self._lock:
            if not self._document.journal and (self._document.account, self._document.region) != (account, region):
                self._document.account, self._document.region = account, region
                self._save()

    @property
    def bound(self) -> tuple[str, str]:
        """The account and region it belongs to, or two empty texts while nothing was changed."""
        return (self._document.account, self._document.region) if self._document.journal else ("", "")

    def answers(self, step: str) -> dict[str, str]:
        """The answers of a step."""
        return dict(self._document.answers.get(step, {}))

    def answer(self, step: str, values: Mapping[str, str]) -> None:
        """Keep answers; an empty value takes an answer back."""
        with self._lock:
            kept = {**self._document.answers.get(step, {}), **values}
            self._document.answers[step] = {name: value for name, value in kept.items() if value}
            self._save()

    def skip(self, step: str, reason: str) -> None:
        """Keep that a step is skipped and why; "" takes it back."""
        with self._lock:
            self._document.skips.pop(step, None)
            if reason:
                self._document.skips[step] = reason
            self._save()

    def approve(self, digests: Iterable[str]) -> None:
        """Keep that these changes were approved. An approval holds until AWS has answered the change."""
        with self._lock:
            new = {digest: self._concluded(digest) for digest in digests if not self.approved(digest)}
            if new:
                self._document.approvals.update(new)
                self._save()

    def approved(self, digest: str) -> bool:
        """Whether a change was approved, now or in an earlier run, and has not been answered since."""
        with self._lock:
            return self._document.approvals.get(digest) == self._concluded(digest)

    def _concluded(self, digest: str) -> int:
        answered = (entry for entry in self._document.journal if entry.digest == digest and entry.outcome)
        return sum(1 for entry in answered if entry.service not in LOCAL)

    def entries(self, step: str) -> tuple[Entry, ...]:
        """The journal of a step, oldest first."""
        with self._lock:
            return tuple(entry for entry in self._document.journal if entry.step == step)

    def intend(self, entry: Entry) -> int:
        """Journal a change before it is sent; the number is for conclude."""
        with self._lock:
            self._document.journal.append(entry)
            self._save()
            return len(self._document.journal) - 1

    def conclude(self, number: int, entry: Entry) -> None:
        """Journal what became of it."""
        with self._lock:
            self._document.journal[number] = entry
            self._save()

    def _save(self) -> None:
        self._document.updated = iso(self._clock())
        self._store.save(msgspec.json.format(msgspec.json.encode(self._document), indent=1))


def _decoded(content: bytes, name: str) -> Document:
    try:
        version = msgspec.json.decode(content, type=dict[str, object]).get("version")
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise CheckpointProblem(f"{name} is not a checkpoint: {error}. It is left as it is.") from None
    if not isinstance(version, int) or version > VERSION:
        raise CheckpointProblem(
            f"{name} was written by a newer version of this program (format {version}). It is left as it is."
        )
    try:
        return msgspec.json.decode(content, type=Document)
    except msgspec.MsgspecError as error:
        raise CheckpointProblem(f"{name} is damaged: {error}. It is left as it is.") from None
