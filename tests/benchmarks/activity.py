"""What an event costs when the activity is full, against one that is nearly empty; and how much it keeps.

    python -m tests.benchmarks.activity [ROUNDS]

Both are real screens without a terminal, in turns in one process, so that a slow moment of the machine hits both. A
round is a batch of calls that begin and end, as they arrive within a frame, and the drawing of every line in sight; it
is measured without a filter and while failures are looked for. Memory is what ten times as many calls keep.
"""

from __future__ import annotations

import asyncio
import statistics
import sys
import time
import tracemalloc
from itertools import count

from screens.app import OnboardApp
from screens.call_log import MOST, CallLog, Only, Sought
from screens.widgets.activity_pane import ActivityPane
from tests.screens.driving import until
from tests.screens.still import ACCOUNT, NOW, StillEngine, opening, way
from wizard.model import CallBegan, CallEnded

BATCH = 20
FEW = 100
LIMIT = 1.5
NUMBERS = count(1)


def made(calls: int) -> list[CallBegan | CallEnded]:
    """So many calls, each beginning and ending; one in ten fails."""
    events: list[CallBegan | CallEnded] = []
    for number in (next(NUMBERS) for _ in range(calls)):
        where = {"account": ACCOUNT, "region": "us-east-1", "service": "s3", "operation": f"Call{number}"}
        events.append(CallBegan(number=number, at=NOW, writes=False, **where))
        outcome = "Throttling" if number % 10 == 0 else "ok"
        events.append(CallEnded(number=number, at=NOW, writes=False, seconds=0.1, outcome=outcome, **where))
    return events


def round_time(pane: ActivityPane) -> float:
    """Seconds for a batch, and for drawing what is in sight."""
    events = made(BATCH)
    started = time.perf_counter()
    pane.take(events, NOW)
    for y in range(pane.calls.size.height):
        pane.calls.render_line(y)
    return time.perf_counter() - started


async def ratio(only: Only, rounds: int) -> float:
    """Of the medians, full against nearly empty. The nearly empty one is emptied again between the rounds."""
    app = OnboardApp(opening(StillEngine(way())))
    async with app.run_test(size=(120, 40)) as pilot:
        await until(pilot, lambda: app.screen.query(ActivityPane))
        pane = app.screen.query_one(ActivityPane)
        logs = {"few": CallLog(), "full": CallLog()}
        logs["full"].take(made(MOST))
        times: dict[str, list[float]] = {name: [] for name in logs}
        for _ in range(rounds):
            logs["few"] = CallLog()
            logs["few"].take(made(FEW))
            for name, log in logs.items():
                log.look_for(Sought(only=only))
                pane.calls.kept = log
                times[name].append(round_time(pane))
    medians = {name: statistics.median(values) for name, values in times.items()}
    said = ", ".join(f"{name} {seconds * 1000:.2f} ms" for name, seconds in medians.items())
    print(f"{only:<9} {said}")
    return medians["full"] / medians["few"]


def kept_after(calls: int) -> int:
    """Bytes a log keeps."""
    tracemalloc.start()
    log = CallLog()
    for _ in range(calls // BATCH):
        log.take(made(BATCH))
    kept, _peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return kept


def search_time() -> float:
    """Seconds for a letter that is typed while all are kept."""
    log = CallLog()
    log.take(made(MOST))
    started = time.perf_counter()
    log.look_for(Sought("throttling"))
    return time.perf_counter() - started


def main() -> int:
    """Print the ratios."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 60
    kinds: tuple[Only, ...] = ("all", "failures")
    for only in kinds:
        print(f"ratio     {asyncio.run(ratio(only, rounds)):.2f} (limit {LIMIT})")
    print(f"a letter  {search_time() * 1000:.1f} ms for {MOST:,} calls")
    few, many = kept_after(MOST), kept_after(10 * MOST)
    print(f"memory    {few / 2**20:.1f} MB for {MOST:,} calls, {many / 2**20:.1f} MB after ten times as many")
    print(f"ratio     {many / few:.2f} (limit 1.1)")
    return 0


if __name__ == "__main__":
    sys.exit(main())
