"""Daemon threads of our own: a call that hangs never holds the process, and nothing here waits at exit.

The executors of the standard library join their threads when the interpreter ends; under a hanging call that is
the whole timeout. The cost is that a thread is made for each batch of work, some 50 µs.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from typing import TypeVar

ResultT = TypeVar("ResultT")


def in_background(work: Callable[[], None], name: str) -> threading.Thread:
    """Start work that nobody waits for."""
    thread = threading.Thread(target=work, name=name, daemon=True)
    thread.start()
    return thread


def side_by_side(works: Sequence[Callable[[], ResultT]], at_most: int = 24) -> list[ResultT]:
    """The results of all works, in their order. A work must not raise."""
    if len(works) <= 1:
        return [work() for work in works]
    results: dict[int, ResultT] = {}
    waiting = iter(enumerate(works))
    lock = threading.Lock()

    def take_turns() -> None:
        while True:
            with lock:
                turn = next(waiting, None)
            if turn is None:
                return
            results[turn[0]] = turn[1]()

    threads = [in_background(take_turns, f"side-by-side-{n}") for n in range(min(at_most, len(works)))]
    for thread in threads:
        thread.join()
    return [results[index] for index in range(len(works))]
