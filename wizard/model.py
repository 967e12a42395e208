"""The words everyone speaks: calls as data, what a step finds out, what it asks, what it would change.

Everything here is a frozen value without behaviour of its own, so that a step can be tested without AWS, a
screen without a step, and the engine without either. The cost is one indirection: a step never calls AWS, it
describes a call, and whoever holds the credentials makes it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, Generic, Literal, Protocol, TypeVar

import msgspec

FactsT = TypeVar("FactsT")
FoundT = TypeVar("FoundT")


# --- calls -----------------------------------------------------------------------------------------------------


class Target(msgspec.Struct, frozen=True):
    """Where a call goes, and by which way in.

    account: twelve digits; ``new:<email>`` for an account that does not exist yet; "" for whoever is signed in.
    profile: the profile of ~/.aws/config whose credentials are used; "" is what the AWS tools would find by themselves.
    role_name: assumed in that account with those credentials; "" uses the credentials themselves.
    """

    account: str = ""
    region: str = ""
    role_name: str = ""
    profile: str = ""

    def in_region(self, region: str) -> Target:
        """The same account and way in, in another region."""
        return msgspec.structs.replace(self, region=region)


class Call(msgspec.Struct, frozen=True, kw_only=True):
    """One call as data: AWS's own names (``cloudtrail``, ``CreateTrail``), or service ``file`` or ``clipboard``."""

    target: Target
    service: str
    operation: str
    parameters: Mapping[str, Any] = {}


class Read(Call, frozen=True, kw_only=True):
    """A call that changes nothing. Paginated operations answer with all pages merged.

    first_page: one page is enough (a probe that only asks whether there is anything).
    seconds: give up after this long, sooner than the general policy; 0 keeps the policy.
    """

    first_page: bool = False
    seconds: float = 0


class Change(Call, frozen=True, kw_only=True):
    """A call that changes something, with all that a person, the journal and the engine need to know of it.

    sentence: what it does and why, for the person who approves it.
    keep: names under which parts of the answer are journalled, each with its dotted path in the answer.
    note: what the journal records of the request, so that observe can recognise it later.
    landed: error codes that mean that the change is already in place.
    volatile: parameters that are not part of what is approved (offer tokens, written-out times).
    agreed: what a person really agrees to beside the parameters (terms' address, prices).
    token: the parameter that is filled with a token derived from digest and attempt; "" if there is none.
    retry: whether the AWS client may resend by itself; never where the call has no idempotency of its own.
    warning: what cannot be undone, or who else is touched; shown at the approval.
    """

    sentence: str
    keep: Mapping[str, str] = {}
    note: Mapping[str, str] = {}
    landed: tuple[str, ...] = ()
    volatile: tuple[str, ...] = ()
    agreed: Mapping[str, Any] = {}
    token: str = ""
    retry: bool = True
    warning: str = ""

    def digest(self, symbols: Mapping[str, str] | None = None) -> str:
        """Sixty-four hex digits over what is approved: account, region, operation, parameters, what was agreed.

        symbols: account id → ``new:<email>`` for an account made on this way, so that what was approved before
        the account existed is still approved when it does.
        """
        parameters = {k: v for k, v in self.parameters.items() if k not in (*self.volatile, self.token)}
        what = [self.target.account, self.target.region, self.service, self.operation, parameters, self.agreed]
        text = json.dumps(what, sort_keys=True, default=_text_of_bytes, ensure_ascii=True)
        for account, symbol in (symbols or {}).items():
            text = text.replace(account, symbol)
        return hashlib.sha256(text.encode()).hexdigest()


def _text_of_bytes(value: object) -> str:
    return value.decode("utf-8", "backslashreplace") if isinstance(value, bytes) else str(value)


class CallError(msgspec.Struct, frozen=True, kw_only=True):
    """Why a call failed, as AWS or the network said it.

    code: AWS's error code, or one of ours when AWS did not answer as AWS: ``Timeout``, ``Unreachable``,
    ``NotAws`` (an HTML page, a cut body), ``NoCredentials``, ``ProfileNotFound``, ``LoginExpired``,
    ``MfaNeeded``, ``CredentialProcess``, ``InvalidRequest``, ``FileProblem``.
    unsure: the request may have been carried out although no answer arrived.
    """

    code: str
    message: str
    service: str = ""
    operation: str = ""
    account: str = ""
    region: str = ""
    status: int = 0
    unsure: bool = False


