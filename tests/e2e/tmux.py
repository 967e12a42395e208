"""The real program started from a shell in tmux: job control, and windows that are closed, as a person has them."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
import threading
import time
import uuid
from collections.abc import Callable, Mapping
from pathlib import Path
from types import TracebackType

from tests.e2e.terminal import DEADLINE, ROOT, NotSeen


class Window:
    """A shell in a tmux server of its own, which ends with it."""

    def __init__(self, *, environment: Mapping[str, str], directory: Path, columns: int = 120, lines: int = 40) -> None:
        self._server = ["tmux", "-L", f"onboard-{uuid.uuid4().hex[:12]}", "-f", os.devnull]
        environ = {name: value for name, value in environment.items() if name not in ("TMUX", "TMUX_PANE")}
        subprocess.run(
            [*self._server, "new-session", "-d", "-x", str(columns), "-y", str(lines), "bash --norc --noprofile -i"],
            cwd=directory,
            env={**environ, "PYTHONPATH": str(ROOT), "TERM": "xterm-256color"},
            check=True,
        )
        self.wait_for(r"[$#]\s*$")

    def __enter__(self) -> Window:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, traceback: TracebackType | None
    ) -> None:
        subprocess.run([*self._server, "kill-server"], check=False, capture_output=True)

    def start(self, *arguments: str) -> None:
        """Start the wizard in the foreground of the shell, by typing its command line."""
        self.type(shlex.join([sys.executable, "-m", "wizard", *arguments]))

    def type(self, line: str) -> None:
        """Type a line and Enter."""
        self._tmux("send-keys", "-l", line)
        self._tmux("send-keys", "Enter")

    def press(self, *keys: str) -> None:
        """Press keys by tmux's names."""
        self._tmux("send-keys", *keys)

    def resize(self, columns: int, lines: int) -> None:
        """Make the window another size."""
        self._tmux("resize-window", "-x", str(columns), "-y", str(lines))

    def close(self) -> None:
        """Close the session, as a person does who needs it no more."""
        self._tmux("kill-session")

    @property
    def screen(self) -> str:
        """What a person sees."""
        return self._tmux("capture-pane", "-p")

    @property
    def job(self) -> int:
        """The process of the wizard: the shell's only child."""
        shell = self._tmux("display-message", "-p", "#{pane_pid}").strip()
        return int(Path(f"/proc/{shell}/task/{shell}/children").read_text().split()[0])

    def wait_for(self, pattern: str, deadline: float = DEADLINE) -> None:
        """Look until the screen matches. Raises NotSeen with the screen as it is."""
        self.wait_until(lambda: re.search(pattern, self.screen, re.MULTILINE), pattern, deadline)

    def wait_until(self, holds: Callable[[], object], what: str, deadline: float = DEADLINE) -> None:
        """Look until something holds. Raises NotSeen with the screen as it is."""
        until = time.monotonic() + deadline
        while not holds():
            if time.monotonic() > until:
                raise NotSeen(f"not seen: {what}\n--- the screen\n{self.screen}\n---")
            threading.Event().wait(0.03)

    def _tmux(self, *words: str) -> str:
        done = subprocess.run([*self._server, *words], check=True, capture_output=True, text=True, timeout=10)
        return done.stdout


def gone(process: int) -> bool:
    """Whether that process has ended, reaped by its parent or not."""
    try:
        status = Path(f"/proc/{process}/stat").read_text()
    except OSError:
        return True
    return status.rpartition(")")[2].split()[0] == "Z"
