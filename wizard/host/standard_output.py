"""Standard output, written line by line by a thread that no signal reaches, and what is done where that fails.

A signal that ends the program arrives on the main thread; were that one writing, half a line could be left behind, and
behind a reader that has stopped reading it could not end at all. Bytes go to the descriptor itself, so that nothing is
left for the interpreter to flush at exit. The cost is that what cannot be written is known a moment later.
"""

from __future__ import annotations

import contextlib
import io
import os
import queue
import select
import sys
import threading
import time
from collections.abc import Callable, Iterator

from wizard.host.threads import in_background

OUT, ERR = 1, 2
SLICE = 0.1


class OutputLost(Exception):  # noqa: N818 - named after what the person meets
    """Standard output takes no more; ``error`` says why."""

    def __init__(self, error: OSError) -> None:
        super().__init__(str(error))
        self.error = error

    @property
    def reader_left(self) -> bool:
        """Whether whoever read it has gone, as ``| head`` does: nothing is wrong, and nobody has to be told."""
        return isinstance(self.error, BrokenPipeError)


class StandardOutput:
    """Lines of text; lost: why nothing is written any more, None while all is well."""

    def __init__(self, descriptor: int = OUT) -> None:
        self._descriptor = descriptor
        self._waiting: queue.SimpleQueue[bytes | None] = queue.SimpleQueue()
        self._over = threading.Event()
        self._upon_loss: list[Callable[[], object]] = []
        self.lost: OutputLost | None = None
        in_background(self._write_on, "standard-output")

    def upon_loss(self, act: Callable[[], object]) -> None:
        """Call this, on whichever thread, when nothing can be written any more."""
        self._upon_loss.append(act)
        if self.lost:
            act()

    def put(self, text: str, encoding: str = "utf-8") -> None:
        """Write this when its turn comes."""
        self._waiting.put(text.encode(encoding, "replace"))

    def close(self, seconds: float | None = None) -> None:
        """Return when all is written, or cannot be; or after so many seconds."""
        self._waiting.put(None)
        until = None if seconds is None else time.monotonic() + seconds
        # In slices: a signal that another thread receives does not wake an endless wait.
        while not self._over.wait(SLICE) and (until is None or time.monotonic() < until):
            pass

    def _write_on(self) -> None:
        try:
            while (content := self._waiting.get()) is not None:
                _write_whole(self._descriptor, content)
        except OSError as error:
            self.lost = OutputLost(error)
            for act in self._upon_loss:
                act()
        finally:
            self._over.set()


def _write_whole(descriptor: int, content: bytes) -> None:
    """All of it, also where the other end is slow and somebody has made it non-blocking. Raises OSError."""
    rest = memoryview(content)
    while rest:
        try:
            rest = rest[os.write(descriptor, rest) :]
        except BlockingIOError:
            select.select([], [descriptor], [])


def open_streams() -> bool:
    """Give closed standard streams something to stand on; whether standard output was open.

    Otherwise the next file that is opened, a checkpoint even, would get their numbers and be written to in their place.
    """
    there = [_is_open(number) for number in (0, 1, 2)]
    for number, (is_there, mode) in enumerate(zip(there, (os.O_RDONLY, os.O_RDONLY, os.O_WRONLY), strict=True)):
        if not is_there:
            _nowhere(number, mode)
    if sys.stdin is None:
        sys.stdin = open(0, encoding="utf-8", closefd=False)  # noqa: SIM115 - it stays open as long as the program
    if sys.stdout is None:
        sys.stdout = open(1, "w", encoding="utf-8", closefd=False)  # noqa: SIM115 - likewise
    if sys.stderr is None:
        sys.stderr = open(2, "w", encoding="utf-8", closefd=False)  # noqa: SIM115 - likewise
    return there[OUT]


def _is_open(number: int) -> bool:
    try:
        os.fstat(number)
    except OSError:
        return False
    return True


class Printed(io.TextIOWrapper):
    """Standard output for what is printed: it shows what it cannot encode as a question mark, and remembers a failure.

    Otherwise nobody could tell an error of standard output from one of another file, or know of one that was swallowed.
    """

    lost: OutputLost | None = None

    def write(self, text: str) -> int:
        """Write, and remember why not. Raises OSError."""
        with self._remembering():
            return super().write(text)

    def flush(self) -> None:
        """Flush, and remember why not. Raises OSError."""
        with self._remembering():
            super().flush()

    @contextlib.contextmanager
    def _remembering(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            self.lost = OutputLost(error)
            raise


def watch_prints() -> None:
    """Have everything that is printed go through `Printed`; not where a test has put something else in its place."""
    before = sys.stdout
    if before is sys.__stdout__ and isinstance(before, io.TextIOWrapper) and before.fileno() == OUT:
        sys.stdout = Printed(
            open(OUT, "wb", closefd=False),  # noqa: SIM115 - it stays open as long as the program
            encoding=before.encoding,
            errors="replace",
            line_buffering=before.line_buffering,
            write_through=before.write_through,
        )


def output_lost() -> OutputLost | None:
    """Why what was printed cannot be written; None where all of it is."""
    try:
        sys.stdout.flush()
    except OSError as error:
        return OutputLost(error)
    return sys.stdout.lost if isinstance(sys.stdout, Printed) else None


def let_go(*numbers: int) -> None:
    """What is still to be flushed there goes nowhere, instead of into a traceback at exit."""
    for number in numbers:
        _nowhere(number, os.O_WRONLY)


def complain(sentence: str) -> None:
    """A sentence on standard error, where anybody is still there to read it."""
    try:
        sys.stderr.write(f"{sentence}\n")
        sys.stderr.flush()
    except OSError:
        let_go(ERR)


def _nowhere(number: int, mode: int) -> None:
    """Have this descriptor lead nowhere, in programs that are started from here, too."""
    nowhere = os.open(os.devnull, mode)
    if nowhere == number:
        os.set_inheritable(number, True)
        return
    os.dup2(nowhere, number)
    os.close(nowhere)
