"""Runs a program of this computer within a limit, in a session of its own.

What it leaves behind (the one that serves a copied text to the desktop) outlives Ctrl-C and a closed window; one that
hangs is ended with all that it has started.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
from collections.abc import Mapping

ENDING_SECONDS = 2.0


def ran(
    command: tuple[str, ...], environ: Mapping[str, str], seconds: float, given: bytes | None = None
) -> bytes | None:
    """What a program printed, nothing where it was given something; None where it failed. Raises TimeoutExpired.

    What it is given goes in while nothing is read of it: a program that stays behind to serve the text holds its
    output open.
    """
    try:
        program = subprocess.Popen(
            [shutil.which(command[0], path=environ.get("PATH")) or command[0], *command[1:]],
            env=dict(environ),
            stdin=subprocess.DEVNULL if given is None else subprocess.PIPE,
            stdout=subprocess.PIPE if given is None else subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
    except OSError:
        return None
    try:
        got, _ = program.communicate(given, timeout=seconds)
    except subprocess.TimeoutExpired:
        _end(program)
        raise
    return (got or b"") if program.returncode == 0 else None


def _end(program: subprocess.Popen[bytes]) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(program.pid, signal.SIGKILL)
    for end in (program.stdin, program.stdout):
        with contextlib.suppress(OSError):
            if end is not None:
                end.close()
    with contextlib.suppress(subprocess.TimeoutExpired):
        program.wait(ENDING_SECONDS)
