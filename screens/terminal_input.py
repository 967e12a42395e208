"""What the terminal sends, as keys and mouse events, whatever it is: nothing that arrives there may end the wizard.

Textual reads UTF-8 alone and knows its own sequences. A terminal of another encoding sends a byte of its own for "ä",
an old one the place of the mouse as bytes, a slow line half a sequence: each would be an error on the thread that reads
the keys, and the end of the screen. And what is pasted is text: Textual would press the keys that follow an escape in
it, which not every terminal takes out of what it pastes.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable, Iterable, Iterator
from functools import partial

from textual._xterm_parser import XTermParser
from textual.message import Message

ESCAPE = "\x1b"
PASTE, PASTED = f"{ESCAPE}[200~", f"{ESCAPE}[201~"
# What the parser raises for a number that is no character, is too long, or divides by a window of no size.
NONSENSE = (ValueError, ArithmeticError, LookupError)


class TerminalInput:
    """Bytes in, messages out. What is no UTF-8 is U+FFFD; a sequence that means nothing is left out."""

    def __init__(self, *, debug: bool = False) -> None:
        self._debug = debug
        self._parser = XTermParser(debug)
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self._pasting = False
        self._before = ""  # what may be the beginning of a mark; the rest of it comes with the next bytes

    def take(self, content: bytes) -> Iterator[Message]:
        """What these bytes say."""
        text = self._without_escapes_in_pastes(self._decoder.decode(content))
        for part in filter(None, re.split(f"(?={ESCAPE})", text)):
            yield from self._kept(partial(self._parser.feed, part))

    def tick(self) -> Iterator[Message]:
        """What is no beginning of a sequence after all, because nothing has followed."""
        yield from self._kept(self._parser.tick)

    def _kept(self, parse: Callable[[], Iterable[Message]]) -> Iterator[Message]:
        try:
            yield from parse()
        except NONSENSE:
            self._parser = XTermParser(self._debug)  # one that has failed takes nothing more
            if self._pasting:
                yield from self._parser.feed(PASTE)

    def _without_escapes_in_pastes(self, text: str) -> str:
        taken = []
        while text:
            passed, text = self._pasted(text) if self._pasting else self._typed(text)
            taken.append(passed)
        return "".join(taken)

    def _typed(self, text: str) -> tuple[str, str]:
        """What is not pasted, with the mark where a paste begins, and what follows it."""
        known = len(self._before)
        begins = (self._before + text).find(PASTE)
        self._pasting = begins >= 0
        end = begins + len(PASTE) - known if self._pasting else len(text)
        self._before = "" if self._pasting else (self._before + text)[1 - len(PASTE) :]
        return text[:end], text[end:]

    def _pasted(self, text: str) -> tuple[str, str]:
        """What is pasted, with the mark where it ends, and what follows it."""
        pasted, mark, rest = (self._before + text).partition(PASTED)
        self._pasting, self._before = not mark, ""
        if not mark and (last := pasted.rfind(ESCAPE)) >= 0 and PASTED.startswith(pasted[last:]):
            pasted, self._before = pasted[:last], pasted[last:]
        return pasted.replace(ESCAPE, "") + mark, rest
