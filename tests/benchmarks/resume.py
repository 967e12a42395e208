"""What a resume of a finished onboarding costs: its sequential round trips, AWS's time, and that it writes nothing.

    python -m tests.benchmarks.resume [SECONDS A CALL]

A whole onboarding is made against the simulated AWS; then every call is held up for 100 ms and the same command runs
again. From the lines that it prints, each with the time a call left and how long it took, comes the timeline below. A
call's depth is the number of round trips that had to be over before it could end; the greatest depth is the number of
sequential round trips. AWS's time is from the first call's departure to the last one's answer: it holds the delays,
the simulated AWS's own work on this machine, and the wizard's thinking in between. On a busy machine a call may leave
so late that it seems to have waited for another; so it is resumed several times, and the quickest counts.
"""

from __future__ import annotations

import re
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from tests.e2e.program import ACCOUNT, BEDROCK, Ended, Program, program

ANSWERS = ACCOUNT + BEDROCK
DELAY = 0.1
MOST_ROUND_TRIPS = 4
MOST_SECONDS = 0.8
RUNS = 3


@dataclass(frozen=True)
class Call:
    """One call of the timeline; times in seconds from the first one's departure."""

    name: str
    account: str
    left: float
    answered: float
    depth: int = 1


def timeline(events: Sequence[dict[str, Any]]) -> list[Call]:
    """The calls by departure, each with its depth."""
    calls = sorted((event for event in events if event["event"] == "call"), key=lambda event: event["at"])
    start = _moment(calls[0]["at"]) if calls else 0
    placed: list[Call] = []
    for event in calls:
        left = _moment(event["at"]) - start
        # A millisecond is what the printed time is exact to.
        before = [call.depth for call in placed if call.answered <= left + 0.001]
        name = f"{event['service']}:{event['operation']}"
        placed.append(Call(name, event["account"], left, left + event["seconds"], 1 + max(before, default=0)))
    return placed


def _moment(text: str) -> float:
    return datetime.fromisoformat(text).timestamp()


def chain(calls: Sequence[Call]) -> list[Call]:
    """The calls that follow one upon the other to the greatest depth, the last to answer at each."""
    found: list[Call] = []
    after = max(calls, key=lambda call: (call.depth, call.answered), default=None)
    while after is not None:
        found.append(after)
        left, depth = after.left, after.depth
        before = [call for call in calls if call.depth == depth - 1 and call.answered <= left + 0.001]
        after = max(before, key=lambda call: call.answered, default=None)
    return found[::-1]


def resume(running: Program, delay: float) -> Ended:
    """The same command again, with every call held up."""
    running.forget_calls()
    running.fault(service="*", operation="*", kind="hang", seconds=delay, times=100_000)
    try:
        return running.json("apply", "--approve", answers=ANSWERS)
    finally:
        running._ask("DELETE", "fault")


def contents(directory: Path) -> dict[str, str]:
    """Every file under a directory with its digest, but for what says which process holds the checkpoint."""
    files = [path for path in directory.rglob("*") if path.is_file() and not re.search(r"\.(lock|holder)$", path.name)]
    return {str(path): sha256(path.read_bytes()).hexdigest() for path in files}


def cost(calls: Sequence[Call]) -> tuple[int, float]:
    """The sequential round trips, and AWS's time in seconds."""
    return max(call.depth for call in calls), max(call.answered for call in calls)


def draw(calls: Sequence[Call], width: int = 60) -> str:
    """A line a call: when it left, how deep, and a bar."""
    end = max(call.answered for call in calls)
    lines = []
    for call in calls:
        begin, length = int(call.left / end * width), max(1, int((call.answered - call.left) / end * width))
        bar = " " * begin + "█" * length
        lines.append(f"{call.left * 1000:5.0f} ms  {call.depth}  {bar:<{width + 1}} {call.name}")
    return "\n".join(lines)


def main() -> int:
    """Print the timeline and the verdicts; 1 where a limit does not hold."""
    delay = float(sys.argv[1]) if len(sys.argv) > 1 else DELAY
    with tempfile.TemporaryDirectory() as directory, program(Path(directory)) as running:
        first = running.json("apply", "--approve", answers=ANSWERS)
        assert first.code == 0, first.err
        before, written, timelines = contents(Path(directory)), list[str](), []
        for _ in range(RUNS):
            again = resume(running, delay)
            assert again.code == 0, again.err
            timelines.append(timeline(again.events))
            written += running.writes()
        changed = before != contents(Path(directory))
    calls = min(timelines, key=cost)
    round_trips, seconds = cost(calls)
    print(draw(calls))
    print(f"\n{len(calls)} calls at {delay * 1000:.0f} ms each")
    print(f"sequential round trips  {round_trips} (limit {MOST_ROUND_TRIPS})")
    for call in chain(calls):
        print(f"    {call.depth}  {call.name}")
    print(f"AWS time                {seconds:.2f} s (limit {MOST_SECONDS})")
    print(f"written in AWS          {', '.join(written) or 'nothing'}")
    print(f"files changed           {'yes' if changed else 'none'}")
    held = round_trips <= MOST_ROUND_TRIPS and seconds < MOST_SECONDS and not written and not changed
    return 0 if held else 1


if __name__ == "__main__":
    sys.exit(main())
