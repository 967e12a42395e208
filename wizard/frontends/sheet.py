"""The sheet for doing a plan by hand: its commands as a script in a file that only its owner can read and run.

No file that is there is ever overwritten, ours or not: a person may have edited it. The same text is not written twice.
"""

from __future__ import annotations

import itertools
import os
from pathlib import Path

MODE = 0o700


def save_sheet(directory: Path, name: str, script: str) -> Path:
    """Where the script is now: ``name.sh``, or ``name-2.sh`` where that is something else. Raises OSError."""
    for number in itertools.count(1):
        path = directory / (f"{name}.sh" if number == 1 else f"{name}-{number}.sh")
        if _holds(path, script) or _made(path, script):
            return path
    raise AssertionError("there is always another number")


def _holds(path: Path, script: str) -> bool:
    try:
        return not path.is_symlink() and path.read_text("utf-8") == script and os.access(path, os.X_OK)
    except (OSError, UnicodeDecodeError):
        return False


def _made(path: Path, script: str) -> bool:
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, MODE)
    except FileExistsError:
        return False
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(script)
    return True
