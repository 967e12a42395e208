"""One policy for every timeout, and one variable that shortens it."""

from __future__ import annotations

import msgspec
import pytest

from wizard.host.timing import VARIABLE, Timing, TimingProblem, timing_from


def test_without_the_variable_the_policy_is_as_written() -> None:
    assert timing_from({}) == Timing()
    assert timing_from({VARIABLE: "  "}) == Timing()


def test_named_values_replace_those_of_the_policy_and_no_others() -> None:
    timing = timing_from({VARIABLE: "pause=0.01  read=2 attempts=1"})
    assert timing == msgspec.structs.replace(Timing(), pause=0.01, read=2, attempts=1)


@pytest.mark.parametrize(
    "text", ["pause", "pause=", "=1", "pause=soon", "patience=3", "attempts=1.5", "pause=1,read=2"]
)
def test_what_is_no_pair_of_a_name_and_a_number_is_told_in_one_sentence(text: str) -> None:
    with pytest.raises(TimingProblem) as caught:
        timing_from({VARIABLE: text})
    assert VARIABLE in str(caught.value)
    assert text in str(caught.value)
    assert "pause" in str(caught.value)
    assert "\n" not in str(caught.value)


def test_what_is_pending_is_looked_at_after_a_moment_and_then_less_and_less_often() -> None:
    pauses = [Timing().before_look(looks, 3, 0.5) for looks in range(40)]
    assert pauses[0] == pytest.approx(0.05)
    assert pauses == sorted(pauses)
    assert pauses[1] > pauses[0]
    assert pauses[-1] == 3


@pytest.mark.parametrize(("usual", "allowed"), [(1, 66), (3, 29), (5, 22)])
def test_waiting_for_a_minute_costs_hardly_more_looks_than_the_usual_pauses(usual: float, allowed: int) -> None:
    looks, passed = 0, 0.0
    while passed < 60:
        passed += Timing().before_look(looks, usual, 0.5)
        looks += 1
    assert 60 / usual < looks <= allowed


def test_no_pause_is_longer_than_what_is_usual_by_more_than_chance_allows() -> None:
    assert Timing().before_look(0, 0.01, 0.5) == pytest.approx(0.01)
    assert Timing().before_look(100_000, 3, 1) <= 3.6
    assert Timing(pause=0.01).before_look(0, 3, 0.5) == pytest.approx(0.0005)


def test_two_who_wait_for_the_same_do_not_ask_at_the_same_moment() -> None:
    assert Timing().before_look(5, 3, 0.1) < Timing().before_look(5, 3, 0.2)
