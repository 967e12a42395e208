"""Text from AWS, files and people, made harmless: nothing in it is obeyed by the terminal. The only place for this.

There are two ways. What is looked at is marked: control characters, escape sequences, bidirectional overrides and
invisible characters become visible marks, and what stacks or joins (Zalgo, emoji sequences) is flattened, because
terminals disagree about its width. What is passed on (a file, a script, a report) is stripped: the same characters are
left out. The cost is that a joined emoji is shown as its parts.

What is typed is another matter, and a floor of its own: `wizard.model.values` finds the value that was meant.
"""

from __future__ import annotations

import re
import unicodedata

LONGEST = 4000
"""Characters of one text on screen; what is longer is cut and says so. What is copied is never cut."""

STACKED = 2
"""Combining marks on one character; more of them is a picture, not a word."""

_PLAIN = re.compile(r"[\n\x20-\x7e]*\Z")
# Control characters, formatting (zero width, direction), half characters, private use, unassigned, line separators.
_INVISIBLE = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
_BLANK = {"Cc", "Zl", "Zp", "Zs"}


def inert(text: str, longest: int | None = LONGEST) -> str:
    """The text with every character that acts replaced by a mark; newlines stay. longest: None cuts nothing."""
    shown = text if longest is None else text[:longest]
    if not _PLAIN.match(shown):
        shown = _marked(shown.replace("\r\n", "\n").replace("\t", "    "))
    rest = len(text) - (len(text) if longest is None else longest)
    return shown if rest <= 0 else f"{shown} … ({rest:,} more characters)"


def within_line(text: str, longest: int | None = LONGEST) -> str:
    """As inert, for a part of a line: newlines are marked, too, so that nobody's text looks like a line of ours."""
    return inert(text, longest).replace("\n", "\u240a")


def inert_line(text: str, longest: int | None = LONGEST) -> str:
    """As inert, on one line, with one blank between words."""
    return " ".join(inert(text, longest).split())


def stripped(text: str) -> str:
    """The text without what cannot be seen; what stands for a blank is one, and newlines stay."""
    if _PLAIN.match(text):
        return text
    return "".join("\n" if character == "\n" else _visible(character) for character in text)


def is_command(character: str) -> bool:
    """Whether a key types it that is no letter (an arrow, a function key), or a byte that is no text."""
    return unicodedata.category(character) in ("Cc", "Cs") and not character.isspace()


def _visible(character: str) -> str:
    category = unicodedata.category(character)
    if category in _BLANK:
        return " "
    return "" if category in _INVISIBLE else character


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
