"""What a step finds out, what it asks, what is in the way, what it would change."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Generic, Literal, TypeVar

import msgspec

from wizard.model.calls import CallError, Change
from wizard.model.document import Document
from wizard.model.listing import Listing, OperationProgress
from wizard.model.marks import Mark
from wizard.model.questions import Question

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


FindingKind = Literal["text", "template", "difference", "events", "table", "arn", "script", "next"]
LONG: tuple[FindingKind, ...] = ("template", "script", "difference")
"""Kinds of fact that are shown when a person asks for them, not in passing."""


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """Something observed. ``unknown`` is what could not be read, and says so.

    kind: how it is drawn; ``text`` for a line, else a kind of fact with a view of its own: ``template`` (body:
    JSON text), ``difference`` (body: unified diff), ``events`` (rows: time, resource, status, reason), ``table``
    (rows, the first the heading), ``arn`` (body: the ARN), ``script`` (body: shell), ``next`` (rows of one).
    A ``text`` with a body has that under its line, as code to be copied.
    """

    mark: Mark
    text: str
    detail: str = ""
    kind: FindingKind = "text"
    body: str = ""
    rows: tuple[tuple[str, ...], ...] = ()


class Trouble(msgspec.Struct, frozen=True, kw_only=True):
    """What stands in the way, by its key in assets/problems, with the values its text mentions."""

    key: str
    values: Mapping[str, str] = {}
    error: CallError | None = None


_CHOICE = re.compile(r'[Cc]hoose "([^"]+)"')

Recipient = Literal["administrator", "support", "vendor", "owner", "customer"]
"""Who can fix what the person at the screen can't: whoever manages their AWS, AWS Support, the vendor, who has the
role of another account, or the vendor's customer.
"""


class Problem(msgspec.Struct, frozen=True, kw_only=True):
    """A Trouble in words: what happened, why, what to do next, and whether trying again makes sense.

    address: where it is told at length, or "". wrong_input: what was given can't be; only another answer helps.
    helps: what a person does about it first, then what they may do besides, by the names of `wizard.engine.actions`.
    console: the address of AWS's page where it is fixed. account: the account to be signed in to there. request: a text
    for whoever can fix it, whole; to: who that is. statement: whether a permission is missing, which the request then
    names as an IAM policy. command: what is run in another terminal. Each may be "".
    """

    key: str
    title: str
    what: str
    why: str
    todo: tuple[str, ...]
    retry: bool
    error: CallError | None = None
    address: str = ""
    wrong_input: bool = False
    helps: tuple[str, ...] = ("again",)
    console: str = ""
    account: str = ""
    request: str = ""
    to: Recipient = "administrator"
    statement: bool = False
    command: str = ""

    @property
    def choices(self) -> frozenset[str]:
        """The choices it says to make, by their labels: where it is shown there has to be a way to them."""
        return frozenset(name for line in self.todo for name in _CHOICE.findall(line))


class Waiting(msgspec.Struct, frozen=True, kw_only=True):
    """Something AWS is doing. what: a sentence. limit: seconds from its first sight; every: seconds between looks.

    refused: what AWS answers until then, which is the reason where the wait ends without success. usual: how long it
    takes as a rule, in words. says: where it is by now, as AWS calls it; it may change while one thing is waited for.
    progress: how far AWS is, one for each operation that is waited for.
    """

    what: str
    limit: float
    every: float = 5
    refused: CallError | None = None
    usual: str = ""
    says: str = ""
    progress: tuple[OperationProgress, ...] = ()

    @property
    def told(self) -> str:
        """What AWS says, "" where it says nothing that is known."""
        return self.says or (
            f"{self.refused.code} ({self.refused.service}:{self.refused.operation})" if self.refused else ""
        )


class Where(msgspec.Struct, frozen=True, kw_only=True):
    """Where a person is by what a step found: what front ends keep in sight, whichever steps there are.

    caller: as whom, an ARN. until: when they have to sign in again, in seconds since the epoch. private: names in it
    that no pattern finds.
    What a step does not know is "" or 0 and stays as the steps before it had it.
    """

    account: str = ""
    region: str = ""
    profile: str = ""
    caller: str = ""
    until: float = 0
    private: tuple[str, ...] = ()

    @property
    def caller_account(self) -> str:
        """The account that was signed in to, which need not be the one where something is done."""
        return self.caller.split(":")[4] if self.caller else ""

    def then(self, later: Where) -> Where:
        """With what a later step knows better."""
        return Where(
            account=later.account or self.account,
            region=later.region or self.region,
            profile=later.profile or self.profile,
            caller=later.caller or self.caller,
            until=later.until or self.until,
            private=(*self.private, *later.private),
        )


NOWHERE = Where()


@dataclass(frozen=True, slots=True, kw_only=True)
class Observation(Generic[FactsT]):
    """What observe found out.

    summary: one short line for the rail. questions: what is asked now. facts: the step's own, for its plan.
    found: values for later steps, looked up by type. trouble: why it is blocked, or what the questions answer.
    where: where a person is by now. binds: the account and region that the checkpoint belongs to from here on.
    aliases: what approvals call an account that did not exist when they were given, by its id.
    documents: what there is to read line by line, the one that decides first.
    listings: the many things that it is about, as trees and tables.
    """

    state: State
    summary: str
    facts: FactsT
    findings: tuple[Finding, ...] = ()
    questions: tuple[Question, ...] = ()
    trouble: Trouble | None = None
    waiting: Waiting | None = None
    found: tuple[object, ...] = ()
    where: Where = NOWHERE
    binds: tuple[str, str] | None = None
    aliases: Mapping[str, str] = field(default_factory=dict)
    documents: tuple[Document, ...] = ()
    listings: tuple[Listing, ...] = ()


def observed(
    state: State,
    summary: str,
    facts: FactsT,
    findings: tuple[Finding, ...],
    *questions: Question,
    trouble: Trouble | None = None,
    listings: tuple[Listing, ...] = (),
) -> Observation[FactsT]:
    """What a step says at each of its ends: the same findings, and what is asked or why it is blocked."""
    return Observation(
        state=state,
        summary=summary,
        facts=facts,
        findings=findings,
        questions=questions,
        trouble=trouble,
        listings=listings,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """One round of changes, in order.

    act: what the button says ("Make these 3 changes"). consent: plain words to be read before approving.
    costs: a sentence, "" where it costs nothing. by_hand: a person chose to make the changes; never sent by us.
    confirm: what a person has to type before approving, "" for nothing; asks: the words that ask for it. unseen: what
    it would change was only told by AWS's answer, so that no rule given beforehand covers it. later: changes of later
    rounds that are known already and approved together with these; they are sent once an observation has planned them.
    """

    changes: tuple[Change, ...] = ()
    later: tuple[Change, ...] = ()
    act: str = ""
    consent: tuple[str, ...] = ()
    costs: str = ""
    by_hand: bool = False
    confirm: str = ""
    asks: str = "Type this to continue"
    unseen: bool = False

    @property
    def whole(self) -> tuple[Change, ...]:
        """Everything that is approved as one, in order."""
        return (*self.changes, *self.later)


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """The rounds a step can foresee from where it stands, and a sentence about what it cannot.

    found: what later steps may take as found when they foresee theirs.
    """

    rounds: tuple[Plan, ...] = ()
    rest: str = ""
    found: tuple[object, ...] = ()
