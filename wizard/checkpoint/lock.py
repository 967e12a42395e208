"""One process at a time on a checkpoint's file, and who it is.

The lock is the system's own, so it ends with the process however that ends. The text beside it only says who to ask.
"""

from __future__ import annotations

import contextlib
import getpass
import os
import socket
from pathlib import Path

import filelock

from wizard.checkpoint.stores import ANOTHER_PLACE, CheckpointProblem, file_of, iso, write_synced
from wizard.text.sanitize import inert_line

LONGEST_HOLDER = 200


def holder_text() -> str:
    """Who this is, for whoever finds the checkpoint in use: process, person, host, since when."""
    try:
        person = f" of {getpass.getuser()}"
    except (OSError, KeyError):  # a user without a name, as in some containers
        person = ""
    return f"process {os.getpid()}{person} on {socket.gethostname()} since {iso()}"


class Lock:
    """One process at a time on a file; says who holds it. Released by the system when the process dies."""

    def __init__(self, path: Path) -> None:
        """Raises CheckpointProblem for what is no file."""
        locked = file_of(path)
        self._file = locked.with_name(f"{locked.name}.lock")
        self._lock = filelock.FileLock(self._file, mode=0o600)
        self._holder = locked.with_name(f"{locked.name}.holder")
        self._path = path

    def acquire(self) -> None:
        """Take it, or raise CheckpointProblem naming the holder."""
        try:
            self._file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            self._lock.acquire(timeout=0)
            write_synced(self._holder, holder_text().encode())
        except filelock.Timeout:
            raise CheckpointProblem(f"{self._path} is in use by {self._said()}.") from None
        except (FileExistsError, NotADirectoryError):  # where its directory would be is a file
            raise CheckpointProblem(
                f"{self._path} can't be locked: a part of its path is a file and no directory; {ANOTHER_PLACE}"
            ) from None
        except OSError as error:
            raise CheckpointProblem(
                f"{self._path} can't be locked: {error.strerror}. Make its directory writable, or {ANOTHER_PLACE}"
            ) from None

    def release(self) -> None:
        """Give it back."""
        with contextlib.suppress(OSError):
            self._holder.unlink()
        self._lock.release()

    def holder(self) -> str:
        """Who holds it now, "" where nobody does; the text alone would outlive a process that was killed."""
        if not self._file.exists():
            return ""
        try:
            self._lock.acquire(timeout=0)
        except (filelock.Timeout, OSError):
            return self._said()
        self._lock.release()
        return ""

    def _said(self) -> str:
        try:
            with self._holder.open("rb") as file:
                said = file.read(LONGEST_HOLDER).decode("utf-8", "replace")
        except OSError:
            said = ""
        return inert_line(said) or "another process"
