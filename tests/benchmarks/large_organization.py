"""What the whole way asks of AWS Organizations where there are a thousand accounts, and how much of it is throttled.

    python -m tests.benchmarks.large_organization

The real program, against a simulated AWS that enforces the rates that AWS publishes: once from the beginning, with a
new account, and then the same command again, as somebody who resumes. That no account has the e-mail address already
is known only when all pages of twenty have been read, which makes fifty calls.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from tests.e2e.program import ACCOUNT, BEDROCK, Program, program

MOST_LISTS = 60


def cost(running: Program) -> tuple[Counter[str], int, float]:
    """The calls of Organizations by their operation, how many were throttled, and the seconds of the whole job."""
    running.forget_calls()
    began = time.perf_counter()
    ended = running.json("apply", "--approve", answers=ACCOUNT + BEDROCK, FIRETIGER_ONBOARD_TIMING="")
    seconds = time.perf_counter() - began
    assert ended.code == 0, ended.err
    calls = [call for call in running.calls() if call["service"] == "organizations"]
    throttled = sum(1 for call in calls if call["error"] == "TooManyRequestsException")
    return Counter(call["operation"] for call in calls), throttled, seconds


def main() -> int:
    """Print the calls of both; 1 where there are too many, or one was throttled."""
    held = True
    with tempfile.TemporaryDirectory() as directory, program(Path(directory), "large-organization") as running:
        for name in ("first run", "again"):
            calls, throttled, seconds = cost(running)
            print(f"{name}: {seconds:.1f} s, {calls.total()} calls of Organizations, {throttled} throttled")
            print("    " + ", ".join(f"{operation} {number}" for operation, number in calls.most_common()))
            held = held and calls["ListAccounts"] <= MOST_LISTS and throttled == 0
    print(f"limits: {MOST_LISTS} ListAccounts, none throttled")
    return 0 if held else 1


if __name__ == "__main__":
    sys.exit(main())
