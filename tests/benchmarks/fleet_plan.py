"""What a plan for a thousand accounts and five groups takes beside AWS's time, and how much memory.

    python -m tests.benchmarks.fleet_plan

Seconds are those of CPU, of the wizard alone: AWS's answers are at hand, as many as in the real run. Memory is that of
the real program at most, from its start to the plan on standard output: it enters a thousand accounts of the simulated
AWS and asks for five roles in each.
"""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.benchmarks.fleet_reads import write_fleet
from tests.e2e.program import Program, program
from tests.large_fleet import ACCOUNTS, GROUPS, LargeFleet, engine_of
from wizard.frontends.headless.run import run_plan
from wizard.frontends.headless.stream import Stream

SECONDS, MEGABYTES = 2.0, 200
AGAIN = 3


def computed(directory: Path, *, deployed: bool) -> float:
    """Seconds of CPU for one plan, whose lines go nowhere."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    before, out = time.process_time(), os.dup(1)
    os.dup2(nowhere, 1)
    try:
        with (
            engine_of(LargeFleet(deployed=deployed), directory) as engine,
            contextlib.closing(Stream(as_json=True)) as to,
        ):
            run_plan(engine, to)
    finally:
        os.dup2(out, 1)
        os.close(out)
        os.close(nowhere)
    return time.process_time() - before


def largest(running: Program) -> tuple[float, float]:
    """Megabytes that the real program took at most, and its seconds."""
    write_fleet(running, groups=GROUPS)
    began = time.perf_counter()
    words = [sys.executable, "-m", "wizard", "plan", "fleet", "fleet.toml", "--format", "json"]
    environ = {**running.environ, "FIRETIGER_ONBOARD_TIMING": ""}
    with subprocess.Popen(words, cwd=running.directory, env=environ, stdout=subprocess.DEVNULL) as process:
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode == 3, process.returncode
    return used.ru_maxrss / 1024, time.perf_counter() - began


def main() -> int:
    """Print seconds and megabytes; 1 where there are too many."""
    with tempfile.TemporaryDirectory() as directory:
        computed(Path(directory), deployed=False)  # loads what is loaded once
        times = {
            name: min(computed(Path(directory), deployed=deployed) for _ in range(AGAIN))
            for name, deployed in (("nothing yet", False), ("all deployed", True))
        }
    for name, seconds in times.items():
        print(f"{name:<14} {seconds:5.2f} s of CPU for {ACCOUNTS:,} accounts and {GROUPS} groups (limit {SECONDS:g})")
    with tempfile.TemporaryDirectory() as directory, program(Path(directory), "fleet-large") as running:
        megabytes, seconds = largest(running)
    print(f"the program    {megabytes:5.0f} MB at most (limit {MEGABYTES}), {seconds:.1f} s with AWS's time")
    return 0 if max(times.values()) <= SECONDS and megabytes <= MEGABYTES else 1


if __name__ == "__main__":
    sys.exit(main())
