"""SIGTERM and SIGHUP: the end comes in order, with the terminal as it was and the checkpoint on disk."""

from __future__ import annotations

import contextlib
import signal
from collections.abc import Callable, Iterator
from types import FrameType


@contextlib.contextmanager
def terminated(leave: Callable[[], object]) -> Iterator[None]:
    """Call ``leave`` when the process is asked to end; the old handlers come back afterwards."""

    def stop(_number: int, _frame: FrameType | None) -> None:
        leave()

    before = {number: signal.signal(number, stop) for number in (signal.SIGTERM, signal.SIGHUP)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
