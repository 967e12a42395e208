"""The JSON lines as types: what ``--format json`` writes is made from these and nothing else.

docs/json-lines.md (`python -m wizard.frontends.headless.page`) and assets/json-lines.schema.json (`… page --schema`)
are generated from here, so neither can say anything else than what is written. Whoever changes a field so that it
breaks a reader raises VERSION.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from msgspec import UNSET, Meta, Struct, UnsetType

from wizard.frontends.headless.parts import (
    Account,
    Change,
    Digest,
    Finding,
    Listing,
    OperationProgress,
    Problem,
    Question,
    Round,
    StepId,
    StepState,
    Time,
    Uncovered,
    Waiting,
)

VERSION = 1

Simulated = Annotated[
    bool | UnsetType, Meta(description="Present and true only in the sandbox: nothing happened in a real account.")
]


class Began(Struct, frozen=True, kw_only=True, tag_field="event", tag="began"):
    """The first line of `plan`, `apply` and `status`."""

    simulated: Simulated = UNSET
    version: Annotated[int, Meta(description=f"The version of this format: {VERSION}.")] = VERSION
    program: Annotated[str, Meta(description="The version of firetiger-onboard.")]
    command: Annotated[str | None, Meta(description="null where the arguments weren't understood.")]
    workflow: Annotated[str | None, Meta(description="What is set up.")]
    at: Time


class SignedIn(Struct, frozen=True, kw_only=True, tag_field="event", tag="signed-in"):
    """Who the calls are made as. Written before the steps that need it, and again if it changes."""

    simulated: Simulated = UNSET
    profile: Annotated[str | None, Meta(description="The AWS profile; null where the credentials come from elsewhere.")]
    account_id: Annotated[str, Meta(description="The account you signed in to, not the sub-account.")]
    arn: Annotated[str, Meta(description="The caller, as AWS names it.")]
    region: str


class Call(Struct, frozen=True, kw_only=True, tag_field="event", tag="call"):
    """AWS answered a call, or the wizard gave it up."""

    simulated: Simulated = UNSET
    number: int
    at: Annotated[Time, Meta(description="When it ended.")]
    account: Account
    region: str
    service: str
    operation: str
    writes: bool
    seconds: float
    outcome: Annotated[str, Meta(description="`ok`, or the error's code.")]
    expected: Annotated[bool, Meta(description="The error only means that it doesn't exist yet.")]


class CallDelayed(Struct, frozen=True, kw_only=True, tag_field="event", tag="call-delayed"):
    """A call waits before it is sent, or sent again."""

    simulated: Simulated = UNSET
    number: Annotated[int, Meta(description="As in `call`; 0 where nothing was sent before.")]
    at: Annotated[Time, Meta(description="When the wait began.")]
    account: Account
    region: str
    service: str
    operation: str
    seconds: Annotated[float, Meta(description="How long it waits.")]
    cause: Annotated[
        Literal["throttled", "unavailable", "unanswered", "limit"],
        Meta(description="`limit`: the wizard stays within the rate that AWS publishes."),
    ]
    outcome: Annotated[str, Meta(description="The error's code; empty where nothing was sent.")]
    attempt: Annotated[int, Meta(description="The attempt that follows, counted from 1.")]
    attempts: Annotated[int, Meta(description="The maximum number of attempts.")]


class Step(Struct, frozen=True, kw_only=True, tag_field="event", tag="step"):
    """A step is in another state, or found something new."""

    simulated: Simulated = UNSET
    step: StepId
    title: str
    state: StepState
    summary: str
    findings: tuple[Finding, ...]
    problem: Problem | None
    waiting: Waiting | None
    skipped: Annotated[str | None, Meta(description="The reason given; null where the step isn't skipped.")]
    listings: Annotated[
        tuple[Listing, ...] | UnsetType, Meta(description="Its trees and tables, every row; left out if it has none.")
    ] = UNSET


class Progressed(OperationProgress, frozen=True, kw_only=True, tag_field="event", tag="progress"):
    """AWS is further with an operation that a step waits for."""

    simulated: Simulated = UNSET
    step: StepId


class ChangeMade(Change, frozen=True, kw_only=True, tag_field="event", tag="change"):
    """A change was sent, or was answered."""

    simulated: Simulated = UNSET
    step: StepId


class Planned(Round, frozen=True, kw_only=True, tag_field="event", tag="plan"):
    """`plan`: a round of changes that `apply` would make."""

    simulated: Simulated = UNSET
    round: Annotated[int, Meta(description="Counted from 1 in each step.")]


class Later(Struct, frozen=True, kw_only=True, tag_field="event", tag="later"):
    """`plan`: what can't be known before earlier changes are made."""

    simulated: Simulated = UNSET
    step: StepId
    text: str


class Approval(Struct, frozen=True, kw_only=True, tag_field="event", tag="approval"):
    """`plan`: what `apply --approve=DIGEST` takes."""

    simulated: Simulated = UNSET
    digest: Annotated[Digest | None, Meta(description="null where nothing would change.")]
    changes: Annotated[
        tuple[Digest, ...],
        Meta(description="The changes it covers, sorted; without files on this computer."),
    ]


