"""The rates that AWS publishes, enforced: whoever calls faster is throttled.

Seconds are real ones at every pace, since callers count them with their own clocks.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass
class _Allowance:
    left: float
    since: float


class Rates:
    """What is left of each account's allowance for each operation. published: [rate, burst] by service and name."""

    def __init__(self, published: Mapping[str, Any], clock: Callable[[], float] = time.monotonic) -> None:
        self._published = published
        self._clock = clock
        self._left: dict[tuple[str, str, str], _Allowance] = {}

    def exceeded(self, account: str, service: str, operation: str) -> bool:
        """Whether this call is one too many; a call that is refused takes nothing of the allowance."""
        published = self._published.get(service, {}).get(operation)
        if published is None:
            return False
        rate, burst = published
        now = self._clock()
        own = self._left.setdefault((account, service, operation), _Allowance(burst, now))
        own.left, own.since = min(burst, own.left + (now - own.since) * rate), now
        if own.left < 1:
            return True
        own.left -= 1
        return False
