"""Threads of our own: side by side, in order, and never in the way of the end of the process."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from pathlib import Path

from wizard.host.threads import in_background, side_by_side


def test_the_results_come_in_the_order_of_the_works() -> None:
    def work(number: int) -> int:
        time.sleep(0.01 * (5 - number % 5))
        return number

    assert side_by_side([lambda n=n: work(n) for n in range(40)]) == list(range(40))  # bound early
    assert side_by_side([]) == []


def test_works_run_at_the_same_time() -> None:
    together = threading.Barrier(8, timeout=5)
    assert sorted(side_by_side([together.wait] * 8)) == list(range(8))


def test_no_more_run_at_the_same_time_than_allowed() -> None:
    lock, running, most = threading.Lock(), 0, 0

    def work() -> None:
        nonlocal running, most
        with lock:
            running += 1
            most = max(most, running)
        time.sleep(0.005)
        with lock:
            running -= 1

    side_by_side([work] * 20, at_most=3)
    assert most == 3


def test_a_work_alone_needs_no_thread() -> None:
    assert side_by_side([threading.current_thread]) == [threading.current_thread()]


def test_a_thread_has_a_name_and_does_not_hold_the_process() -> None:
    thread = in_background(lambda: None, "named")
    thread.join(5)
    assert (thread.name, thread.daemon) == ("named", True)


def test_a_call_that_hangs_does_not_keep_the_process_from_ending() -> None:
    text = "import time; from wizard.host.threads import in_background; in_background(lambda: time.sleep(60), 'hangs')"
    began = time.monotonic()
    subprocess.run([sys.executable, "-c", text], cwd=Path(__file__).parents[2], timeout=20, check=True)
    assert time.monotonic() - began < 10
