"""A table as somebody wrote it, looked at by path: each wrong thing is one sentence, and the look goes on behind it.

So a person who writes a file is told everything at once. What a wrong value would have been is taken as left out.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from wizard.model.values import clean_account_id, clean_value
from wizard.text import shapes

# What a key has to look like to stand in a path without quotes: https://toml.io/en/v1.0.0#keys
_BARE = re.compile(r"[A-Za-z0-9_-]+")
_KINDS = {str: "text", bool: "true or false", int: "a number", float: "a number", list: "a list", dict: "a table"}


@dataclass(frozen=True, slots=True)
class Entries:
    """One table. path: where it is, as the sentences name it. wrong: every sentence so far, of all tables of a file."""

    path: str
    values: Mapping[str, Any]
    wrong: list[str] = field(default_factory=list)

    def at(self, key: str) -> str:
        """Where an entry is."""
        name = key if _BARE.fullmatch(key) else json.dumps(key, ensure_ascii=False)
        return f"{self.path}.{name}" if self.path else name

    def say(self, key: str, sentence: str) -> None:
        """That something is wrong with an entry."""
        self.wrong.append(f"{self.at(key)}: {sentence}")

    def only(self, known: Collection[str]) -> None:
        """Every other key is wrong."""
        for key in self.values:
            if key not in known:
                self.say(key, f"there is no such key here; the keys are {', '.join(known)}.")

    def table(self, key: str) -> Entries:
        """The table of this name; an empty one where there is none."""
        value = self.values[key] if key in self.values and self.holds_table(key) else {}
        return Entries(self.at(key), value, self.wrong)

    def holds_table(self, key: str) -> bool:
        """Whether the entry is a table; it is wrong otherwise."""
        value = self.values[key]
        if not isinstance(value, Mapping):
            self.say(key, f"has to be a table, not {kind_of(value)}.")
        return isinstance(value, Mapping)

    def text(self, key: str, check: Callable[[str], str | None] = lambda _: None) -> str:
        """The text of this name; "" where there is none. check: what is wrong with one, without its period."""
        if key not in self.values:
            return ""
        return self._text(key, self.values[key], clean_value, check)

    def texts(
        self,
        key: str,
        check: Callable[[str], str | None],
        clean: Callable[[str], str] = clean_value,
    ) -> tuple[str, ...]:
        """The texts of a list, each once; () where there is none."""
        value = self.values.get(key, [])
        if not isinstance(value, Sequence) or isinstance(value, str):
            self.say(key, f"has to be a list, not {kind_of(value)}.{_in_a_list(value)}")
            return ()
        said = (self._text(f"{key}[{number}]", one, clean, check) for number, one in enumerate(value))
        return tuple(dict.fromkeys(filter(None, said)))

    def accounts(self, key: str) -> tuple[str, ...]:
        """The accounts of a list, by their twelve digits."""
        return self.texts(key, account_wrong, clean_account_id)

    def whole(self, key: str, least: int, most: int, default: int) -> int:
        """A whole number between these."""
        value = self.values.get(key, default)
        if isinstance(value, int) and not isinstance(value, bool) and least <= value <= most:
            return value
        self.say(key, f"has to be a whole number from {least} to {most}.")
        return default

    def _text(self, place: str, value: object, clean: Callable[[str], str], check: Callable[[str], str | None]) -> str:
        # The place in a list is no key that could need quotes.
        where = f"{self.path}.{place}" if "[" in place else self.at(place)
        if not isinstance(value, str):
            self.wrong.append(f"{where}: has to be text in quotes, not {kind_of(value)}.{_in_quotes(value)}")
            return ""
        text = clean(value)
        wrong = check(text) if text else "is empty"
        if wrong:
            self.wrong.append(f"{where}: {wrong}.")
            return ""
        return text


def account_wrong(text: str) -> str | None:
    """Twelve digits."""
    return None if shapes.is_account(text) else f"{text!r} isn't an account id (12 digits)"


def kind_of(value: object) -> str:
    """What a value is, in words."""
    return next((words for kind, words in _KINDS.items() if type(value) is kind), "a date")


def _in_quotes(value: object) -> str:
    return f' Write it in quotes: "{value}".' if type(value) in (int, float) else ""


def _in_a_list(value: object) -> str:
    return f' Write ["{value}"].' if type(value) in (int, str) else ""
