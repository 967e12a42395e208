"""What is asked of a person, and what is wrong with an answer."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

import msgspec

from wizard.model.invitation import Invited
from wizard.model.values import clean_value


class Choice(msgspec.Struct, frozen=True):
    """One value of a question, its label on screen and what it means."""

    value: str
    label: str
    detail: str = ""
    recommended: bool = False


class Refused(msgspec.Struct, frozen=True, kw_only=True):
    """Answers that were refused, by AWS mostly, and would be again; "" among them is what an empty field stands for.

    because: one clear sentence. together: the other answers they were refused with; with others they may do.
    caseless: what differs in upper and lower case alone is the same.
    """

    values: tuple[str, ...]
    because: str
    together: tuple[tuple[str, str], ...] = ()
    caseless: bool = False

    def names(self, value: str) -> bool:
        """Whether it is one of these values, and so nothing to propose."""
        if self.caseless:
            return value.casefold() in {one.casefold() for one in self.values}
        return value in self.values


@dataclass(frozen=True, slots=True, kw_only=True)
class Tables:
    """The tables of an answers file that are an answer as they stand; the answer is their content as JSON text.

    schema: each table by its name, as a JSON Schema has it. example: the tables, as a template shows them.
    """

    schema: Mapping[str, Mapping[str, Any]]
    example: str


def _anything(_: str) -> str | None:
    return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """Something only a person can tell; the same name and the same validation on screen and in answers.toml.

    name: the key in the step's table. choices: the allowed values; () for free text.
    clean: the value that was meant, as it enters. check: one clear sentence about what is wrong with that, or None.
    yes_or_no: the value is ``true`` or ``false``. several: the value is a list of texts, kept as JSON; each is checked.
    optional: "" is an answer.
    example: for files and documents, where placeholder, default and choices have none.
    shape: a regular expression that every right value matches, for the answers' schema; `check` knows the rest.
    public: the answer tells nothing of whose it is (a choice that everybody has, a region). What is not public is
    masked on a screen that others watch, a placeholder in a report, and hidden by ``checkpoints show``.
    refused: what is neither proposed nor taken. only_with: another question and the one answer to it that makes this
    one matter. invited: what of a vendor's invitation answers it, "" for nothing. tables: where an answers file has
    tables for it in place of a key; nobody is asked for it then.
    """

    name: str
    text: str
    help: str = ""
    choices: tuple[Choice, ...] = ()
    default: str = ""
    placeholder: str = ""
    check: Callable[[str], str | None] = _anything
    clean: Callable[[str], str] = clean_value
    yes_or_no: bool = False
    several: bool = False
    optional: bool = False
    example: str = ""
    shape: str = ""
    public: bool = False
    refused: Refused | None = None
    only_with: tuple[str, str] | None = None
    invited: Invited | Literal[""] = ""
    tables: Tables | None = None


class Answers(Mapping[str, str]):
    """A step's answers: clean text; yes and no are ``true`` and ``false``.

    withdrawn: what a person took back and cannot be asked for; it holds again where they leave everything empty.
    """

    def __init__(self, values: Mapping[str, str] | None = None, *, withdrawn: Mapping[str, str] | None = None) -> None:
        self._values = dict(values or {})
        self.withdrawn: Mapping[str, str] = dict(withdrawn or {})

    def __getitem__(self, name: str) -> str:
        return self._values[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)

    def text(self, name: str, default: str = "") -> str:
        """The answer, or ``default`` where there is none."""
        return self._values.get(name, "") or default

    def texts(self, name: str) -> tuple[str, ...]:
        """The answer to a question for several values."""
        return tuple(json.loads(self._values.get(name, "") or "[]"))

    def yes(self, name: str) -> bool | None:
        """True, False, or None where nobody has answered."""
        return {"true": True, "false": False}.get(self._values.get(name, ""))


class AnswersProblem(Exception):  # noqa: N818 - named after what the person meets
    """The answers cannot be used; the message is one clear sentence."""


def clean_answer(question: Question, value: str) -> str:
    """The answer as it was meant. The value of a choice is somebody's name for something and stays as it is."""
    if any(choice.value == value for choice in question.choices):
        return value
    if question.several and value:
        return json.dumps([question.clean(one) for one in json.loads(value)])
    return question.clean(value)


def matters(question: Question, others: Mapping[str, str]) -> bool:
    """Whether it is a question at all beside these answers to others; what nobody has answered does not speak."""
    name, wanted = question.only_with or ("", "")
    return others.get(name, wanted) == wanted


def proposed(question: Question, *values: str) -> str:
    """The first of these that was not refused, "" where there is none: nothing is proposed that would fail again."""
    refused = question.refused
    return next((value for value in values if value and not (refused and refused.names(value))), "")


def _refused(question: Question, value: str, others: Mapping[str, str]) -> str | None:
    refused = question.refused
    if refused is None or not refused.names(value):
        return None
    # What nobody has said yet may still make another thing of it.
    return refused.because if all(others.get(name) == said for name, said in refused.together) else None


def check_answer(question: Question, value: str, others: Mapping[str, str] | None = None) -> str | None:
    """One clear sentence about what is wrong with a clean answer, or None. others: what is answered beside it."""
    if wrong := _refused(question, value, others or {}):
        return wrong
    if question.yes_or_no and value not in ("true", "false"):
        return f"{question.name} has to be true or false."
    if not value:
        return None if question.optional else f"{question.name} is empty."
    if question.choices and value not in {choice.value for choice in question.choices}:
        return (
            f"{question.name} has to be one of {', '.join(choice.value for choice in question.choices)}; not {value!r}."
        )
    values = json.loads(value) if question.several else [value]
    return next((wrong for one in values if (wrong := question.check(one))), None)
