"""What a resume of a finished onboarding asks of AWS: few round trips, and nothing that changes anything."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.benchmarks.resume import ANSWERS, MOST_ROUND_TRIPS, contents, cost, resume, timeline
from tests.e2e.program import program

# Long enough that a thread that starts late on a busy machine does not look as if it had waited for another call.
DELAY = 0.4


@pytest.mark.long
def test_a_finished_onboarding_is_observed_anew_in_four_round_trips_and_writes_nothing(tmp_path: Path) -> None:
    with program(tmp_path) as running:
        assert running.json("apply", "--approve", answers=ANSWERS).code == 0
        before = contents(tmp_path)
        again = resume(running, DELAY)
        assert again.code == 0
        assert running.writes() == []
        assert contents(tmp_path) == before
        round_trips, _ = min(cost(timeline(run.events)) for run in (again, resume(running, DELAY)))
    assert round_trips <= MOST_ROUND_TRIPS
