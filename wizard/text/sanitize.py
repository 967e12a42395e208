"""Text from AWS, files and people, made harmless: nothing in it is obeyed by the terminal.

Control characters, escape sequences, bidirectional overrides and invisible characters become visible marks; what
stacks or joins (Zalgo, emoji sequences) is flattened, because terminals disagree about its width. The cost is that
a joined emoji is shown as its parts.
"""

from __future__ import annotations

import re
import unicodedata

LONGEST = 4000
"""Characters of one text on screen; what is longer is cut and says so. What is copied is never cut."""

STACKED = 2
"""Combining marks on one character; more of them is a picture, not a word."""

_PLAIN = re.compile(r"[\n\x20-\x7e]*\Z")
_INVISIBLE = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


def inert(text: str, longest: int = LONGEST) -> str:
    """The text with every character that acts replaced by a mark; newlines stay."""
    shown = text[:longest]
    if not _PLAIN.match(shown):
        shown = _marked(shown.replace("\r\n", "\n").replace("\t", "    "))
    rest = len(text) - longest
    return shown if rest <= 0 else f"{shown} … ({rest:,} more characters)"


def inert_line(text: str, longest: int = LONGEST) -> str:
    """As inert, on one line."""
    return " ".join(inert(text, longest).split())


def _marked(text: str) -> str:
    marked: list[str] = []
    stacked = 0
    for character in text:
        stacked = stacked + 1 if unicodedata.combining(character) else 0
        if stacked <= STACKED:
            marked.append(_mark(character))
    return "".join(marked)


def _mark(character: str) -> str:
    code = ord(character)
    if character == "\n" or 0x20 <= code < 0x7F:
        return character
    if code < 0x20:
        return chr(0x2400 + code)
    if code == 0x7F:
        return "\u2421"
    if 0xFE00 <= code <= 0xFE0F:
        return ""
    if unicodedata.category(character) in _INVISIBLE:
        return f"‹U+{code:04X}›"
    return character
