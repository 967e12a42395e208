"""Two texts side by side, and one below the other."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as some

from wizard.text.comparison import pairs, unified

TEXT = some.lists(some.sampled_from(["a", "b", " c", ""]), max_size=8).map("\n".join)


@given(TEXT, TEXT)
def test_nothing_of_either_text_is_lost(left: str, right: str) -> None:
    found = pairs(left, right)
    assert [pair.left for pair in found if pair.left is not None] == left.removesuffix("\n").split("\n")
    assert [pair.right for pair in found if pair.right is not None] == right.removesuffix("\n").split("\n")
    signed = list(unified(found))
    assert [line for sign, line in signed if sign != "+"] == [pair.left for pair in found if pair.left is not None]
    assert [line for sign, line in signed if sign != "-"] == [pair.right for pair in found if pair.right is not None]


def test_equal_lines_stand_beside_each_other() -> None:
    assert pairs("a\nb\nc", "a\nc") == (("a", "a"), ("b", None), ("c", "c"))
