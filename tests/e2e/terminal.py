"""The real program in a real pseudo-terminal: keys go in, and a pyte screen shows what a person would see.

Nothing here sleeps: whoever waits for a text reads the terminal until the text is there or the deadline has passed, and
then is told what the screen showed instead.
"""

from __future__ import annotations

import os
import re
import signal
import sys
import termios
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import TracebackType

import pexpect
import pyte

ROOT = Path(__file__).resolve().parents[2]
DEADLINE = 30.0
# What the page that opens the wizard says beside its Enter, on the screen and in prompts.
OPENING = re.compile(r"─ Before you start ─[\s\S]*Start +Quit|Ready to start\? \(|Start\s+2  Quit\s+Number.*\[1\]:\s*$")
PAGE = "─ Before you start ─"
# What is left of it while the screen behind is drawn over it from the top: its own line of keys comes last.
LEFT_OVER = re.compile(r"─ Before you start ─|enter press button .*│$", re.MULTILINE)
_LOCAL_MODES = 3  # their place in what termios.tcgetattr answers

KEYS = {
    "enter": "\r",
    "tab": "\t",
    "shift-tab": "\x1b[Z",
    "escape": "\x1b",
    "up": "\x1b[A",
    "down": "\x1b[B",
    "right": "\x1b[C",
    "left": "\x1b[D",
    "page-up": "\x1b[5~",
    "page-down": "\x1b[6~",
    "home": "\x1b[H",
    "end": "\x1b[F",
    "backspace": "\x7f",
    "f1": "\x1bOP",
    "f2": "\x1bOQ",
    "f4": "\x1bOS",
    "ctrl-a": "\x01",
    "ctrl-c": "\x03",
    "ctrl-d": "\x04",
    "ctrl-k": "\x0b",
    "ctrl-p": "\x10",
    "ctrl-q": "\x11",
    "ctrl-u": "\x15",
    "ctrl-z": "\x1a",
}


class NotSeen(AssertionError):  # noqa: N818 - a test reads better so
    """What was waited for did not show; says what did."""


class _Answering(pyte.HistoryScreen):  # pyte has no types
    """A screen that answers the terminal's questions (where is the cursor?) as a real one does."""

    def __init__(self, columns: int, lines: int, answer: Callable[[str], None]) -> None:
        super().__init__(columns, lines, history=5000, ratio=0.5)
        self._answer = answer

    def write_process_input(self, data: str) -> None:
        self._answer(data)


