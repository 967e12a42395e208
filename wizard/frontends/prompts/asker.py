"""What a conversation needs of whoever shows and asks; it knows neither arrow keys nor numbered lines.

Two are written: `numbered.NumberedLines` for any stream of text, `inline.Inline` for a terminal with arrow keys.
Everything handed to an asker may be a stranger's text: the asker makes it inert, once, on its way out.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from wizard.model import Choice

Check = Callable[[str], str | None]


# A terminal that was hung up answers every question with ^D: so many in a row are nobody's.
BACKS_AT_MOST = 20


class GoBack(Exception):  # noqa: N818 - a wish, not an error
    """The person wants to go back: ^D, or the word."""


class Quit(Exception):  # noqa: N818 - a wish, not an error
    """The person wants to stop here."""


class Terminated(KeyboardInterrupt):
    """The process was asked to end (SIGTERM, SIGHUP): like Ctrl-C, but no menu comes of it."""


class InputEnded(Exception):  # noqa: N818 - a state of affairs
    """Nobody is there to ask any more; ``heard`` says whether anybody ever answered."""

    def __init__(self, *, heard: bool) -> None:
        super().__init__("the input ended")
        self.heard = heard


@dataclass(frozen=True, slots=True, kw_only=True)
class Wait:
    """What is waited for. since, until: seconds since the epoch; 0 for since this wait began, and for no end to tell.

    passing: over in a moment as a rule, so that only a long wait is worth a sentence. about: sentences that are said
    once under it. says: what AWS answers until then, said whenever it is another.
    """

    what: str
    since: float = 0
    until: float = 0
    passing: bool = False
    about: tuple[str, ...] = ()
    says: str = ""


class Asker(Protocol):
    """How it is shown and asked. Every question raises GoBack, InputEnded or KeyboardInterrupt.

    breaks: whether Ctrl-C while waiting leads to a menu; if not, it ends the conversation. pictures: whether something
    may be drawn in characters.
    """

    breaks: bool
    pictures: bool

    def say(self, *lines: str) -> None:
        """Lines that stay."""
        ...

    def head(self, line: str) -> None:
        """A line that begins something new."""
        ...

    def choose(self, text: str, choices: Sequence[Choice], *, default: str = "", help_text: str = "") -> str:
        """The value of one choice; without a default, bare Enter chooses nothing on numbered lines."""
        ...

    def text(self, text: str, *, check: Check, default: str = "", example: str = "", help_text: str = "") -> str:
        """A line of text, trimmed, that check has nothing to say against."""
        ...

    def secret(self, text: str, *, check: Check) -> str:
        """A line of text that is not shown while it is typed, and kept nowhere."""
        ...

    def consent(self, act: str) -> bool:
        """Whether the person does this; never the default, and the act is named."""
        ...

    def waiting(self, wait: Wait) -> None:
        """Called about once a second while waiting, and whenever something changed."""
        ...

    def waited(self) -> None:
        """The wait is over."""
        ...


def minutes(seconds: float) -> str:
    """``20 seconds``, ``1 minute``, ``15 minutes``: a span as it is said."""
    whole = max(0, round(seconds))
    if whole < 100:
        return f"{whole} second{'' if whole == 1 else 's'}"
    count = round(whole / 60)
    return f"{count} minute{'' if count == 1 else 's'}"
