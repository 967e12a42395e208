"""What a shared screen must not give away: finding it in any text, and drawing it so that it can be covered.

The one place is `words`: every text is made fit to be drawn there, and there each character of an account id, e-mail
address, ARN, external id, profile or bucket name is exchanged for a private character (U+E000…) that stands for two:
the true one and the one of its mask. Which of them is painted is decided at the very end, by a filter over every line
of every widget (`mask_filter`). So presenter mode comes and goes without anything being made anew or moving by a
cell; what is cut, wrapped or scrolled stays masked; and what slipped past the filter would be boxes, never a secret.
It costs a search through every text in every run.

A mask is as long as what it hides, keeps the spaces and the "@", and begins with a letter: ``A••• •••• ••••`` is the
first account that was drawn, B the second. Last digits would have told something, two accounts can share them, and
they are what is lost where a line is cut. What is the same thing has the same letter everywhere, in groups of four or
inside an ARN, as long as the wizard runs. The length is told; that is the price for a screen that does not jump. In an
ARN partition, service, region and kind stay, because they are what one talks about.

No pattern finds free names: `know` is told them (`private_names`). A text that was drawn before its name was
known stays as it is until it is drawn again. What is public stays: the vendor's account, and the names it gives to
its role and stack in everybody's account.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from rich.cells import cell_len

from wizard.text.shapes import ENDS, NOBODYS, SHORTEST, group, is_account

FIRST, LAST = 0xE000, 0xF8FF
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
BULLET = "•"
LONGEST_PIECE = 2100
"""Characters of the longest thing that is looked for, an ARN."""

_FIRST = (group("arn"), group("email"))
_THEN = (
    *map(group, ("home", "key", "organization", "unit", "root", "request", "account")),
    r"(?P<bucket>(?:(?<=s3://)|(?<=bucket-name ))[a-z0-9][a-z0-9.-]{1,61}[a-z0-9])",
    r"(?P<profile>(?<=--profile )[\w.@+-]+)",
)


class _Characters:
    """The private characters in use: what each stands for, covered and bare."""

    def __init__(self) -> None:
        self.bare: dict[int, str] = {}
        self.covered: dict[int, str] = {}
        self._codes: dict[tuple[str, str], int] = {}

    def through(self, true: str, mask: str) -> str:
        """A text behind its mask; both have as many characters."""
        return "".join(self._one(*pair) for pair in zip(true, mask, strict=True))

    def _one(self, true: str, mask: str) -> str:
        cells = cell_len(true)
        if cells == 0:
            return ""
        return self._code(true, mask) + (self._code("", mask) if cells == 2 else "")

    def _code(self, true: str, mask: str) -> str:
        code = self._codes.get((true, mask), FIRST + len(self._codes))
        if code > LAST:  # more characters than any name has: what cannot be told is covered for good
            return BULLET
        self._codes[true, mask] = code
        self.bare[code], self.covered[code] = true, mask
        return chr(code)


class _Known:
    """What is private here besides what the patterns find, and which letter each thing has."""

    def __init__(self, public: Iterable[str] = ()) -> None:
        self.public = {*public, *NOBODYS}
        self._names: set[str] = set()
        self._letters: dict[str, dict[str, str]] = {}
        self._pattern: re.Pattern[str] | None = None

    @property
    def pattern(self) -> re.Pattern[str]:
        """Finds all of it; made anew where more is known."""
        if self._pattern is None:
            longest_first = sorted(self._names, key=lambda name: (-len(name), name))
            known = rf"(?P<name>(?<![\w-])(?:{'|'.join(map(re.escape, longest_first))})(?![\w-]))"
            self._pattern = re.compile("|".join((*_FIRST, *([known] if self._names else []), *_THEN)))
        return self._pattern

    def learn(self, names: Iterable[str]) -> None:
        """Look for these, too."""
        fresh = {name for name in names if len(name) >= SHORTEST} - self.public - self._names
        if fresh:
            self._names |= fresh
            self._pattern = None

    def letter(self, kind: str, value: str) -> str:
        """The letter of this thing: A for the first of its kind, then B; AA after Z."""
        known = self._letters.setdefault(kind, {})
        return known.setdefault(value, _letter(len(known)))


CHARACTERS = _Characters()
_known = _Known()


def kinds() -> frozenset[str]:
    """What is found in any text by its shape, for whoever tells what is masked."""
    return frozenset(_Known().pattern.groupindex)


def begin(public: Iterable[str]) -> None:
    """A new screen: nothing is known yet but what may be seen by everybody."""
    global _known
    _known = _Known(public)


def know(names: Iterable[str]) -> None:
    """These are private names."""
    _known.learn(names)


def veiled(text: str) -> str:
    """The text with everything private in it behind a mask."""
    return _known.pattern.sub(_masked_match, text)


def veiled_field(text: str, *, private: bool) -> str:
    """What is being written, without letters, because every key makes another thing of it.

    private: all of it, unless it is what everybody has.
    """
    if private and text not in _known.public:
        return CHARACTERS.through(text, _bullets(text))
    return _known.pattern.sub(lambda match: CHARACTERS.through(match[0], _bullets(match[0])), text)


def veiled_name(text: str) -> str:
    """A text that is somebody's own name as a whole, or is private by its shape."""
    return veiled(text) if _known.pattern.fullmatch(text) else _piece("name", text)


def covered(text: str) -> str:
    """What those who watch read of a drawn text."""
    return text.translate(CHARACTERS.covered)


def uncovered(text: str) -> str:
    """What a drawn text truly says, to be copied."""
    return text.translate(CHARACTERS.bare)


def whole(text: str, longest: int) -> int:
    """Where to cut a text, at most there, so that no half of something private is left that nothing would find."""
    if len(text) <= longest:
        return longest
    start = max(0, longest - LONGEST_PIECE)
    for match in _known.pattern.finditer(text, start, longest + LONGEST_PIECE):
        if match.start() < longest < match.end():
            return match.start()
    return longest


def _masked_match(match: re.Match[str]) -> str:
    kind, text = match.lastgroup or "", match[0]
    if kind == "arn":
        arn = text.rstrip(ENDS)
        return _veiled_arn(arn) + text[len(arn) :]
    if kind == "home":
        above, slash, whose = text.rpartition("/")
        return above + slash + _piece("name", whose)
    return _piece(kind, text)


def _veiled_arn(text: str) -> str:
    if text.count(":") < 5:
        return text
    *head, account, resource = text.split(":", 5)
    service = head[2]
    if account in _known.public and not (account == "" and service == "s3"):
        return text
    parts = re.split("([/:])", resource)
    kept = 0 if service == "s3" or len(parts) == 1 else 1
    shown = [*parts[:kept], *(part if part in "/:" else _piece("name", part) for part in parts[kept:])]
    return ":".join([*head, _piece("account", account), "".join(shown)])


def _piece(kind: str, text: str) -> str:
    thing = re.sub("[ -]", "", text) if kind == "account" else text
    if thing in _known.public:
        return text
    label = _known.letter("account" if kind == "account" or is_account(thing) else "name", thing)
    return CHARACTERS.through(text, (label + _bullets(text)[len(label) :])[: len(text)])


def _bullets(text: str) -> str:
    return re.sub(r"[^ @]", BULLET, text)


def _letter(number: int) -> str:
    rest, last = divmod(number, len(LETTERS))
    return (_letter(rest - 1) if rest else "") + LETTERS[last]
