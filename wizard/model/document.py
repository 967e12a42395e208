"""A text to be read with what it means beside it: a template, a policy, what is sent, what AWS answered.

The text is the original, untouched: what is explained stands apart from it, by lines, so that any front end can put it
beside, above or below them. What a line means whoever makes the document knows; who draws it knows none of it.
"""

from __future__ import annotations

from typing import Literal

import msgspec

Language = Literal["json", "yaml", "shell", "difference", "exchange", "text"]
Weight = Literal["decisive", "plain", "unknown"]


class Note(msgspec.Struct, frozen=True, kw_only=True):
    """What some lines mean. first, last: counted from 0, both of them included.

    weight: ``decisive`` for who is let in and what they can do; ``unknown`` for what nobody here can explain, and says
    so.
    """

    first: int
    last: int
    text: str
    weight: Weight = "plain"


class Document(msgspec.Struct, frozen=True, kw_only=True):
    """Something to read. about: what is true of all of it, said before it. notes: by their first lines.

    language: ``exchange`` is a request and its answer, as JSON under headings. other: the text that it is compared
    with, line by line; names: what the two are called. said: every value in it is somebody's, whatever it is called, so
    that it is masked on a shared screen. Lines end with a newline, and with nothing else.
    """

    title: str
    text: str
    language: Language = "text"
    about: tuple[str, ...] = ()
    notes: tuple[Note, ...] = ()
    other: str | None = None
    names: tuple[str, str] = ("", "")
    said: bool = False
