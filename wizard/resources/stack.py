"""What became of a CloudFormation stack: its state, what happened to it, and why it failed, in plain words.

The root cause is the first failed event in time of the last operation, not the newest: those after it are
cancellations and roll-backs it caused. It can be missing from DescribeStackEvents altogether, where CloudFormation
refused the operation before it touched a resource; DescribeEvents has those.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from wizard.resources.role import pairs

# https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/view-stack-events.html, "Stack status codes"
WORKING = frozenset(
    {"CREATE_COMPLETE", "UPDATE_COMPLETE", "UPDATE_ROLLBACK_COMPLETE", "IMPORT_COMPLETE", "IMPORT_ROLLBACK_COMPLETE"}
)
REVIEW = "REVIEW_IN_PROGRESS"
DEAD = frozenset({"ROLLBACK_COMPLETE", "ROLLBACK_FAILED", "CREATE_FAILED", "DELETE_FAILED", REVIEW})
STUCK = frozenset({"UPDATE_FAILED", "UPDATE_ROLLBACK_FAILED", "IMPORT_ROLLBACK_FAILED"})
GONE = "DELETE_COMPLETE"

_BEGINS = frozenset({"CREATE_IN_PROGRESS", "UPDATE_IN_PROGRESS", "DELETE_IN_PROGRESS", "IMPORT_IN_PROGRESS"})
_ERRORS = {
    "VALIDATION_ERROR": "ValidationStatusReason",
    "PROVISIONING_ERROR": "ResourceStatusReason",
    "HOOK_INVOCATION_ERROR": "HookStatusReason",
}
_LONG_AGO = datetime.min.replace(tzinfo=UTC)

_WORDS = (
    (r"already exists", "{resource}: the account already has something with this name."),
    (r"service control policy", "CloudFormation can't {verb} {resource}: a service control policy denies it."),
    (r"not authorized to perform:?\s*(?P<action>[\w:]*)", "CloudFormation can't {verb} {resource}: {action}."),
    (r"AccessDenied|Access Denied", "CloudFormation can't {verb} {resource}."),
    (r"Invalid principal", "IAM doesn't know the account or role that {resource} should trust."),
    (r"LimitExceeded|[Qq]uota", "The account has reached a quota, so CloudFormation couldn't create {resource}."),
    (r"Rate exceeded|Throttl", "AWS throttled too many calls and gave up on {resource}."),
    (r"DeleteConflict|[Cc]annot delete|must detach", "{resource} can't be deleted: something still uses it."),
    (r"InvalidClientTokenId|security token|expired", "The credentials expired before {resource} was done."),
    (r"[Hh]ook", "A CloudFormation hook of your organization refused {resource}."),
    (r"roll ?back requested|[Uu]ser [Ii]nitiated", "Somebody asked CloudFormation to stop or roll back."),
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Stack:
    """A stack as DescribeStacks tells it. changed: when its last operation began, as AWS's clock has it."""

    id: str
    name: str
    status: str
    reason: str = ""
    changed: str = ""
    outputs: Mapping[str, str] = field(default_factory=dict)
    tags: Mapping[str, str] = field(default_factory=dict)

    @property
    def moving(self) -> bool:
        """Whether CloudFormation is at work on it."""
        return self.status.endswith("_IN_PROGRESS") and self.status != REVIEW


@dataclass(frozen=True, slots=True, order=True)
class Event:
    """Something that happened to a resource of a stack, or to the stack itself."""

    time: datetime
    resource: str
    status: str
    reason: str
    kind: str = ""
    of_stack: bool = False

    @property
    def failed(self) -> bool:
        """Whether it failed by itself: what was cancelled because of another failure did not."""
        return self.status.endswith(("_FAILED", "_ERROR")) and "cancelled" not in self.reason.lower()


def stack_from_aws(answer: Mapping[str, Any]) -> Stack | None:
    """The stack in an answer of DescribeStacks; None where there is none, or a deleted one."""
    found = next(iter(answer.get("Stacks", ())), None)
    if found is None or found.get("StackStatus") == GONE:
        return None
    return Stack(
        id=found["StackId"],
        name=found["StackName"],
        status=found["StackStatus"],
        reason=found.get("StackStatusReason", ""),
        changed=str(found.get("LastUpdatedTime") or found.get("CreationTime") or ""),
        outputs={o.get("OutputKey", ""): o.get("OutputValue", "") for o in found.get("Outputs", ())},
        tags=pairs(found.get("Tags", ())),
    )


