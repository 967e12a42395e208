"""A step, and what it is given: the journal, what earlier steps found, how the others stand."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal, TypeVar

import msgspec

from wizard.model.calls import Reader, Target
from wizard.model.observing import Answers, Finding, Foreseen, Observation, Plan, Question, State
from wizard.model.vendor import Vendor

FoundT = TypeVar("FoundT")


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """One change in the journal. Times are ISO 8601 in UTC.

    outcome: "" while only intended (or when the answer was lost), ``landed``, ``already`` (it was in place),
    ``failed`` (AWS refused it; nothing was changed), ``unsent``
    (nobody was signed in any more, or it never left this computer; AWS did not look at it).
    """

    step: str
    digest: str
    attempt: int
    service: str
    operation: str
    account: str
    region: str
    sentence: str
    intended: str
    note: Mapping[str, str] = {}
    outcome: Literal["", "landed", "already", "failed", "unsent"] = ""
    finished: str = ""
    kept: Mapping[str, str] = {}
    error: str = ""

    @property
    def answered(self) -> bool:
        """Whether AWS has looked at it and said what became of it."""
        return self.outcome in ("landed", "already", "failed")

    @property
    def undone(self) -> bool:
        """Whether it certainly changed nothing."""
        return self.outcome in ("failed", "unsent")


@dataclass(frozen=True, slots=True)
class Remembered:
    """The step's own journal entries, oldest first."""

    entries: tuple[Entry, ...] = ()

    def last(self, operation: str, **note: str) -> Entry | None:
        """The newest entry of an operation whose note carries these values."""
        for entry in reversed(self.entries):
            if entry.operation == operation and all(entry.note.get(k) == v for k, v in note.items()):
                return entry
        return None


class SignedIn(msgspec.Struct, frozen=True, kw_only=True):
    """Who is signed in. standing: where the caller's account stands in its organization.

    until: when a person will have to sign in again, in seconds since the epoch; 0 where nobody has said.
    """

    arn: str
    account: str
    region: str
    profile: str = ""
    standing: Literal["management", "delegated", "member", "none", "unknown"]
    management_account: str = ""
    organization_id: str = ""
    until: float = 0

    @property
    def target(self) -> Target:
        """The signed-in credentials in the chosen region."""
        return Target(account=self.account, region=self.region, profile=self.profile)


class SubAccount(msgspec.Struct, frozen=True, kw_only=True):
    """The dedicated account and how to reach it; its id is ``new:<email>`` before it exists.

    symbol: ``new:<email>`` where the account is made on this way; approvals are given in its name.
    """

    account: str
    target: Target
    name: str = ""
    symbol: str = ""


class Granted(msgspec.Struct, frozen=True, kw_only=True):
    """The role the vendor may assume, as IAM confirmed it."""

    role_arn: str
    stack_name: str = ""
    template_sha256: str = ""
    external_id: bool = False


class Outcome(msgspec.Struct, frozen=True, kw_only=True):
    """How another step stands, for the steps that report on it."""

    id: str
    title: str
    state: State
    summary: str
    findings: tuple[Finding, ...] = ()
    entries: tuple[Entry, ...] = ()
    skipped: str = ""
    problem: str = ""
    observed: float = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Earlier:
    """What is known when a step is observed: the vendor, the time, what earlier steps found.

    person: somebody is there to see the screen (a clipboard makes sense). directory: where files are written.
    bound_account, bound_region: whose the checkpoint is, once something was changed on its way; "" before.
    patience: factor on the deadlines a step computes itself.
    """

    vendor: Vendor
    now: datetime
    person: bool = False
    directory: str = ""
    version: str = ""
    bound_account: str = ""
    bound_region: str = ""
    patience: float = 1
    found: tuple[object, ...] = ()
    outcomes: Mapping[str, Outcome] = field(default_factory=dict)

    def find(self, kind: type[FoundT]) -> FoundT | None:
        """The newest value of this type that an earlier step found."""
        return next((value for value in reversed(self.found) if isinstance(value, kind)), None)

    def need(self, kind: type[FoundT]) -> FoundT:
        """As find, where the step comes ``after`` the one that finds it. Raises LookupError otherwise."""
        value = self.find(kind)
        if value is None:
            raise LookupError(f"no earlier step has found {kind.__name__}")
        return value


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A result the person wants, as functions over data.

    after: steps that must be satisfied or skipped first. reports_on: steps whose state it tells; it is observed
    again when they change. skippable: whether anything can follow without it.
    foresee: the rounds from here, also before the account exists (then observation is None).
    reads, writes: every call it may make, as ``service:Operation``.
    """

    id: str
    title: str
    observe: Callable[[Reader, Answers, Remembered, Earlier], Observation[Any]]
    plan: Callable[[Observation[Any], Answers], Plan]
    foresee: Callable[[Observation[Any] | None, Answers, Earlier], Foreseen]
    questions: tuple[Question, ...] = ()
    after: tuple[str, ...] = ()
    reports_on: tuple[str, ...] = ()
    skippable: bool = True
    reads: tuple[str, ...] = ()
    writes: tuple[str, ...] = ()
