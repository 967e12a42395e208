"""What a step finds out, what it asks, what is in the way, what it would change."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, Literal, TypeVar

import msgspec

from wizard.model.calls import CallError, Change

FactsT = TypeVar("FactsT")


class State(StrEnum):
    """Where a step stands. WAITING is the engine's: an earlier step has to come first."""

    SATISFIED = "satisfied"
    NEEDS_ANSWERS = "needs-answers"
    PENDING = "pending"
    UNMET = "unmet"
    BLOCKED = "blocked"
    SKIPPED = "skipped"
    WAITING = "waiting"


Mark = Literal["good", "warning", "bad", "info", "unknown"]


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """Something observed. ``unknown`` is what could not be read, and says so.

    kind: how it is drawn; ``text`` for a line, else a kind of fact with a view of its own: ``template`` (body:
    JSON text), ``difference`` (body: unified diff), ``events`` (rows: time, resource, status, reason), ``table``
    (rows, the first the heading), ``arn`` (body: the ARN), ``script`` (body: shell), ``next`` (rows of one).
    """

    mark: Mark
    text: str
    detail: str = ""
    kind: Literal["text", "template", "difference", "events", "table", "arn", "script", "next"] = "text"
    body: str = ""
    rows: tuple[tuple[str, ...], ...] = ()


class Choice(msgspec.Struct, frozen=True):
    """One value of a question, its label on screen and what it means."""

    value: str
    label: str
    detail: str = ""
    recommended: bool = False


def _anything(_: str) -> str | None:
    return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """Something only a person can tell; the same name and the same validation on screen and in answers.toml.

    name: the key in the step's table. choices: the allowed values; () for free text.
    check: one clear sentence about what is wrong with a trimmed value, or None.
    yes_or_no: the value is ``true`` or ``false``. optional: "" is an answer.
    """

    name: str
    text: str
    help: str = ""
    choices: tuple[Choice, ...] = ()
    default: str = ""
    placeholder: str = ""
    check: Callable[[str], str | None] = _anything
    yes_or_no: bool = False
    optional: bool = False


class Answers(Mapping[str, str]):
    """A step's answers: trimmed text; yes and no are ``true`` and ``false``."""

    def __init__(self, values: Mapping[str, str] | None = None) -> None:
        self._values = dict(values or {})

    def __getitem__(self, name: str) -> str:
        return self._values[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)

    def text(self, name: str, default: str = "") -> str:
        """The answer, or ``default`` where there is none."""
        return self._values.get(name, "") or default

    def yes(self, name: str) -> bool | None:
        """True, False, or None where nobody has answered."""
        return {"true": True, "false": False}.get(self._values.get(name, ""))


class Trouble(msgspec.Struct, frozen=True, kw_only=True):
    """What stands in the way, by its key in assets/problems, with the values its text mentions."""

    key: str
    values: Mapping[str, str] = {}
    error: CallError | None = None


class Problem(msgspec.Struct, frozen=True, kw_only=True):
    """A Trouble in words: what happened, why, what to do next, and whether trying again makes sense.

    address: where it is told at length, or "".
    """

    key: str
    title: str
    what: str
    why: str
    todo: tuple[str, ...]
    retry: bool
    error: CallError | None = None
    address: str = ""


class Waiting(msgspec.Struct, frozen=True, kw_only=True):
    """Something AWS is doing. what: a sentence. limit: seconds from its first sight; every: seconds between looks.

    refused: what AWS answers until then, which is the reason where the wait ends without success.
    """

    what: str
    limit: float
    every: float = 5
    refused: CallError | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Observation(Generic[FactsT]):
    """What observe found out.

    summary: one short line for the rail. questions: what is asked now. facts: the step's own, for its plan.
    found: values for later steps, looked up by type. trouble: why it is blocked, or what the questions answer.
    """

    state: State
    summary: str
    facts: FactsT
    findings: tuple[Finding, ...] = ()
    questions: tuple[Question, ...] = ()
    trouble: Trouble | None = None
    waiting: Waiting | None = None
    found: tuple[object, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """One round of changes, in order.

    act: what the button says ("Make these 3 changes"). consent: plain words to be read before approving.
    costs: a sentence, "" where it costs nothing. by_hand: a person chose to make the changes; never sent by us.
    """

    changes: tuple[Change, ...] = ()
    act: str = ""
    consent: tuple[str, ...] = ()
    costs: str = ""
    by_hand: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Foreseen:
    """The rounds a step can foresee from where it stands, and a sentence about what it cannot.

    found: what later steps may take as found when they foresee theirs.
    """

    rounds: tuple[Plan, ...] = ()
    rest: str = ""
    found: tuple[object, ...] = ()
