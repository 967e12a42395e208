"""The log of every AWS call, so that a test or a curious person can see what really happened."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Literal

_READING = (
    "Get",
    "List",
    "Describe",
    "Lookup",
    "Head",
    "Search",
    "Validate",
    "Estimate",
    "Check",
    "Simulate",
    "Detect",
)
# By their names these are acts; by what they leave behind, and in CloudTrail's own judgement, they are reads.
_HARMLESS = frozenset(
    {
        "AssumeRole",
        "AssumeRoleWithSAML",
        "AssumeRoleWithWebIdentity",
        "DecodeAuthorizationMessage",
        "Converse",
        "ConverseStream",
        "InvokeModel",
        "InvokeModelWithResponseStream",
        "BatchGetResourceConfig",
        "GenerateServiceLastAccessedDetails",
        "GenerateCredentialReport",
        "RegisterClient",
        "StartDeviceAuthorization",
        "CreateToken",
        "Logout",
    }
)


def kind_of(operation: str) -> Literal["read", "write"]:
    """Whether an operation leaves anything changed."""
    return "read" if operation.startswith(_READING) or operation in _HARMLESS else "write"


@dataclass(frozen=True)
class Record:
    """One call and how it ended. `error` is the code, empty for a success; `status` is 0 when no answer went out."""

    seq: int
    time: str
    account: str
    region: str
    service: str
    operation: str
    status: int
    error: str
    kind: Literal["read", "write"]


class CallLog:
    """The calls since the start, or since it was last cleared; numbers go on after clearing."""

    def __init__(self) -> None:
        self._records: list[Record] = []
        self._seq = 0

    def add(
        self, when: datetime, account: str, region: str, service: str, operation: str, status: int, error: str
    ) -> None:
        self._seq += 1
        kind = kind_of(operation)
        stamp = when.isoformat(timespec="milliseconds")
        self._records.append(Record(self._seq, stamp, account, region, service, operation, status, error, kind))

    def clear(self) -> None:
        self._records.clear()

    def listing(self) -> list[dict[str, Any]]:
        return [asdict(record) for record in self._records]
