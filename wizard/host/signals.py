"""The signals that end: the end comes in order, with the terminal as it was and the checkpoint on disk.

SIGQUIT is one of them: by itself it would leave the shell on the alternate screen, without echo. SIGKILL remains.
"""

from __future__ import annotations

import contextlib
import signal
import sys
import termios
from collections.abc import Callable, Iterator
from types import FrameType
from typing import NoReturn

ENDING = (signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT)
_A_MOMENT = 0.002  # seconds: the callback that lost it has returned by then
# Lines wrap, the cursor is seen, pasted text comes as it is, plain colours: harmless where it is so already.
AS_IT_WAS = "\x1b[?7h\x1b[?25h\x1b[?2004l\x1b[0m"


@contextlib.contextmanager
def terminated(leave: Callable[[], object]) -> Iterator[None]:
    """Call ``leave`` when the process is asked to end; the old handlers come back afterwards.

    What whoever started it has switched off stays so: ``nohup`` does it with SIGHUP.
    """

    def stop(_number: int, _frame: FrameType | None) -> None:
        leave()

    heard = [number for number in ENDING if signal.getsignal(number) is not signal.SIG_IGN]
    before = {number: signal.signal(number, stop) for number in heard}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def interrupt() -> NoReturn:
    """End as Ctrl-C does, for whoever `terminated` calls."""
    raise KeyboardInterrupt


@contextlib.contextmanager
def interruption_kept() -> Iterator[None]:
    """Raise an interruption again that the interpreter lost.

    Python cannot raise out of a weak reference's callback or a ``__del__``: it prints what was raised there and goes on
    (https://docs.python.org/3/library/sys.html#sys.unraisablehook). Ctrl-C that falls into one of them, and while
    modules are imported there are many, would be no Ctrl-C.
    """
    told = sys.unraisablehook

    def again(_number: int, frame: FrameType | None) -> None:
        while frame is not None:
            if frame.f_code is lost.__code__:  # on a busy machine the hook is still at it, and would lose this one, too
                signal.setitimer(signal.ITIMER_REAL, _A_MOMENT)
                return
            frame = frame.f_back
        raise KeyboardInterrupt

    def lost(unraisable: sys.UnraisableHookArgs) -> None:
        if not issubclass(unraisable.exc_type, KeyboardInterrupt):
            told(unraisable)
            return
        signal.signal(signal.SIGALRM, again)
        signal.setitimer(signal.ITIMER_REAL, _A_MOMENT)

    sys.unraisablehook = lost
    try:
        yield
    finally:
        sys.unraisablehook = told
        if signal.getsignal(signal.SIGALRM) is again:
            signal.setitimer(signal.ITIMER_REAL, 0)
            signal.signal(signal.SIGALRM, signal.SIG_DFL)


@contextlib.contextmanager
def terminal_kept(*, escapes: bool) -> Iterator[None]:
    """However the work inside ends, the terminal is as it was; escapes: whether sequences may be written to it.

    Whoever draws on the terminal cleans up after itself, but not when it is cut off in the middle of its first frame.
    """
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        yield
        return
    before = termios.tcgetattr(sys.stdin)
    try:
        yield
    finally:
        with contextlib.suppress(OSError, termios.error):  # the terminal may be gone
            termios.tcsetattr(sys.stdin, termios.TCSANOW, before)
            if escapes:
                sys.stdout.write(AS_IT_WAS)
                sys.stdout.flush()
