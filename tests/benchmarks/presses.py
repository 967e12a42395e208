"""How many keys and decisions lead from the start to the role's ARN, in every scenario.

    python -m tests.benchmarks.presses [SCENARIO ...]

The real wizard on the simulated AWS, without waiting times, at the full screen of 120x40 and at the prompts. A text
counts as one press. Where a person has to do something elsewhere, or to choose among ways that only they know, it
stops there, and the line has no ARN.
"""

from __future__ import annotations

import asyncio
import sys

from tests.frontends.counting import counted_at_the_prompts
from tests.screens.driving import BIG
from tests.screens.person import Counted, counted_at_the_screen
from wizard.sandbox import client


def main(wanted: list[str]) -> None:
    """A line a scenario."""
    head = ("scenario", "keys", "decisions", "ARN", "keys", "enters", "decisions", "ARN")
    print(f"{'':20}{'full screen':>22}{'prompts':>31}")
    print("{:20}{:>6}{:>11}{:>5}{:>6}{:>8}{:>12}{:>5}".format(*head))
    for name in wanted or [scenario.name for scenario in client.scenarios()]:
        screen = asyncio.run(counted_at_the_screen(name, BIG))
        prompts = counted_at_the_prompts(name)
        row = (name, *_counts(screen), len(prompts.presses), _enters(prompts), *_counts(prompts)[1:])
        print("{:20}{:>6}{:>11}{:>5}{:>6}{:>8}{:>12}{:>5}".format(*row), flush=True)


def _counts(counted: Counted) -> tuple[int, int, str]:
    return len(counted.presses), len(counted.decisions), "yes" if counted.arn else "-"


def _enters(counted: Counted) -> int:
    return sum(key == "enter" for _, key in counted.presses)


if __name__ == "__main__":
    main(sys.argv[1:])