class CallFailed(Exception):  # noqa: N818 - it is a state of affairs before it is an error
    """A read or a change failed; ``error`` says how."""

    def __init__(self, error: CallError) -> None:
        super().__init__(f"{error.service}:{error.operation} {error.code}: {error.message}")
        self.error = error


class Reader(Protocol):
    """What observe may do: read."""

    def __call__(self, read: Read) -> Mapping[str, Any]:
        """The answer of one call. Raises CallFailed."""
        ...

    def many(self, reads: Sequence[Read]) -> list[Mapping[str, Any] | CallError]:
        """The answers of calls made side by side, in their order; a failed one is its CallError."""
        ...


# --- what a step says -----------------------------------------------------------------------------------------


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
    yes_or_no: the value is ``true`` or ``false``. static: whether choices may be validated before anything is
    read (False where AWS tells what there is to choose from). optional: "" is an answer.
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
    """A Trouble in words: what happened, why, what to do next, and whether trying again makes sense."""

    key: str
    title: str
    what: str
    why: str
    todo: tuple[str, ...]
    retry: bool
    error: CallError | None = None


class Waiting(msgspec.Struct, frozen=True, kw_only=True):
    """Something AWS is doing. what: a sentence; limit and every: seconds; since: ISO time, "" from the last change."""

    what: str
    limit: float
    every: float = 5
    since: str = ""


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


# --- what a step is given --------------------------------------------------------------------------------------


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """One change in the journal. Times are ISO 8601 in UTC.

    outcome: "" while only intended (or when the answer was lost), ``landed``, ``already`` (it was in place),
    ``failed`` (AWS refused it; nothing was changed).
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
    outcome: Literal["", "landed", "already", "failed"] = ""
    finished: str = ""
    kept: Mapping[str, str] = {}
    error: str = ""


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
    """Who is signed in. standing: where the caller's account stands in its organization."""

    arn: str
    account: str
    region: str
    profile: str = ""
    standing: Literal["management", "delegated", "member", "none", "unknown"]
    management_account: str = ""
    organization_id: str = ""

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


# --- the vendor ------------------------------------------------------------------------------------------------


class WantedModel(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A model the vendor asks for. profile: the inference profile that is invoked; id: the bare model id.

    asked_as: how the vendor's guide calls it, where this is the successor of a retired one. retired: ISO date.
    """

    name: str
    id: str
    profile: str
    retired: str = ""
    successor: WantedModel | None = None


class StepText(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a step says before it says anything it found: two sentences why, and the long text behind F1."""

    why: str
    more: str = ""


class Vendor(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Whom access is granted to, and everything that is particular to them. See assets/vendors."""

    id: str
    name: str
    account: str
    partition: str
    contact: str
    website: str
    account_name: str
    role_name: str
    policies: tuple[str, ...]
    stack_name: str
    stack_output: str
    template: str
    template_sha256: str
    regions: tuple[str, ...]
    models: tuple[WantedModel, ...]
    use_case: str
    access_in_words: tuple[str, ...]
    principles: tuple[str, ...]
    next: tuple[str, ...]
    texts: Mapping[str, StepText] = {}


# --- what the engine tells ---------------------------------------------------------------------------------------


Progress = Literal["planned", "approved", "running", "done", "already", "failed"]


class ChangeView(msgspec.Struct, frozen=True, kw_only=True):
    """A change as it is shown: the sentence, the place, the command, how far it is."""

    digest: str
    sentence: str
    account: str
    region: str
    service: str
    operation: str
    parameters: Mapping[str, Any]
    command: str
    warning: str = ""
    progress: Progress = "planned"
    at: float = 0


class PlanView(msgspec.Struct, frozen=True, kw_only=True):
    """A plan as it is shown; script is the whole of it as a shell script that runs."""

    act: str
    changes: tuple[ChangeView, ...]
    consent: tuple[str, ...] = ()
    costs: str = ""
    by_hand: bool = False
    approved: bool = False
    script: str = ""


class WaitView(msgspec.Struct, frozen=True, kw_only=True):
    """What is waited for, since when and until when (seconds since the epoch)."""

    what: str
    since: float
    until: float


@dataclass(frozen=True, slots=True, kw_only=True)
class StepView:
    """A step as it stands: everything a front end needs to draw it. busy: "", ``observing`` or ``applying``."""

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
    """A call was answered, or given up. outcome: ``ok`` or the error's code."""

    number: int
    at: float
    account: str
    region: str
    service: str
    operation: str
    writes: bool
    seconds: float
    outcome: str


Event = StepChanged | CallBegan | CallEnded
