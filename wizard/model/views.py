"""What front ends draw, and what the engine tells while it works."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

import msgspec

from wizard.model.document import Document
from wizard.model.journal import JournalEntry
from wizard.model.listing import Listing, OperationProgress
from wizard.model.observing import Finding, Problem, State
from wizard.model.questions import Question
from wizard.model.signing import LoginChanged
from wizard.model.vendor import StepOverview

Progress = Literal["planned", "approved", "running", "done", "already", "failed"]


class UndoView(msgspec.Struct, frozen=True, kw_only=True):
    """How a change is taken back. to_read: the commands as they are read. names: of them, without their options.

    words: as in Undo.
    """

    commands: tuple[str, ...] = ()
    to_read: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    words: str = ""

    @property
    def line(self) -> str:
        """In one line: what runs, and what has to be known of it; or why nothing does. "" where nobody has said."""
        return " ".join(filter(None, (f"Undo: {', '.join(self.names)}." if self.names else "", self.words)))

    @property
    def whole_line(self) -> str:
        """As line, with the whole command where there is one, and the words as a comment behind it."""
        if len(self.to_read) != 1:
            return self.line
        return f"Undo: {self.to_read[0]}{f' # {self.words}' if self.words else ''}"


@dataclass(frozen=True, slots=True)
class WayBack:
    """What undoes everything that was made. listing: to be read. script: to be run. "" where nothing was made."""

    listing: str = ""
    script: str = ""


class ChangeView(msgspec.Struct, frozen=True, kw_only=True):
    """A change as it is shown: the sentence, the place, the command, how far it is; script runs it by itself.

    to_read: the command without the keys that it has in a rehearsal.
    """

    digest: str
    sentence: str
    account: str
    region: str
    service: str
    operation: str
    parameters: Mapping[str, Any]
    command: str
    to_read: str
    script: str = ""
    warning: str = ""
    undo: UndoView = UndoView()
    progress: Progress = "planned"
    at: float = 0


class PlanView(msgspec.Struct, frozen=True, kw_only=True):
    """A plan as it is shown; confirm has to be typed, and asks says so.

    changes: this round's and those of later rounds that are approved with it. script: this round as a shell script
    that runs; the next round has its own.
    """

    act: str
    changes: tuple[ChangeView, ...]
    consent: tuple[str, ...] = ()
    costs: str = ""
    by_hand: bool = False
    approved: bool = False
    confirm: str = ""
    asks: str = ""
    script: str = ""


LONGEST_TOLD = 3600.0
"""Seconds: a longer limit of a wait is nobody's concern who sits there."""


class WaitView(msgspec.Struct, frozen=True, kw_only=True):
    """What is waited for, since when and until when (seconds since the epoch).

    usual: how long it takes as a rule ("usually under a minute"). says: what AWS answers until then, in its words.
    meanwhile: what a person can do until then. Each may be "". progress: how far AWS is, one for each operation.
    """

    what: str
    since: float
    until: float
    usual: str = ""
    says: str = ""
    meanwhile: str = ""
    progress: tuple[OperationProgress, ...] = ()

    @property
    def most(self) -> float:
        """How many seconds it may take, 0 where that tells nobody anything.

        AWS's own counts say more than a limit does, and a limit of hours is only when the wizard gives up.
        """
        most = self.until - self.since
        return 0 if self.progress or most > LONGEST_TOLD else most


