"""A program in a pseudo-terminal whose bytes are timed: what a person's eye would see, without drawing it."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import pexpect

ROOT = Path(__file__).resolve().parents[2]
SIZE = (40, 120)
# Nothing more comes within this time: the screen is at rest.
REST = 0.08


class Timed:
    """A Python program in a terminal of the usual size."""

    def __init__(self, arguments: Sequence[str], environ: dict[str, str]) -> None:
        self._child = pexpect.spawn(
            sys.executable, list(arguments), dimensions=SIZE, env=environ, cwd=str(ROOT), encoding=None, timeout=30
        )
        self._child.delaybeforesend = None

    @property
    def pid(self) -> int:
        """The program's process."""
        return int(self._child.pid)

    def wait_for(self, text: str) -> None:
        """Until this text was drawn somewhere."""
        self._child.expect(text.encode())

    def rest(self) -> None:
        """Until nothing is drawn any more."""
        while self._read(REST):
            pass

    def until_painted(self, keys: bytes) -> float:
        """Seconds from these keys until something is drawn; what was drawn before (a clock) does not count."""
        self.rest()
        started = time.perf_counter()
        self._child.send(keys)
        self._read(5)
        return time.perf_counter() - started

    def close(self) -> None:
        """End it."""
        self._child.close(force=True)

    def _read(self, seconds: float) -> bytes:
        try:
            return bytes(self._child.read_nonblocking(1 << 20, timeout=seconds))
        except pexpect.TIMEOUT:
            return b""


def environment(directory: str) -> dict[str, str]:
    """A person's, with a state directory of its own and compiled modules kept, as after the first run."""
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return {
        **kept,
        "TERM": "xterm-256color",
        "XDG_STATE_HOME": directory,
        "PYTHONPYCACHEPREFIX": f"{directory}/cache",
        "PYTHONPATH": str(ROOT),
    }


def percentile(values: Sequence[float], share: float) -> float:
    """The value below which this share of all lies."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]
