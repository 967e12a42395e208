"""A text as a new file beside others: what is there is never overwritten, ours or not, and nobody else may read it.

The same text is not written twice, so that asking twice leaves one file. That costs reading what is there.
"""

from __future__ import annotations

import contextlib
import itertools
import os
from pathlib import Path
from typing import Any

from wizard.host.program import PROGRAM

MODE = 0o600
MODE_TO_RUN = 0o700
PROBE = 4096


def save_new(directory: Path, name: str, text: str, mode: int = MODE) -> Path:
    """Where the text is now: ``name.txt``, or ``name-2.txt`` where that is something else. Raises OSError."""
    stem, _, suffix = name.rpartition(".")
    for number in itertools.count(1):
        path = directory / (name if number == 1 else f"{stem}-{number}.{suffix}")
        if _holds(path, text, mode) or _made(path, text, mode):
            return path
    raise AssertionError("there is always another number")


def said_where(directory: Path, name: str, text: str, mode: int = MODE) -> str:
    """Save it, and say in a sentence where it is, or why it is not."""
    try:
        return f"Saved: {save_new(directory, name, text, mode)}"
    except OSError as error:
        return f"{name} can't be written to {directory}: {error.strerror}."


def _holds(path: Path, text: str, mode: int) -> bool:
    try:
        there = not path.is_symlink() and path.read_text("utf-8") == text
        return there and (not mode & 0o100 or os.access(path, os.X_OK))
    except (OSError, UnicodeDecodeError):
        return False


def _made(path: Path, text: str, mode: int) -> bool:
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    except FileExistsError:
        return False
    with os.fdopen(descriptor, "w", encoding="utf-8", errors="replace") as file:
        file.write(text)
    return True


def read_file(path: str) -> dict[str, Any]:
    """Answer of ``file:ReadFile``: Text. Raises OSError, UnicodeDecodeError."""
    return {"Text": Path(path).read_text("utf-8")}


def write_file(path: str, text: str) -> dict[str, Any]:
    """Answer of ``file:WriteFile``; the file is replaced as a whole."""
    target = Path(path)
    beside = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        beside.write_text(text, "utf-8")
        beside.replace(target)
    finally:
        with contextlib.suppress(FileNotFoundError):
            beside.unlink()
    return {"Path": str(target)}


def probe_directory(directory: Path) -> None:
    """Write a small file there and take it away again: only that tells whether it can be done. Raises OSError."""
    beside = directory / f".{PROGRAM}.{os.getpid()}"
    descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, MODE)
    try:
        os.write(descriptor, bytes(PROBE))
    finally:
        os.close(descriptor)
        beside.unlink()


def probe_append(path: str) -> dict[str, Any]:
    """Answer of ``file:ProbeAppend``: empty, where text can be added to the file. Raises OSError."""
    target = Path(path)
    if target.exists():
        os.close(os.open(target, os.O_RDWR | os.O_APPEND | os.O_CLOEXEC))
    else:
        probe_directory(next(folder for folder in target.absolute().parents if folder.exists()))
    return {}


def append_text(path: str, text: str) -> dict[str, Any]:
    """Answer of ``file:AppendText``; what stands in the file is not touched, and a text that is there is not added.

    A file that is not there is made for its owner alone.
    """
    target = Path(path)
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    descriptor = os.open(target, os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o600)
    with os.fdopen(descriptor, "r+", encoding="utf-8") as file:
        there = file.read()
        if text.strip() not in there:
            file.write(f"\n{text}" if there and not there.endswith("\n") else text)
            file.flush()
            os.fsync(descriptor)
    return {"Path": str(target)}