class NotCovered(Struct, frozen=True, kw_only=True, tag_field="event", tag="not-covered"):
    """`apply --approve=DIGEST`: what would change now isn't what was approved."""

    simulated: Simulated = UNSET
    approved: Annotated[Digest, Meta(description="The digest you gave.")]
    digest: Annotated[Digest, Meta(description="The digest of what would change now.")]
    known: Annotated[
        bool, Meta(description="Whether `changes` are exactly those outside the approval; otherwise it is all of them.")
    ]
    changes: tuple[Uncovered, ...]


class AnswersNeeded(Struct, frozen=True, kw_only=True, tag_field="event", tag="answers-needed"):
    """A step can't go on without these answers."""

    simulated: Simulated = UNSET
    step: StepId
    questions: tuple[Question, ...]


class ByHand(Struct, frozen=True, kw_only=True, tag_field="event", tag="by-hand"):
    """Changes that you chose to make yourself."""

    simulated: Simulated = UNSET
    step: StepId
    script: Annotated[str, Meta(description="A shell script that makes them.")]


class ApprovalNeeded(Round, frozen=True, kw_only=True, tag_field="event", tag="approval-needed"):
    """Changes that `--approve` didn't cover."""

    simulated: Simulated = UNSET


class Policy(Struct, frozen=True, kw_only=True, tag_field="event", tag="policy", rename={"whom": "for"}):
    """`operator-policy`: the IAM policy of one identity."""

    simulated: Simulated = UNSET
    identity: str
    whom: Annotated[str, Meta(description="Who attaches it, in words.")]
    document: Annotated[Mapping[str, Any], Meta(description="The policy document.")]


class Inspection(Struct, frozen=True, kw_only=True, tag_field="event", tag="inspection"):
    """`inspect`: what was found of one role or policy."""

    simulated: Simulated = UNSET
    role: Annotated[str, Meta(description='The role\'s name; "" where the document names none.')]
    right: Annotated[bool, Meta(description="Whether nothing has to be done: there are notes at most.")]
    findings: Annotated[
        tuple[Mapping[str, Any], ...],
        Meta(
            description="rule, severity (error, warning, note), sentence, remedy, evidence (document, pointer, text)"
            " and control of the FTR."
        ),
    ]
    controls: Annotated[Mapping[str, str], Meta(description='The FTR\'s CAA-001 to CAA-007: met, unmet, "not seen".')]
    differences: Annotated[tuple[str, ...], Meta(description="How it differs from the profile's, a sentence each.")]


class CheckpointListed(Struct, frozen=True, kw_only=True, tag_field="event", tag="checkpoint"):
    """`checkpoints`: one that is on this computer, or with `checkpoints show` what is in it."""

    simulated: Simulated = UNSET
    path: str
    name: str | UnsetType = UNSET
    held_by: Annotated[str | UnsetType | None, Meta(description="Who works with it now.")] = UNSET
    problem: Annotated[str | UnsetType, Meta(description="Why it can't be read.")] = UNSET
    vendor: str | UnsetType = UNSET
    account: str | UnsetType = UNSET
    region: str | UnsetType = UNSET
    sandbox: bool | UnsetType = UNSET
    begun: Annotated[str | UnsetType, Meta(description="RFC 3339, in UTC.")] = UNSET
    updated: Annotated[str | UnsetType, Meta(description="RFC 3339, in UTC.")] = UNSET
    changes: int | UnsetType = UNSET
    document: Annotated[
        Mapping[str, Any] | UnsetType,
        Meta(description="With `show`: the checkpoint. Ids are masked in it, so that you can send it to others."),
    ] = UNSET


class Deleted(Struct, frozen=True, kw_only=True, tag_field="event", tag="deleted"):
    """`checkpoints delete`: this one is gone."""

    simulated: Simulated = UNSET
    path: str


class Finished(Struct, frozen=True, kw_only=True, tag_field="event", tag="finished"):
    """Always the last line, also after a signal or for arguments that were not understood."""

    workflow: Annotated[str | None, Meta(description="What was set up; null for tools.")]
    outcome: Annotated[
        Literal["complete", "incomplete", "failed"], Meta(description="`complete`: every step is satisfied.")
    ]
    simulated: Annotated[bool, Meta(description="Whether it happened in the sandbox.")]
    role_arn: Annotated[str | None, Meta(description="The role that the vendor assumes, once it exists.")] = None
    account_id: Annotated[str | None, Meta(description="The account that was set up, once it is known.")] = None
    result: Annotated[
        Mapping[str, Any] | UnsetType,
        Meta(description="Other results of the workflow, by its own names; left out if there are none."),
    ] = UNSET
    steps: Annotated[Mapping[str, StepState], Meta(description="Each step's state; empty before the first look.")] = {}
    changes: Annotated[int, Meta(description="How many changes were made in AWS.")] = 0
    exit_code: int
    reason: Annotated[str | None, Meta(description="Why it ended early: the sentence on standard error.")] = None


Line = (
    Began
    | SignedIn
    | Call
    | CallDelayed
    | Step
    | Progressed
    | ChangeMade
    | Planned
    | Later
    | Approval
    | NotCovered
    | AnswersNeeded
    | ByHand
    | ApprovalNeeded
    | Policy
    | Inspection
    | CheckpointListed
    | Deleted
    | Finished
)