@dataclass(frozen=True, slots=True, kw_only=True)
class StepView:
    """A step as it stands: everything a front end needs to draw it. busy: "", ``observing`` or ``applying``.

    public: the questions, by name, whose answers tell nothing of whose they are. documents: the step's own. overview:
    its line among all steps, as its words say it. journal: what it changed so far, and tried to. decided: the answers,
    by name, that are the vendor's. listings: the many things that it is about, as trees and tables.
    """

    id: str
    title: str
    number: int
    of: int
    state: State
    summary: str
    why: str
    more: str = ""
    busy: str = ""
    since: float = 0
    observed: float = 0
    findings: tuple[Finding, ...] = ()
    questions: tuple[Question, ...] = ()
    answers: Mapping[str, str] = field(default_factory=dict)
    plan: PlanView | None = None
    problem: Problem | None = None
    waiting: WaitView | None = None
    skipped: str = ""
    skippable: bool = True
    public: frozenset[str] = frozenset()
    documents: tuple[Document, ...] = ()
    overview: StepOverview | None = None
    journal: tuple[JournalEntry, ...] = ()
    decided: frozenset[str] = frozenset()
    listings: tuple[Listing, ...] = ()

    @property
    def changeable(self) -> dict[str, str]:
        """The answers that can be taken back."""
        return {name: value for name, value in self.answers.items() if name not in self.decided}

    def private(self) -> Iterator[tuple[str, str]]:
        """(question, value) of what was answered, is suggested or is offered, where the question is not public."""
        yield from (pair for pair in self.answers.items() if pair[0] not in self.public)
        for asked in self.questions:
            if not asked.public:
                values = (asked.default, *(choice.value for choice in asked.choices))
                yield from ((asked.name, value) for value in values)


class StepChanged(msgspec.Struct, frozen=True, tag_field="event", tag="step"):
    """A step has another view now."""

    step: str


class CallBegan(msgspec.Struct, frozen=True, kw_only=True, tag_field="event", tag="call-began"):
    """A call left; number pairs it with its CallEnded."""

    number: int
    at: float
    account: str
    region: str
    service: str
    operation: str
    writes: bool


class CallEnded(msgspec.Struct, frozen=True, kw_only=True, tag_field="event", tag="call"):
    """A call was answered, or given up. outcome: ``ok`` or the error's code.

    expected: the error says no more than that there is none (yet), which was the question. request, answer: as
    indented JSON, shortened and without secrets. request_id: what AWS's support asks for.
    """

    number: int
    at: float
    account: str
    region: str
    service: str
    operation: str
    writes: bool
    seconds: float
    outcome: str
    expected: bool = False
    request: str = ""
    answer: str = ""
    request_id: str = ""

    @property
    def failed(self) -> bool:
        """Whether something went wrong, rather than that AWS said no."""
        return self.outcome != "ok" and not self.expected


Cause = Literal["throttled", "unavailable", "unanswered", "limit"]
DELAYS: Mapping[Cause, str] = {
    "throttled": "AWS is throttling {operation}; trying again in {seconds} s (try {attempt} of {attempts})",
    "unavailable": "AWS failed to answer {operation}; trying again in {seconds} s (try {attempt} of {attempts})",
    "unanswered": "No answer to {operation}; trying again in {seconds} s (try {attempt} of {attempts})",
    "limit": "AWS limits how often {operation} can be called; sending it in {seconds} s",
}
WORTH_TELLING = 0.5
"""Seconds; who waits for less has not noticed."""


class CallDelayed(msgspec.Struct, frozen=True, kw_only=True, tag_field="event", tag="call-delayed"):
    """A call waits for ``seconds`` from ``at`` on before it is sent, or sent again as the ``attempt``-th of attempts.

    cause: AWS throttled it, failed or did not answer, or we keep within AWS's published limit. outcome: the error's
    code, "" where nothing was sent. number: of its CallBegan, 0 where it has not begun.
    """

    number: int
    at: float
    account: str
    region: str
    service: str
    operation: str
    seconds: float
    cause: Cause
    outcome: str = ""
    attempt: int = 1
    attempts: int = 1

    def left(self, now: float) -> float:
        """Seconds until it is sent; never more than it waits at all, also where the clock was put back."""
        return min(self.seconds, max(0.0, self.at + self.seconds - now))

    def said(self, now: float | None = None) -> str:
        """A sentence without its end, for this moment; for the beginning where none is named."""
        seconds = max(1, math.ceil(self.seconds if now is None else self.left(now)))
        return DELAYS[self.cause].format(
            operation=self.operation, seconds=seconds, attempt=self.attempt, attempts=self.attempts
        )

    @property
    def worth_telling(self) -> bool:
        """Whether a person would notice."""
        return self.seconds >= WORTH_TELLING


Event = StepChanged | CallBegan | CallEnded | CallDelayed | LoginChanged
