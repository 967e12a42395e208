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
