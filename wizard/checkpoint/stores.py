"""Where a checkpoint is kept: the protocol of every store, and the file that is the usual one.

A file is replaced as a whole: written beside it, synced, renamed over it, directory synced; the one before is kept as
``.previous``. That costs a plain synced write and about a millisecond more, which is nothing beside the call that it
protects (tests/benchmarks/checkpoint_write.py).
"""

from __future__ import annotations

import contextlib
import os
import stat
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol

# What a checkpoint may grow by in one onboarding: so much has to be free before anything is sent.
RESERVE = 64 * 1024
LARGEST = 16 * 1024 * 1024
ANOTHER_PLACE = "name another place with --checkpoint FILE; XDG_STATE_HOME moves the state directory."


class CheckpointProblem(Exception):  # noqa: N818 - named after what the person meets
    """The checkpoint cannot be used; the message is one clear sentence. What is kept is left as it is."""


class Store(Protocol):
    """Where a checkpoint is kept."""

    name: str

    def load(self) -> bytes | None:
        """What is there, or None. Raises CheckpointProblem."""
        ...

    def save(self, content: bytes) -> None:
        """Replace it, all or nothing, and return only when it is safe. Raises CheckpointProblem."""
        ...

    def previous(self) -> Store | None:
        """Where the one before it is kept, or None."""
        ...


def iso(moment: float | None = None) -> str:
    """A time as ISO 8601 in UTC, to the millisecond."""
    when = datetime.fromtimestamp(time.time() if moment is None else moment, UTC)
    return when.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def file_of(path: Path) -> Path:
    """The file that is meant: behind a symbolic link its target, so that the link stays one. Raises CheckpointProblem.

    A named pipe would hold whoever reads it, and a device has no end.
    """
    file = path
    try:
        file = path.resolve() if path.is_symlink() else path
        mode = file.stat().st_mode
    except OSError:
        return file  # not there, or not to be read: whoever tries says how
    except RuntimeError:
        raise CheckpointProblem(f"{path} can't be read: it is a link to itself.") from None
    if not (stat.S_ISREG(mode) or stat.S_ISDIR(mode)):
        kind = "a named pipe" if stat.S_ISFIFO(mode) else "a socket" if stat.S_ISSOCK(mode) else "a device"
        raise CheckpointProblem(f"{path} is {kind}, and a checkpoint is a file; name another one with --checkpoint.")
    return file


class FileStore:
    """A file in the user's state directory, readable by nobody else. path: the file itself; name: as it was given."""

    def __init__(self, path: Path) -> None:
        """Raises CheckpointProblem for what is no file."""
        self.path = file_of(path)
        self.name = str(path)
        self._beside = self.path.with_name(f".{self.path.name}.{os.getpid()}")

    def load(self) -> bytes | None:
        """The file's bytes, or None where there is no file."""
        try:
            if self.path.stat().st_size > LARGEST:
                raise CheckpointProblem(f"{self.path} is larger than {LARGEST} bytes, so it isn't a checkpoint.")
            return self.path.read_bytes()
        except FileNotFoundError:
            return None
        except OSError as error:
            raise CheckpointProblem(f"{self.path} can't be read: {error.strerror}.") from None

    def save(self, content: bytes) -> None:
        """Write beside, sync, keep the one before, rename, sync the directory."""
        with self._writing(content):
            if self.path.exists():
                _keep_previous(self.path)
            self._beside.replace(self.path)
            _sync_directory(self.path.parent)

    def probe(self) -> None:
        """Write as much as a save may need beside it, and take it away again. Raises CheckpointProblem.

        A disk that is full or cannot be written is found before anything is sent, not after; it costs one synced write.
        """
        with self._writing(bytes(self._size() + RESERVE)):
            _sync_directory(self.path.parent)

    def previous(self) -> FileStore | None:
        """The file as it was before it was last replaced."""
        before = previous_of(self.path)
        return FileStore(before) if before.exists() else None

    def set_aside(self, stamp: str) -> None:
        """Rename it, if it is there, to a name with a time in it. Raises CheckpointProblem."""
        try:
            if self.path.exists():
                self.path.rename(self.path.with_name(f"{self.path.stem}.{stamp}.json"))
        except OSError as error:
            raise CheckpointProblem(f"{self.path} can't be renamed: {error.strerror}.") from None

    def _size(self) -> int:
        return self.path.stat().st_size if self.path.exists() else 0

    @contextlib.contextmanager
    def _writing(self, content: bytes) -> Iterator[None]:
        """The content beside the file, synced; whatever happens then, nothing is left beside it."""
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            write_synced(self._beside, content)
            yield
        except OSError as error:
            raise CheckpointProblem(
                f"{self.path} can't be written: {error.strerror}. Free some space, or {ANOTHER_PLACE}"
            ) from None
        finally:
            with contextlib.suppress(OSError):
                self._beside.unlink()


def write_synced(path: Path, content: bytes) -> None:
    """Write a file that only its owner may read, and return when it is on the disk. Raises OSError."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def previous_of(path: Path) -> Path:
    """The file that keeps the one before."""
    return path.with_name(f"{path.name}.previous")


def _keep_previous(path: Path) -> None:
    linked = path.with_name(f".{path.name}.previous.{os.getpid()}")
    linked.unlink(missing_ok=True)
    with contextlib.suppress(PermissionError, NotImplementedError):  # file systems without hard links keep no previous
        os.link(path, linked)
        linked.replace(previous_of(path))


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

    def previous(self) -> Store | None:
        """What the store held before."""
        return self._store.previous() if self._store else None
