"""The sheet for doing a plan by hand: its commands as a script in a file that only its owner can read and run."""

from __future__ import annotations

from pathlib import Path

from wizard.host.files import save_new

MODE = 0o700


def save_sheet(directory: Path, name: str, script: str) -> Path:
    """Where the script is now; no file that is there is overwritten, a person may have edited it. Raises OSError."""
    return save_new(directory, f"{name}.sh", script, MODE)