_CANCELLED = re.compile(r"\bcancell?ed\b", re.IGNORECASE)


def events_from_aws(stack_events: Mapping[str, Any], operation_events: Mapping[str, Any]) -> tuple[Event, ...]:
    """The events of a stack's last operation, oldest first, from DescribeStackEvents and DescribeEvents."""
    told = [_stack_event(event) for event in stack_events.get("StackEvents", ())]
    begun = max((e.time for e in told if e.of_stack and e.status in _BEGINS), default=_LONG_AGO)
    errors = [_error_event(event) for event in operation_events.get("OperationEvents", ()) if _stops(event)]
    known = {(event.resource, event.reason) for event in told if event.failed}
    extra = [error for error in errors if (error.resource, error.reason) not in known]
    # AWS lists the newest first; reversing before the stable sort keeps its order among events of one instant.
    return tuple(sorted((e for e in [*told[::-1], *extra[::-1]] if e.time >= begun), key=lambda event: event.time))


def first_failure(events: Sequence[Event]) -> Event | None:
    """The failure that came first in time: the cause. A resource's own failure is preferred to the stack's report.

    What was only cancelled because of another failure may be told of in the same second, in any order.
    """
    failures = [event for event in events if event.failed]
    own = [event for event in failures if not event.of_stack]
    return next((event for event in own if not _CANCELLED.search(event.reason)), next(iter([*own, *failures]), None))


def in_words(event: Event) -> str:
    """A failure in a sentence; AWS's own words where no other are known."""
    verb = (
        "delete" if event.status.startswith("DELETE") else "update" if event.status.startswith("UPDATE") else "create"
    )
    for pattern, words in _WORDS:
        if match := re.search(pattern, event.reason):
            action = f"{match.groupdict().get('action') or 'a call'} is denied"
            return words.format(resource=event.resource or "the stack", verb=verb, action=action)
    return f"{event.resource or 'The stack'}: {event.reason or event.status}"


def rows(events: Iterable[Event]) -> tuple[tuple[str, ...], ...]:
    """Events as they are shown: time, resource, status and how long it took, reason."""
    begun: dict[str, datetime] = {}
    shown = []
    for event in events:
        took = _took(event, begun)
        shown.append((f"{event.time:%H:%M:%S}", event.resource, f"{event.status}{took}", event.reason))
    return tuple(shown)


def _took(event: Event, begun: dict[str, datetime]) -> str:
    """How long a resource took to get there since it was begun: "  4 s"; "" where it begins or nobody saw it begin."""
    if event.status.endswith("_IN_PROGRESS"):
        begun.setdefault(event.resource, event.time)
        return ""
    since = begun.pop(event.resource, None)
    return f"  {(event.time - since).total_seconds():.0f} s" if since else ""


def ended(events: Sequence[Event]) -> datetime | None:
    """When the last operation ended."""
    return max((event.time for event in events if event.of_stack), default=None)


def _stack_event(event: Mapping[str, Any]) -> Event:
    return Event(
        time=_time(event),
        resource=event.get("LogicalResourceId", ""),
        status=event.get("ResourceStatus", event.get("HookStatus", "")),
        reason=event.get("ResourceStatusReason", event.get("HookStatusReason", "")),
        kind=event.get("ResourceType", ""),
        of_stack=event.get("PhysicalResourceId", "") == event.get("StackId"),
    )


def _error_event(event: Mapping[str, Any]) -> Event:
    return Event(
        time=_time(event),
        resource=event.get("LogicalResourceId", ""),
        status=event["EventType"],
        reason=event.get(_ERRORS[event["EventType"]], "") or event.get("ResourceStatusReason", ""),
        kind=event.get("ResourceType", ""),
    )


def _stops(event: Mapping[str, Any]) -> bool:
    """Whether this event of an operation is an error that ended it, and no warning."""
    warns = "WARN" in (event.get("ValidationFailureMode"), event.get("HookFailureMode"))
    return event.get("EventType") in _ERRORS and not warns


def _time(event: Mapping[str, Any]) -> datetime:
    time = event.get("Timestamp") or event.get("StartTime")
    if not isinstance(time, datetime):
        return _LONG_AGO
    return time if time.tzinfo else time.replace(tzinfo=UTC)
