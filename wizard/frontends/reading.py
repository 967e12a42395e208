"""A document as lines of a conversation: each note above the lines it explains, nothing wider than the terminal."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

from wizard.model import Document
from wizard.text.comparison import pairs, unified
from wizard.text.sanitize import within_line
from wizard.text.shapes import grouped

WIDEST = 100
"""Columns of the widest line of words."""
NARROWEST = 20
SIGNS = {"decisive": "*", "plain": "-", "unknown": "?"}
"""In front of a note: who is let in and what they can do; the rest; what is not explained."""


def document_lines(document: Document, width: int) -> Iterator[str]:
    """All of it. width: columns of the terminal."""
    width = max(NARROWEST, width)
    yield from ("", within_line(document.title))
    for text in document.about:
        yield from _words(text, width, "  ")
    yield ""
    if document.other is None:
        yield from _explained(document, width)
    else:
        yield from _compared(document, document.other, width)


def _explained(document: Document, width: int) -> Iterator[str]:
    lines = document.text.removesuffix("\n").split("\n")
    digits, notes = len(str(len(lines))), list(document.notes)
    for number, line in enumerate(lines):
        while notes and notes[0].first <= number:
            note = notes.pop(0)
            yield from _words(note.text, width, f"{' ' * digits}   {SIGNS[note.weight]} ")
        yield from _code(line, width, f"{number + 1:>{digits}} | ")
    for note in notes:
        yield from _words(note.text, width, f"{' ' * digits}   {SIGNS[note.weight]} ")


def _compared(document: Document, other: str, width: int) -> Iterator[str]:
    for sign, name in zip("-+", document.names, strict=True):
        if name:
            yield f"{sign} {within_line(name)}"
    for sign, line in unified(pairs(document.text, other)):
        yield from _code(line, width, f"{sign} ")


def _words(text: str, width: int, lead: str) -> Iterator[str]:
    yield from textwrap.wrap(
        grouped(within_line(text)), min(width, WIDEST), initial_indent=lead, subsequent_indent=" " * len(lead)
    )


def _code(line: str, width: int, lead: str) -> Iterator[str]:
    """Cut and never reflowed: blanks mean something in it."""
    inert, room = within_line(line.removesuffix("\r"), longest=None), width - len(lead)
    yield f"{lead}{inert[:room]}"
    for start in range(room, len(inert), max(1, room)):
        yield f"{' ' * len(lead)}{inert[start : start + room]}"
