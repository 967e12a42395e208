"""Stack sets with their instances and operations, and what an operation did in each account."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal, TypeAlias

from wizard.sandbox.kernel.clock import Process
from wizard.sandbox.services.cloudformation.stack import Stack
from wizard.sandbox.services.cloudformation.template import Template

Action: TypeAlias = Literal["CREATE", "UPDATE", "DELETE", "DETECT_DRIFT"]
Resolve: TypeAlias = "Callable[[Operation], list[Result]]"
SERVICE_MANAGED = "SERVICE_MANAGED"


@dataclass
class Instance:
    """A stack set's place in one account and region. stack: the last one there, also where that was deleted again."""

    account: str
    region: str
    unit: str = ""
    status: str = "OUTDATED"
    detailed: str = "PENDING"
    reason: str | None = None
    stack: Stack | None = None
    overrides: dict[str, str] = field(default_factory=dict)
    operation: str = ""
    drift: str = "NOT_CHECKED"
    checked: datetime | None = None
    # What was found of each resource, by the operation that looked.
    found: dict[str, list[dict[str, Any]]] = field(default_factory=dict)

    @property
    def deployed(self) -> bool:
        """Whether there is a stack."""
        return self.stack is not None and self.stack.status != "DELETE_COMPLETE"


@dataclass
class Result:
    """What an operation did to one instance, or is to do. stack: the one to take in, where it imports."""

    instance: Instance
    status: str = "PENDING"
    reason: str | None = None
    stack: Stack | None = None
    # Passed over because there is no execution role in its account, and because it is suspended.
    skipped: bool = False

    def end(self, status: str, reason: str | None = None) -> None:
        self.status, self.reason = status, reason


@dataclass
class Operation:
    """One operation. kind: the API's name; request: the parameters of the call.

    resolve: the results to work on, in order, which is known only once it is its turn.
    """

    id: str
    action: Action
    kind: str
    request: dict[str, Any]
    created: datetime
    resolve: Resolve
    status: str = "QUEUED"
    reason: str | None = None
    ended: datetime | None = None
    results: list[Result] = field(default_factory=list)
    # Whether the targets are known by now, in how many accounts the execution role has been seen to, and in how many
    # of those it could not be made.
    resolved: bool = False
    provisions: bool = False
    provisioned: int = 0
    without_role: int = 0
    process: Process | None = None

    @property
    def under_way(self) -> bool:
        return self.status in ("RUNNING", "STOPPING", "QUEUED")

    @property
    def preferences(self) -> dict[str, Any]:
        return dict(self.request.get("OperationPreferences") or {})

    def count(self, *statuses: str) -> int:
        return sum(result.status in statuses for result in self.results)


@dataclass
class StackSet:
    """A stack set. owner: the account that it lives in; request: what it was made from, as it was last changed."""

    name: str
    uuid: str
    owner: str
    region: str
    request: dict[str, Any]
    template: Template
    parameters: dict[str, Any]
    status: str = "ACTIVE"
    token: str | None = None
    changed: bool = False
    role_template: Template | None = None
    units: list[str] = field(default_factory=list)
    regions: list[str] = field(default_factory=list)
    instances: dict[tuple[str, str], Instance] = field(default_factory=dict)
    operations: list[Operation] = field(default_factory=list)
    # Its drift as the last operation that looked has found it.
    drift: dict[str, Any] = field(default_factory=dict)
    # What lists showed last, by what they are of; AWS's are eventually consistent.
    shown: dict[str, list[Any]] = field(default_factory=dict)
    # The accounts that automatic deployment has seen, each with its unit.
    seen: dict[str, str] = field(default_factory=dict)

    @property
    def id(self) -> str:
        return f"{self.name}:{self.uuid}"

    @property
    def arn(self) -> str:
        return f"arn:aws:cloudformation:{self.region}:{self.owner}:stackset/{self.id}"

    @property
    def service_managed(self) -> bool:
        return bool(self.request.get("PermissionModel") == SERVICE_MANAGED)

    @property
    def managed_execution(self) -> bool:
        return bool((self.request.get("ManagedExecution") or {}).get("Active"))

    @property
    def auto_deployment(self) -> dict[str, Any]:
        return dict(self.request.get("AutoDeployment") or {})

    def under_way(self) -> list[Operation]:
        """Operations that run or wait, in the order in which they were asked for."""
        return [operation for operation in self.operations if operation.under_way]

    def polled(self) -> None:
        """Somebody looked at what is under way: at pace zero that is what moves it."""
        for operation in self.under_way():
            if operation.process is not None:
                operation.process.polled()
                return


@dataclass
class StackSets:
    """Every stack set, deleted ones too, and whether an organization lets StackSets in."""

    all: list[StackSet] = field(default_factory=list)
    # By management account.
    access: dict[str, str] = field(default_factory=dict)
    # How many more lists of instances or results show what was shown before.
    lag: int = 0

    def here(self, owner: str, region: str) -> list[StackSet]:
        return [each for each in self.all if (each.owner, each.region) == (owner, region)]

    def find(self, owner: str, region: str, name: str) -> StackSet | None:
        """By name one that is not deleted, by id or ARN any."""
        for each in reversed(self.here(owner, region)):
            if name in (each.id, each.arn) or (each.name == name and each.status == "ACTIVE"):
                return each
        return None
