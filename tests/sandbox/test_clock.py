"""The clock: due times, polls, and courses that start others."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from wizard.sandbox.kernel.clock import Clock, Course

START = datetime(2026, 1, 1, tzinfo=UTC)


class SteppedTime:
    """A clock that a test moves by hand."""

    def __init__(self) -> None:
        self.seconds = START.timestamp()

    def __call__(self) -> float:
        return self.seconds


def course(seen: list[tuple[str, float]]) -> Course:
    seen.append(("begun", 0.0))
    when = yield 2.0
    seen.append(("half", (when - START).total_seconds()))
    when = yield 3.0
    seen.append(("done", (when - START).total_seconds()))


def test_steps_are_taken_at_their_due_times_however_late_one_looks() -> None:
    clock, seen = SteppedTime(), []
    pace = Clock(2.0, clock)
    process = pace.start(course(seen))
    clock.seconds += 3.9
    pace.settle()
    assert seen == [("begun", 0.0)]
    clock.seconds += 100
    pace.settle()
    assert seen == [("begun", 0.0), ("half", 4.0), ("done", 10.0)]
    assert process.finished


def test_polling_moves_nothing_while_there_is_a_clock() -> None:
    seen: list[tuple[str, float]] = []
    Clock(1.0, SteppedTime()).start(course(seen)).polled()
    assert [name for name, _ in seen] == ["begun"]


def test_without_a_clock_each_poll_takes_one_step_and_time_takes_none() -> None:
    clock, seen = SteppedTime(), []
    pace = Clock(0, clock)
    process = pace.start(course(seen))
    clock.seconds += 1000
    pace.settle()
    assert len(seen) == 1
    for expected in (2, 3, 3):
        process.polled()
        assert len(seen) == expected


def test_what_is_cancelled_goes_no_further() -> None:
    clock, seen = SteppedTime(), []
    pace = Clock(1.0, clock)
    process = pace.start(course(seen))
    process.cancel()
    clock.seconds += 100
    pace.settle()
    process.polled()
    assert (len(seen), process.finished) == (1, True)


def test_a_course_that_another_starts_is_settled_in_the_same_moment() -> None:
    clock, seen = SteppedTime(), []
    pace = Clock(1.0, clock)
    pace.after(1.0, lambda _: seen.append(pace.after(1.0, lambda _: seen.append("second"))))
    clock.seconds += 1.5
    pace.settle()
    assert len(seen) == 1
    clock.seconds += 1.5
    pace.settle()
    assert seen[1:] == ["second"]


def test_what_a_scenario_finds_there_has_run_its_course() -> None:
    seen: list[tuple[str, float]] = []
    Clock(0, SteppedTime()).start(course(seen)).run_out(START - timedelta(days=1))
    assert [name for name, _ in seen] == ["begun", "half", "done"]
