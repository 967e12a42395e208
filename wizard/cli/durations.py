"""Durations as a command line writes them: ``90``, ``90s``, ``20m`` or ``1h``."""

from __future__ import annotations

import math
import re
from collections.abc import Callable

from wizard.cli.usage import UsageProblem

UNITS = {"": 1, "s": 1, "m": 60, "h": 3600}


def seconds_of(option: str) -> Callable[[str], float]:
    """What reads the value of this option as seconds; it raises UsageProblem."""

    def seconds(text: str) -> float:
        match = re.fullmatch(r"(\d+(?:\.\d+)?)([smh]?)", text)
        if match is None:
            raise UsageProblem(f"{option} {text}: not a duration such as 90s, 20m or 1h.")
        meant = float(match[1]) * UNITS[match[2]]
        if meant == math.inf:
            raise UsageProblem(f"{option} must be finite.")
        return meant

    return seconds
