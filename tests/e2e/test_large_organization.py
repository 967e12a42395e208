"""Among a thousand accounts, at the rates that AWS publishes: what the whole way asks; nothing of it is throttled."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.benchmarks.large_organization import MOST_LISTS, cost
from tests.e2e.program import program


@pytest.mark.long
def test_the_whole_way_lists_every_account_once_and_nothing_is_throttled(tmp_path: Path) -> None:
    with program(tmp_path, "large-organization") as running:
        calls, throttled, _ = cost(running)
        assert 50 <= calls["ListAccounts"] <= MOST_LISTS
        assert throttled == 0
        again, throttled, _ = cost(running)
        assert (again["ListAccounts"], throttled) == (0, 0)
