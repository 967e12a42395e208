"""One policy for every timeout, retry, pause and deadline.

Tests shorten it in the real process through one environment variable, so that what they see is the same code
running faster: ``FIRETIGER_ONBOARD_TIMING="pause=0.01 deadline=0.1 connect=1 read=2"``.
"""

from __future__ import annotations

import math
import os
from collections.abc import Mapping
from typing import Annotated

import msgspec

VARIABLE = "FIRETIGER_ONBOARD_TIMING"
# Most of what is waited for is done in a moment; what is not is soon looked at as seldom as AWS's own tools do. In a
# minute of looking every three seconds at last that is a call more than pauses from 0.2 seconds on, growing by 1.3.
FIRST_PAUSE, GROWTH = 0.05, 1.5
# By how much a pause is longer or shorter than planned, so that many who wait do not ask at the same moment.
JITTER = 0.2
MOST_GROWN = 20


class TimingProblem(ValueError):  # noqa: N818 - named after what the person meets
    """The environment variable does not read as ``name=number`` pairs."""


class Timing(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Seconds, unless said otherwise.

    connect, read: an HTTP call's timeouts. attempts: tries of one call altogether, with exponential pauses.
    pause, deadline: factors on what the steps ask for (how often to look again, how long to wait).
    settle: how long AWS may take to show a change it has accepted. assume: a session's length.
    silence: how long the process with boto3 may give no sign of life.
    """

    connect: float = 5
    read: float = 30
    attempts: Annotated[int, msgspec.Meta(ge=1)] = 4
    pause: float = 1
    deadline: float = 1
    settle: float = 90
    assume: int = 3600
    silence: float = 30

    def before_look(self, looks: int, usual: float, chance: float) -> float:
        """Seconds until what is pending is looked at again: a moment at first, growing to what is usual for it.

        looks: how often it was looked at since the wait began. chance: a random number from 0 to 1.
        """
        grown = FIRST_PAUSE * GROWTH ** min(looks, MOST_GROWN)
        return min(grown, usual) * (1 + JITTER * (2 * chance - 1)) * self.pause


def timing_from(environ: Mapping[str, str] = os.environ) -> Timing:
    """The policy, with what the environment overrides. Raises TimingProblem."""
    text = environ.get(VARIABLE, "")
    pairs = [pair.partition("=") for pair in text.split()]
    try:
        values = {name: float(value) for name, _, value in pairs}
        if not all(0 <= value < math.inf for value in values.values()):
            raise ValueError(text)
        return msgspec.convert(values, Timing, strict=False)
    except (ValueError, msgspec.ValidationError):
        names = ", ".join(Timing.__struct_fields__)
        raise TimingProblem(f"{VARIABLE}={text}: expected name=number pairs of {names}.") from None
