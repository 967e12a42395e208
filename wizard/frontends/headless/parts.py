"""What JSON lines are made of: times, digests, findings, problems, changes, as a script reads them.

Apart from the model's own types: a field that the screens need does not become a promise to somebody's script.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from msgspec import UNSET, Meta, Struct, UnsetType

Time = Annotated[
    str,
    Meta(pattern=r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$", description="RFC 3339, in UTC, to the millisecond."),
]
Digest = Annotated[str, Meta(pattern=r"^[0-9a-f]{64}$", description="Sixty-four hexadecimal digits.")]
StepId = Annotated[str, Meta(description="The step's id, as in the answers file.")]
StepState = Literal["satisfied", "needs-answers", "pending", "unmet", "blocked", "skipped", "waiting"]
Account = Annotated[
    str,
    Meta(description="Twelve digits; `new:EMAIL` before the account exists; empty for the account you signed in to."),
]


class Finding(Struct, frozen=True, kw_only=True):
    """Something that a step found."""

    mark: Annotated[
        Literal["good", "warning", "bad", "info", "unknown"], Meta(description="`unknown`: it couldn't be read.")
    ]
    text: str
    detail: str = ""
    kind: Annotated[
        Literal["text", "template", "difference", "events", "table", "arn", "script", "next"],
        Meta(description="What `body` or `rows` hold."),
    ] = "text"
    body: str = ""
    rows: tuple[tuple[str, ...], ...] = ()


class Row(Struct, frozen=True, kw_only=True):
    """One row of a listing."""

    cells: Annotated[tuple[str, ...], Meta(description="What each column says.")]
    mark: Annotated[
        Literal["good", "warning", "bad", "info", "unknown"] | None,
        Meta(description="null where the row only holds others together."),
    ] = None
    depth: Annotated[int, Meta(description="How far below the row above it: 0 at the top.")] = 0
    detail: Annotated[tuple[str, ...], Meta(description="What else there is to know, line by line.")] = ()


class Listing(Struct, frozen=True, kw_only=True):
    """A tree or a table of things of one kind, whole."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]


class OperationProgress(Struct, frozen=True, kw_only=True):
    """How far AWS is with one operation on many accounts."""

    name: Annotated[str, Meta(description="What the operation is about.")]
    total: int
    done: int
    failed: int
    queued: Annotated[int, Meta(description="Not finished yet.")]
    seconds: Annotated[float, Meta(description="An estimate of the time left; 0 where there is none.")]
    says: Annotated[str, Meta(description="What AWS does now; can be empty.")]


class Error(Struct, frozen=True, kw_only=True):
    """Why a call failed."""

    code: Annotated[str, Meta(description="AWS's error code, or the wizard's own where AWS didn't answer.")]
    message: Annotated[str, Meta(description="AWS's own words.")]
    service: str
    operation: str
    account: Account
    region: str
    status: Annotated[int, Meta(description="The HTTP status; 0 where there was no answer.")]
    unsure: Annotated[bool, Meta(description="AWS may have run the call although no answer arrived.")]


class Problem(Struct, frozen=True, kw_only=True):
    """What is in the way of a step."""

    key: Annotated[str, Meta(description="Stable; the problem's section in docs/problems.md.")]
    title: str
    what: Annotated[str, Meta(description="What happened.")]
    why: str
    todo: Annotated[tuple[str, ...], Meta(description="What to do, a sentence each.")]
    retry: Annotated[bool, Meta(description="Whether the same command can succeed if nothing else changes.")]
    error: Error | None = None
    address: Annotated[str, Meta(description="The page that explains it; can be empty.")] = ""
    console: Annotated[str, Meta(description="The page of the AWS console where it is fixed; can be empty.")] = ""
    request: Annotated[
        str, Meta(description="A text for whoever can fix it, with the IAM policy where one is missing; can be empty.")
    ] = ""


class Waiting(Struct, frozen=True, kw_only=True):
    """Something that AWS is doing."""

    what: str
    since: Time
    until: Annotated[Time, Meta(description="When the wizard stops waiting for it.")]
    usual: Annotated[str, Meta(description="How long it usually takes, in words; can be empty.")] = ""
    says: Annotated[str, Meta(description="What AWS answers until then, in its words; can be empty.")] = ""
    progress: Annotated[
        tuple[OperationProgress, ...] | UnsetType,
        Meta(description="Of each operation that is waited for; left out if AWS counts none."),
    ] = UNSET


class Undo(Struct, frozen=True, kw_only=True):
    """How a change is taken back."""

    commands: Annotated[
        tuple[str, ...], Meta(description="The `aws` commands, in order; empty where nothing takes it back.")
    ] = ()
    words: Annotated[str, Meta(description="What else it does, what stays, or why there are no commands.")] = ""


class Change(Struct, frozen=True, kw_only=True):
    """One call that changes something."""

    digest: Annotated[
        Digest,
        Meta(description="Of account, region, operation, parameters; the same on every computer."),
    ]
    sentence: str
    account: Account
    region: str
    service: Annotated[str, Meta(description="AWS's name; `file` and `clipboard` stay on this computer.")]
    operation: str
    parameters: Annotated[Mapping[str, Any], Meta(description="As they are sent; bytes as text.")]
    command: Annotated[
        str,
        Meta(description="The `aws` command that does the same; `NEW_ACCOUNT` is the ID of an account to be created."),
    ]
    warning: str = ""
    undo: Undo = Undo()
    progress: Literal["planned", "approved", "running", "done", "already", "failed"] = "planned"
    at: Annotated[Time | None, Meta(description="Since when `progress` is so; null before it is sent.")] = None


class Question(Struct, frozen=True, kw_only=True):
    """A question that the answers file doesn't answer yet."""

    name: Annotated[str, Meta(description="The key in the step's table of the answers file.")]
    text: str
    choices: Annotated[tuple[str, ...], Meta(description="The values allowed; empty for free text.")] = ()
    yes_or_no: Annotated[bool, Meta(description="The answer is true or false.")] = False
    several: Annotated[bool, Meta(description="The answer is a list.")] = False
    optional: bool = False


class Uncovered(Struct, frozen=True, kw_only=True):
    """A change that the digest given to `--approve` doesn't cover, as far as can be told."""

    step: StepId
    digest: Digest
    sentence: str


class Round(Struct, frozen=True, kw_only=True):
    """One round of changes, in order."""

    step: StepId
    act: Annotated[str, Meta(description="What the round does, in a few words.")]
    consent: Annotated[tuple[str, ...], Meta(description="What you agree to, in plain words.")]
    costs: Annotated[str, Meta(description="A sentence; empty where it costs nothing.")]
    by_hand: Annotated[bool, Meta(description="You chose to make these changes yourself; they are never sent.")]
    changes: tuple[Change, ...]
