"""A step, and what it is given: the journal, what earlier steps found, how the others stand."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar

import msgspec

from wizard.model.calls import Reader
from wizard.model.journal import Journal, JournalEntry
from wizard.model.observing import Finding, Observation, Plan, Preview, State
from wizard.model.permission import Needed
from wizard.model.questions import Answers, Question
from wizard.model.simulation import Simulation
from wizard.model.vendor import Vendor

FoundT = TypeVar("FoundT")


class Outcome(msgspec.Struct, frozen=True, kw_only=True):
    """How another step stands, for the steps that report on it."""

    id: str
    title: str
    state: State
    summary: str
    findings: tuple[Finding, ...] = ()
    entries: tuple[JournalEntry, ...] = ()
    skipped: str = ""
    problem: str = ""
    observed: float = 0
    found: tuple[object, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What is known when a step is observed: the vendor, the time, what earlier steps found.

    person: somebody is there to see the screen (a clipboard makes sense). presenting: others see it, too, and private
    things are masked. directory: where files are written.
    bound_account, bound_region: whose the checkpoint is, once something was changed by it; "" before.
    patience: factor on the deadlines a step computes itself. simulation: the simulated AWS that it all happens on.
    taken_back: the step's answers, by name, that a person has just taken back to give others. decided: those that the
    vendor's invitation decided.
    """

    vendor: Vendor
    now: datetime
    person: bool = False
    presenting: bool = False
    directory: str = ""
    version: str = ""
    bound_account: str = ""
    bound_region: str = ""
    patience: float = 1
    simulation: Simulation | None = None
    taken_back: frozenset[str] = frozenset()
    decided: frozenset[str] = frozenset()
    found: tuple[object, ...] = ()
    outcomes: Mapping[str, Outcome] = field(default_factory=dict)

    def find(self, kind: type[FoundT]) -> FoundT | None:
        """The newest value of this type that an earlier step found."""
        return next((value for value in reversed(self.found) if isinstance(value, kind)), None)

    def confirmed(self, kind: type[FoundT]) -> FoundT | None:
        """As find, among what was found by steps that are satisfied now."""
        sure = [seen for seen in self.outcomes.values() if seen.state is State.SATISFIED]
        found = [value for seen in sure for value in seen.found if isinstance(value, kind)]
        return found[-1] if found else None

    def need(self, kind: type[FoundT]) -> FoundT:
        """As find, of what the step says that it ``needs``. Raises LookupError otherwise."""
        value = self.find(kind)
        if value is None:
            raise LookupError(f"no earlier step has found {kind.__name__}")
        return value


def _nothing(_: Answers) -> tuple[object, ...]:
    return ()


def for_everybody(_: Vendor) -> bool:
    """The step is for every vendor."""
    return True


def _nothing_else(_: Vendor) -> tuple[type, ...]:
    return ()


def _nothing_more(_: Vendor) -> tuple[Question, ...]:
    return ()


def _no_changes(_: Observation[Any], _answers: Answers) -> Plan:
    return Plan()


def _no_rounds(_: Observation[Any] | None, _answers: Answers, _context: Context) -> Preview:
    return Preview()


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A result the person wants, as functions over data. No step names another.

    applies: whether a vendor asks for it; ``Workflow.for_vendor`` leaves it out otherwise.
    needs: the types of what earlier steps must have found (model/found.py); finds: of what it finds for later ones;
    finds_for: of what it finds besides for a vendor, mostly in place of a step which that vendor has not.
    questions: all that it may ask; asks_for: what it asks for a vendor besides, or in place of a question of that name.
    reports: it tells how all the others stand, and is observed again when they change. skippable: whether anything can
    follow without it. plan: what it would change now; preview: the rounds from here, also before the account exists
    (then observation is None). A step that only looks has neither.
    calls: every call it may make, and what that needs; foretell: what its answers alone settle for the calls of other
    steps, by type (model/permission.py).
    reconsider: answers that have it ask again although it is satisfied; "" takes an answer back.
    """

    id: str
    title: str
    observe: Callable[[Reader, Answers, Journal, Context], Observation[Any]]
    plan: Callable[[Observation[Any], Answers], Plan] = _no_changes
    preview: Callable[[Observation[Any] | None, Answers, Context], Preview] = _no_rounds
    questions: tuple[Question, ...] = ()
    asks_for: Callable[[Vendor], tuple[Question, ...]] = _nothing_more
    needs: tuple[type, ...] = ()
    finds: tuple[type, ...] = ()
    applies: Callable[[Vendor], bool] = for_everybody
    finds_for: Callable[[Vendor], tuple[type, ...]] = _nothing_else
    reports: bool = False
    skippable: bool = True
    reconsider: Mapping[str, str] = field(default_factory=dict)
    calls: tuple[Needed, ...] = ()
    foretell: Callable[[Answers], tuple[object, ...]] = _nothing

    @property
    def public(self) -> frozenset[str]:
        """The questions, by name, whose answers tell nothing of whose they are."""
        return frozenset(question.name for question in self.questions if question.public)

    @property
    def reads(self) -> tuple[str, ...]:
        """Every call that changes nothing, as ``service:Operation``."""
        return tuple(dict.fromkeys(needed.call for needed in self.calls if not needed.writes))

    @property
    def writes(self) -> tuple[str, ...]:
        """Every call that changes something."""
        return tuple(dict.fromkeys(needed.call for needed in self.calls if needed.writes))