class Terminal:
    """A program in a pseudo-terminal of that size.

    arguments: of ``python -m wizard``. environment: all of it, plus TERM. raw: every byte the program wrote.
    at_the_page: nobody presses the key that leaves the opening page; else it is pressed when the page shows.
    """

    def __init__(
        self,
        arguments: Sequence[str],
        *,
        environment: Mapping[str, str],
        directory: Path,
        columns: int = 120,
        lines: int = 40,
        term: str = "xterm-256color",
        at_the_page: bool = False,
    ) -> None:
        self.raw = b""
        self._at_the_page, self._started, self._left = at_the_page, False, False
        self._child = pexpect.spawn(
            sys.executable,
            ["-m", "wizard", *arguments],
            env={"PYTHONPATH": str(ROOT), **_sizeless(environment), "TERM": term},
            cwd=str(directory),
            dimensions=(lines, columns),
            timeout=DEADLINE,
            encoding=None,
        )
        self._child.delaybeforesend = None
        self._screen = _Answering(columns, lines, lambda data: self.type(data))
        self._stream = pyte.ByteStream(self._screen)

    def __enter__(self) -> Terminal:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, traceback: TracebackType | None
    ) -> None:
        try:
            self._child.close(force=True)
        except pexpect.ExceptionPexpect:  # on a busy machine it takes longer than pexpect waits
            os.kill(self.pid, signal.SIGKILL)
            os.waitpid(self.pid, 0)

    @property
    def pid(self) -> int:
        """The program's process."""
        return int(self._child.pid)

    @property
    def screen(self) -> str:
        """What is on the screen, line by line."""
        return "\n".join(line.rstrip() for line in self._screen.display)

    @property
    def cursor_rows(self) -> list[int]:
        """The rows, from 0, in which a field draws its cursor: one cell of another background than both beside it."""
        return [row for row in range(self._screen.lines) if self._has_cursor(self._screen.buffer[row])]

    def _has_cursor(self, line: Mapping[int, pyte.screens.Char]) -> bool:
        backgrounds = [line[x].bg for x in range(self._screen.columns)]
        cells = zip(backgrounds, backgrounds[1:], backgrounds[2:], strict=False)
        return any(left == right != cell for left, cell, right in cells)

    @property
    def scrolled(self) -> str:
        """What has scrolled away above it, and the screen."""
        above = ("".join(line[x].data for x in range(self._screen.columns)) for line in self._screen.history.top)
        return "\n".join([*(line.rstrip() for line in above), self.screen])

    def type(self, text: str) -> None:
        """Type text as it is."""
        self.send(text.encode())

    def send(self, content: bytes) -> None:
        """Send bytes as they are, as a terminal of another encoding does."""
        self._child.send(content)

    def press(self, *keys: str) -> None:
        """Press keys by name (see KEYS), or single characters."""
        for key in keys:
            self.type(KEYS.get(key, key))

    def wait_for(self, *patterns: str, deadline: float = DEADLINE) -> str:
        """Read until the screen matches one of the regular expressions; which one. Raises NotSeen."""
        return self.wait_until(lambda: self._seen(patterns), " or ".join(patterns), deadline)

    def wait_until(self, look: Callable[[], str | None], what: str, deadline: float = DEADLINE) -> str:
        """Read until ``look`` answers with a text. Raises NotSeen with the screen as it is."""
        until = time.monotonic() + deadline
        while True:
            seen = None if self._leaves_the_page() else look()
            if seen is not None:
                return seen
            if time.monotonic() > until or not self._read(until):
                raise NotSeen(f"not seen: {what}\n--- the screen\n{self.screen}\n---")

    def read_until_still(self, moment: float = 0.25, deadline: float = 4) -> None:
        """Read until nothing has been drawn for a moment (where something always is: to the deadline)."""
        until = time.monotonic() + deadline
        drawn, end = len(self.raw), time.monotonic() + moment
        while time.monotonic() < min(end, until) and self._read(min(end, until)):
            if len(self.raw) != drawn:
                drawn, end = len(self.raw), time.monotonic() + moment

    def wait_for_cursor(self, question: str) -> None:
        """Read until the field under this question is the one that is typed into. Raises NotSeen."""

        def there() -> str | None:
            rows = self.screen.splitlines()
            asked = next((row for row, line in enumerate(rows) if question in line), len(rows))
            return question if any(asked < row <= asked + 7 for row in self.cursor_rows) else None

        self.wait_until(there, f"the cursor under {question!r}")

    def type_into(self, question: str, text: str, shown: str = "") -> None:
        """Type once the field under this question has the cursor: keys typed ahead would go to the field before it.

        shown: what then stands there, where it is not the text. Raises NotSeen.
        """
        self.wait_for_cursor(question)
        self.type(text)
        self.wait_for(re.escape(shown or text))

    def wait_for_keys(self) -> None:
        """Wait until the program hears each key by itself: before that, the terminal keeps Ctrl-Q for its own use."""
        self.wait_until(lambda: None if self._is_cooked() else "", "a terminal that hands every key on")

    def _is_cooked(self) -> bool:
        return bool(termios.tcgetattr(self._child.child_fd)[_LOCAL_MODES] & termios.ICANON)

    def leave_the_page(self) -> None:
        """Read until the opening page was there and is left. Raises NotSeen."""
        self.wait_until(lambda: "left" if self._started else None, "the opening page")

    def wait_for_end(self, deadline: float = DEADLINE) -> int:
        """Read until the program has ended; its exit code. Raises NotSeen."""
        until = time.monotonic() + deadline
        while self._read(until):
            if time.monotonic() > until:
                raise NotSeen(f"it has not ended\n--- the screen\n{self.screen}\n---")
        self._child.wait()
        code = self._child.exitstatus
        return int(code) if code is not None else -int(self._child.signalstatus or 0)

    def _seen(self, patterns: Sequence[str]) -> str | None:
        return next((pattern for pattern in patterns if re.search(pattern, self.screen, re.MULTILINE)), None)

    def _read(self, until: float) -> bool:
        """Take what the program has written by now; False where it has ended."""
        try:
            data = self._child.read_nonblocking(65536, timeout=max(0.05, min(1.0, until - time.monotonic())))
        except pexpect.TIMEOUT:
            return True
        except pexpect.EOF:
            return False
        self.raw += data
        self._stream.feed(data)
        if not self._started and self._leaves_the_page():
            self._started = True
            self.press("escape" if PAGE in self.screen else "enter")  # escape shows the first step, even if it is done
        return True

    def _leaves_the_page(self) -> bool:
        """Whether any of the opening page is still in sight, which nobody wants: what is behind it takes no key yet."""
        if self._at_the_page or self._left:
            return False
        if OPENING.search(self.screen) is not None:
            return True
        self._left = self._started and LEFT_OVER.search(self.screen) is None
        return self._started and not self._left


def _sizeless(environment: Mapping[str, str]) -> dict[str, str]:
    """COLUMNS and LINES, which other tests leave behind, would overrule the terminal's own size."""
    return {name: value for name, value in environment.items() if name not in ("COLUMNS", "LINES")}


def environment_of(state_home: Path, **more: str) -> dict[str, str]:
    """A person's environment with a state directory of its own, no AWS of theirs, and fast timing."""
    kept = {
        name: os.environ[name] for name in ("PATH", "LANG", "LC_ALL", "PYTHONDONTWRITEBYTECODE") if name in os.environ
    }
    return {
        "LANG": "C.UTF-8",
        **kept,
        "HOME": str(state_home),
        "XDG_STATE_HOME": str(state_home),
        "FIRETIGER_ONBOARD_TIMING": "pause=0.02 deadline=0.3",
        **more,
    }
