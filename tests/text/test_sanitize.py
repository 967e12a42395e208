"""Text of others, made harmless in the one place for it: marked where it is shown, stripped where it goes on."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wizard.text.sanitize import LONGEST, inert, inert_line, is_command, stripped, within_line

ACTS = ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")


def acting(text: str) -> list[str]:
    """What a terminal would obey, or nobody would see."""
    return [one for one in text if unicodedata.category(one) in ACTS and one != "\n"]


@given(text=st.text())
def test_nothing_that_acts_is_left_in_any_text_whichever_way_it_is_made_harmless(text: str) -> None:
    for harmless in (inert(text), within_line(text), inert_line(text), stripped(text)):
        assert acting(harmless) == []


@given(text=st.text())
def test_what_is_harmless_already_stays_as_it_is(text: str) -> None:
    for way in (inert, within_line, inert_line, stripped):
        assert way(way(text)) == way(text)


def test_a_part_of_a_line_ends_no_line_and_keeps_its_blanks() -> None:
    assert within_line('    "Effect": "Allow"') == '    "Effect": "Allow"'
    assert within_line("a\r\nb\nc\rd") == "a␊b␊c␍d"


def test_nothing_is_cut_where_no_length_is_given() -> None:
    assert within_line("x" * 2 * LONGEST, None) == "x" * 2 * LONGEST
    assert within_line("x" * 2 * LONGEST).endswith("… (4,000 more characters)")


def test_what_is_cut_at_its_first_character_is_cut_and_not_shown_whole() -> None:
    assert inert("secret", 0) == " … (6 more characters)"


@pytest.mark.parametrize(
    ("text", "left"),
    [("4288\u200b61248123", "428861248123"), ("a\u00a0b\tc", "a b c"), ("one\ntwo\u2028", "one\ntwo ")],
)
def test_what_is_passed_on_has_what_can_be_seen_and_blanks_for_what_stood_for_them(text: str, left: str) -> None:
    assert stripped(text) == left


@pytest.mark.parametrize(("typed", "command"), [("\x1b", True), ("\udc80", True), ("\t", False), ("é", False)])
def test_a_key_that_is_no_letter_is_told_from_one_that_is(typed: str, command: bool) -> None:
    assert is_command(typed) is command
