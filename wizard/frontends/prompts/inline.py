"""Asks with arrow keys, inline: what was said and answered stays in the scrollback. Needs a capable terminal.

questionary does the asking; it is imported when the first question is asked. ^D is bound to "back" in every prompt,
because questionary's lists ignore it. While waiting, one line is written over and over: the only thing that moves.
"""

from __future__ import annotations

import shutil
import sys
import textwrap
import time
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from wizard.frontends.prompts.asker import BACKS_AT_MOST, Check, GoBack, InputEnded, Wait
from wizard.model import Choice
from wizard.model.values import clean_value, one_line
from wizard.text.sanitize import within_line
from wizard.text.shapes import grouped

if TYPE_CHECKING:
    from prompt_toolkit.key_binding import KeyBindings
    from questionary import Question

# More choices than this are searched, by typing.
MANY = 12
CLEAR_LINE = "\r\x1b[K"
NOT_NOW = "not-now"
# What is copied from the screen is not broken into lines by us.
WHOLE = ("aws ", "arn:", "#", "http", "█")


NOTHING = "(choose one)"
UNDECIDED = " undecided"


class Inline:
    """The Asker of a terminal with a person at it."""

    breaks = pictures = True

    def __init__(self, clock: Callable[[], float] = time.time) -> None:
        self._clock = clock
        self._waiting = self._says = ""
        self._began = 0.0
        self._backs = 0
        self._drawn = False

    def say(self, *lines: str) -> None:
        """Lines that stay, wrapped between words."""
        self._erase()
        width = shutil.get_terminal_size().columns
        text = "".join(f"{part}\n" for line in lines for part in wrapped(within_line(line, longest=None), width))
        sys.stdout.write(text)
        sys.stdout.flush()

    def head(self, line: str) -> None:
        """An empty line, then the line in bold."""
        import questionary

        self.say("")
        questionary.print(within_line(line), style="bold")

    def choose(self, text: str, choices: Sequence[Choice], *, default: str = "", help_text: str = "") -> str:
        """One of a list; a long one is searched by typing."""
        import questionary

        self._explain(help_text)
        many, width = len(choices) > MANY, shutil.get_terminal_size().columns
        known = default in {choice.value for choice in choices}
        # The library always points at something: where nobody has chosen, that has to be nothing.
        nothing = [] if known else [questionary.Choice(NOTHING, UNDECIDED)]
        while True:
            question = questionary.select(
                within_line(text),
                [*nothing, *(_item(choice, width) for choice in choices)],
                default=default if known else None,
                use_search_filter=many,
                use_jk_keys=not many,
                instruction="(type to search; ^D back)" if many else "(arrow keys; ^D back)",
            )
            chosen = self._answer(question)
            if chosen != UNDECIDED:
                return chosen
            self.say("  Choose one of these.")

    def text(self, text: str, *, check: Check, default: str = "", example: str = "", help_text: str = "") -> str:
        """One line; what is wrong with it is said under it, before it is taken."""
        import questionary

        self._explain(help_text)
        question = questionary.text(
            within_line(text),
            default=default,
            validate=lambda said: check(clean_value(said)) or True,
            instruction=f"(for example {example})" if example and not default else None,
            key_bindings=_own_keys(),
        )
        return clean_value(self._answer(question))

    def secret(self, text: str, *, check: Check) -> str:
        """One line, shown as stars."""
        import questionary

        self._explain("")
        question = questionary.password(
            within_line(text), validate=lambda said: check(clean_value(said)) or True, key_bindings=_own_keys()
        )
        return clean_value(self._answer(question))

    def consent(self, act: str) -> bool:
        """The act by its name, under a "Not now" that is what Enter alone means."""
        return self.choose(f"{act}?", (Choice(NOT_NOW, "Not now"), Choice("act", act)), default=NOT_NOW) == "act"

    def waiting(self, wait: Wait) -> None:
        """The sentence once; under it one line that counts."""
        now = self._clock()
        if wait.what != self._waiting:
            self._waiting, self._began = wait.what, now
            if not wait.passing:
                self.say(wait.what, *(f"  {line}" for line in wait.about))
        if wait.says != self._says:
            self._says = wait.says
            if wait.says:
                self.say(f"  AWS says: {wait.says}")
        began = wait.since or self._began
        most = f" of up to {_clock(wait.until - began)}" if wait.until else " so far"
        what = f" · {within_line(wait.what)}" if wait.passing else ""
        line = f"  {_clock(now - began)}{most} · Ctrl-C for a menu{what}"
        sys.stdout.write(CLEAR_LINE + line[: shutil.get_terminal_size().columns - 1])
        sys.stdout.flush()
        self._drawn = True

    def waited(self) -> None:
        """Take the counting line away; the next wait begins anew."""
        self._waiting = self._says = ""
        self._erase()

    def _erase(self) -> None:
        if self._drawn:
            sys.stdout.write(CLEAR_LINE)
            sys.stdout.flush()
            self._drawn = False

    def _explain(self, help_text: str) -> None:
        self.say("", *([f"  {help_text}"] if help_text else []))

    def _answer(self, question: Question) -> str:
        from prompt_toolkit.key_binding import merge_key_bindings

        application = question.application
        own = [application.key_bindings] if application.key_bindings else []
        application.key_bindings = merge_key_bindings([*own, _own_keys()])
        try:
            answer = str(question.unsafe_ask())
        except EOFError:
            self._backs += 1
            if self._backs > BACKS_AT_MOST:
                raise InputEnded(heard=True) from None
            raise GoBack from None
        self._backs = 0
        return answer


def _own_keys() -> KeyBindings:
    """^D leads back, and what is pasted is one line of what was meant."""
    from prompt_toolkit.key_binding import KeyBindings
    from prompt_toolkit.keys import Keys

    keys = KeyBindings()

    @keys.add("c-d", eager=True)
    def _(event: Any) -> None:
        event.app.exit(exception=EOFError, style="class:aborting")

    @keys.add(Keys.BracketedPaste, eager=True)
    def _(event: Any) -> None:
        event.current_buffer.insert_text(one_line(event.data))

    return keys


def _item(choice: Choice, width: int) -> Any:
    """Label and detail in one line where they fit; else the detail shows for the one that is pointed at."""
    import questionary

    label = grouped(within_line(choice.label)) + (" (recommended)" if choice.recommended else "")
    detail = grouped(within_line(choice.detail))
    together = f"{label} · {detail}" if detail else label
    fits = len(together) < width - 4
    return questionary.Choice(together if fits else label, choice.value, description=None if fits else detail)


def wrapped(line: str, width: int) -> list[str]:
    """The line in parts no wider than this; what people copy stays whole."""
    inside = line.lstrip(" ")
    if len(line) <= width or inside.startswith(WHOLE):
        return [line]
    indent = " " * (len(line) - len(inside))
    parts = textwrap.wrap(
        inside,
        width,
        initial_indent=indent,
        subsequent_indent=f"{indent}  " if indent else "",
        break_long_words=False,
        break_on_hyphens=False,
    )
    return parts or [""]


def _clock(seconds: float) -> str:
    whole = max(0, int(seconds))
    return f"{whole // 60}:{whole % 60:02d}"
