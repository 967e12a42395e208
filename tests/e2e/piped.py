"""The real program at the other end of two pipes: a question is read, and answered by rule, as by a person."""

from __future__ import annotations

import os
import re
import select
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from tests.e2e.terminal import DEADLINE, ROOT, NotSeen

# How a question of the numbered lines ends: a colon, and no end of line.
ASKING = re.compile(rb": $")


STARTING = b"Ready to start?"


class Piped:
    """A program between pipes. said: everything it wrote to standard output. Whether to start is answered unasked."""

    def __init__(self, arguments: Sequence[str], *, environment: Mapping[str, str], directory: Path) -> None:
        self.said = b""
        self._from = 0
        self._started = False
        self._process = subprocess.Popen(
            [sys.executable, "-m", "wizard", *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env={**environment, "PYTHONPATH": environment.get("PYTHONPATH", str(ROOT))},
            cwd=directory,
        )

    def question(self, deadline: float = DEADLINE) -> str | None:
        """What was said since the last answer, up to the question; None where the program has ended."""
        until = time.monotonic() + deadline
        while not ASKING.search(self.said[self._from :]):
            if not self._read(until):
                return None
        if not self._started and STARTING in self.said:
            self._started = True
            self.answer("")
            return self.question(deadline)
        return self.said[self._from :].decode()

    def answer(self, line: str) -> None:
        """One line."""
        assert self._process.stdin is not None
        self._from = len(self.said)
        self._process.stdin.write(f"{line}\n".encode())
        self._process.stdin.flush()

    def follow(self, rules: Mapping[str, str], at_most: int = 60) -> None:
        """Answer every question by the first rule whose pattern it holds, until the program ends."""
        for _ in range(at_most):
            question = self.question()
            if question is None:
                return
            line = next((line for pattern, line in rules.items() if re.search(pattern, question)), None)
            if line is None:
                raise NotSeen(f"no rule answers this:\n{question}")
            self.answer(line)
        raise NotSeen(f"more than {at_most} questions:\n{self.said.decode()}")

    def end(self) -> tuple[int, str]:
        """Close the input; the exit code, and what stood on standard error."""
        out, error = self._process.communicate(timeout=DEADLINE)
        self.said += out
        return self._process.returncode, error.decode()

    def _read(self, until: float) -> bool:
        assert self._process.stdout is not None
        ready, _, _ = select.select([self._process.stdout], [], [], max(0, until - time.monotonic()))
        if not ready:
            raise NotSeen(f"nothing more was said:\n{self.said.decode()}")
        data = os.read(self._process.stdout.fileno(), 65536)
        self.said += data
        return bool(data)
