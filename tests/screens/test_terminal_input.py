"""Whatever a terminal sends: it is understood or left out, and never the end of the screen."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from textual import events

from screens.terminal_input import TerminalInput

NO_KEYS = (
    b"\x1b[99999999;5u",  # no character has this number
    b"\x1b[97;1;99999999u",
    b"\x1b[48;0;0;0;0t\x1b[<0;5;5M",  # a click in a window without a size
    b"\x1b[48;24;80;0;0t\x1b[<0;5;5M",
    b"\x1b[<" + b"9" * 5000 + b";1;1M",
)
PASTES_KEYS = (events.Paste, events.Key)


def keys(sent: TerminalInput, content: bytes) -> list[str | None]:
    return [message.character for message in sent.take(content) if isinstance(message, events.Key)]


@pytest.mark.parametrize("nonsense", NO_KEYS)
def test_a_sequence_that_means_nothing_is_left_out_and_the_next_key_is_heard(nonsense: bytes) -> None:
    sent = TerminalInput()
    keys(sent, nonsense)
    assert keys(sent, b"a") == ["a"]


def test_a_byte_of_another_encoding_is_one_character_that_can_be_seen_and_taken_away() -> None:
    assert keys(TerminalInput(), "Müller".encode("latin-1")) == ["M", "\N{REPLACEMENT CHARACTER}", *"ller"]


def test_a_character_that_arrives_in_two_parts_is_one() -> None:
    sent = TerminalInput()
    assert keys(sent, b"\xc3") == []
    assert keys(sent, b"\xbc") == ["ü"]


def read(*parts: bytes) -> list[str]:
    """What is pasted as it is, and the names of the keys that are pressed."""
    sent = TerminalInput()
    messages = [message for part in parts for message in sent.take(part)]
    return [one.text if isinstance(one, events.Paste) else one.key for one in messages if isinstance(one, PASTES_KEYS)]


HOSTILE = b"\x1b[200~name\x1b]0;x\r\r\x07 \x1b\rend\x1b[201~"


def test_what_is_pasted_presses_no_key_whatever_is_in_it() -> None:
    assert read(HOSTILE + b"a") == ["name]0;x\r\r\x07 \rend", "a"]


@pytest.mark.parametrize("size", [1, 2, 3, 5, 7])
def test_it_presses_none_either_where_it_arrives_in_parts(size: int) -> None:
    whole = b"ab" + HOSTILE + b"a" + HOSTILE
    parts = [whole[start : start + size] for start in range(0, len(whole), size)]
    assert read(*parts, b"z") == ["a", "b", *read(HOSTILE), "a", *read(HOSTILE), "z"]


@given(st.lists(st.one_of(st.binary(max_size=40), st.sampled_from(NO_KEYS)), max_size=8))
@example([b"\x1b[M \xff\xfe"])
def test_no_bytes_at_all_end_it(parts: list[bytes]) -> None:
    sent = TerminalInput()
    for part in parts:
        list(sent.take(part))
        list(sent.tick())
