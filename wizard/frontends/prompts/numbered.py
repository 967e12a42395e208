"""Numbered lines: asks on any stream of text, for pipes, screen readers and terminals that can do nothing.

Not one escape sequence, nothing moves, nothing is written twice; lines are never wrapped, so that what reads them can.
The price is that a choice is typed as a number, and that waiting is a sentence now and then.
"""

from __future__ import annotations

import getpass
import sys
import time
from collections.abc import Callable, Sequence

from wizard.frontends.prompts.asker import BACKS_AT_MOST, Check, GoBack, InputEnded, Wait, minutes
from wizard.model import Choice
from wizard.model.values import clean_account_id, clean_value
from wizard.text.sanitize import is_command, within_line
from wizard.text.shapes import grouped

EVERY = 10.0
BACK = "back"


class NumberedLines:
    """The Asker that needs nothing but lines. person: whether the input is a terminal, where ^D is not its end."""

    breaks = pictures = False

    def __init__(
        self,
        *,
        person: bool,
        read: Callable[[], str] = input,
        read_hidden: Callable[[str], str] = getpass.getpass,
        write: Callable[[str], object] | None = None,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._person = person
        self._read = read
        self._read_hidden = read_hidden
        self._write = write or sys.stdout.write
        self._clock = clock
        self._heard = False
        self._ends = 0
        self._waiting = self._says = ""
        self._began = self._told = 0.0

    def say(self, *lines: str) -> None:
        """Lines, as they are."""
        self._write("".join(f"{within_line(line, longest=None)}\n" for line in lines))
        sys.stdout.flush()

    def head(self, line: str) -> None:
        """An empty line, then the line."""
        self.say("", line)

    def choose(self, text: str, choices: Sequence[Choice], *, default: str = "", help_text: str = "") -> str:
        """A number of the list, a value, or the beginning of one label alone."""
        self.say("", text, *([f"  {help_text}"] if help_text else []))
        for number, choice in enumerate(choices, 1):
            self.say(*_choice_lines(number, choice))
        preset = next((n for n, choice in enumerate(choices, 1) if choice.value == default), 0)
        while True:
            said = self._line(f'Number, or "{BACK}"{f" [{preset}]" if preset else ""}: ') or str(preset or "")
            value = picked(said, choices)
            if value is not None:
                return value
            self.say(f"Type a number from 1 to {len(choices)}.")

    def text(self, text: str, *, check: Check, default: str = "", example: str = "", help_text: str = "") -> str:
        """One line; Enter alone takes what stands in brackets."""
        self.say("", text, *([f"  {help_text}"] if help_text else []))
        for_example = f", for example {example}" if example and not default else ""
        while True:
            said = self._line(f'Answer, or "{BACK}"{for_example}{f" [{default}]" if default else ""}: ') or default
            wrong = "It contains characters that you can't type here." if _strange(said) else check(said)
            if wrong is None:
                return said
            self.say(wrong)

    def secret(self, text: str, *, check: Check) -> str:
        """One line, without an echo where a person types it."""
        while True:
            said = self._line(f'{text}, or "{BACK}": ', hidden=self._person)
            wrong = check(said)
            if wrong is None:
                return said
            self.say(wrong)

    def consent(self, act: str) -> bool:
        """The word yes, and nothing else."""
        return self._line(f'{act}? Type "yes" to do this; anything else cancels: ').casefold() == "yes"

    def waiting(self, wait: Wait) -> None:
        """A sentence when a wait begins, then every ten seconds how long it has been."""
        now = self._clock()
        if wait.what != self._waiting:
            self._waiting, self._began, self._told = wait.what, now, now
            if not wait.passing:
                self.say(wait.what, *(f"  {line}" for line in wait.about))
        elif now - self._told >= EVERY:
            self._told, since = now, wait.since or self._began
            most = f", up to {minutes(wait.until - since)}" if wait.until else ""
            self.say(f"{wait.what} {minutes(now - since)} so far{most}.")
        if wait.says != self._says:
            self._says = wait.says
            if wait.says:
                self.say(f"  AWS says: {wait.says}")

    def waited(self) -> None:
        """The next wait begins anew, also for the same thing."""
        self._waiting = self._says = ""

    def _line(self, prompt: str, *, hidden: bool = False) -> str:
        if not hidden:
            self._write(within_line(prompt))
            sys.stdout.flush()
        try:
            said = self._read_hidden(within_line(prompt)) if hidden else self._read()
        except EOFError:
            self._end()
        except UnicodeDecodeError:
            said = "\N{REPLACEMENT CHARACTER}"
        if not self._person:
            self._write("\n")  # a terminal has echoed the person's Enter, a pipe has not
        self._heard, self._ends = True, 0
        said = said if _strange(said) else clean_value(said)
        if said.casefold() == BACK:
            raise GoBack
        return said

    def _end(self) -> None:
        self._write("\n")
        self._ends += 1
        if self._person and self._ends < BACKS_AT_MOST:
            raise GoBack
        raise InputEnded(heard=self._heard)


def _choice_lines(number: int, choice: Choice) -> list[str]:
    recommended = " (recommended)" if choice.recommended else ""
    line = f"  {number:>2}  {grouped(within_line(choice.label))}{recommended}"
    return [line, *([f"      {grouped(within_line(choice.detail))}"] if choice.detail else [])]


def picked(said: str, choices: Sequence[Choice]) -> str | None:
    """The value that a number, a value, or the beginning of exactly one label means."""
    values = [choice.value for choice in choices]
    said = clean_account_id(said)
    if said.isdecimal() and 1 <= int(said) <= len(values):
        return values[int(said) - 1]
    if said in values:
        return said
    begun = [choice.value for choice in choices if said and choice.label.casefold().startswith(said.casefold())]
    return begun[0] if len(begun) == 1 else None


def _strange(said: str) -> bool:
    """What a key that is no letter types, or bytes that are no text: better asked again than guessed."""
    return any(character == "�" or is_command(character) for character in said)
