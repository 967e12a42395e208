"""A text as a new file beside others: what is there is never overwritten, ours or not, and nobody else may read it.

The same text is not written twice, so that asking twice leaves one file. That costs reading what is there.
"""

from __future__ import annotations

import itertools
import os
from pathlib import Path

MODE = 0o600


def save_new(directory: Path, name: str, text: str, mode: int = MODE) -> Path:
    """Where the text is now: ``name.txt``, or ``name-2.txt`` where that is something else. Raises OSError."""
    stem, _, suffix = name.rpartition(".")
    for number in itertools.count(1):
        path = directory / (name if number == 1 else f"{stem}-{number}.{suffix}")
        if _holds(path, text, mode) or _made(path, text, mode):
            return path
    raise AssertionError("there is always another number")


def said_where(directory: Path, name: str, text: str) -> str:
    """Save it, and say in a sentence where it is, or why it is not."""
    try:
        return f"Saved: {save_new(directory, name, text)}"
    except OSError as error:
        return f"{name} cannot be written to {directory}: {error.strerror}."


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
