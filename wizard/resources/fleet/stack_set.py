"""A stack set as CloudFormation has it: its definition, the instance in each account, and what it is at work on.

An operation that SUCCEEDED may have failed in accounts, up to its tolerance; and what is listed is some seconds old,
where one operation that is asked for by its id is not. So how an account stands is read from its instance, and
whether AWS is still at work from the operation.
https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_StackSetOperation.html
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from wizard.model import OperationProgress
from wizard.resources import template as texts

OURS = "firetiger-"
"""What the ids of operations begin with that this program has started."""

NO_SUCH = ("StackSetNotFoundException", "StackSetNotFound")
DETECTS = "DETECT_DRIFT"
_ACTIVE = frozenset({"RUNNING", "QUEUED", "STOPPING"})
_FAILED = frozenset({"FAILED", "CANCELLED", "INOPERABLE", "FAILED_IMPORT", "SKIPPED_SUSPENDED_ACCOUNT"})
_ACTS = {"CREATE": "creating", "UPDATE": "updating", "DELETE": "deleting", DETECTS: "looking for drift"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Instance:
    """The stack of a set in one account. detailed: "" where AWS has not said. unit: through which it was targeted.

    drift: how AWS found it when it last looked for drift, checked: when that was.
    """

    account: str
    status: str = "CURRENT"
    detailed: str = ""
    reason: str = ""
    stack_id: str = ""
    unit: str = ""
    operation: str = ""
    drift: str = ""
    checked: datetime | None = None

    @property
    def failed(self) -> bool:
        """Whether the last operation did not reach its end there."""
        return self.detailed in _FAILED or self.status == "INOPERABLE"

    @property
    def moving(self) -> bool:
        """Whether AWS is at work on it, or will be."""
        return self.detailed in ("PENDING", "RUNNING")

    @property
    def current(self) -> bool:
        """Whether the account has what the set says."""
        return self.status == "CURRENT" and not self.failed and not self.moving


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """Something that CloudFormation does, or did, with a set. total, done, failed: of accounts, 0 where unknown.

    role: how many accounts have got the execution role, of how many, where that is the stage it is at.
    """

    id: str
    action: str
    status: str
    created: datetime | None = None
    ended: datetime | None = None
    total: int = 0
    done: int = 0
    failed: int = 0
    role: tuple[int, int] | None = None
    reason: str = ""

    @property
    def active(self) -> bool:
        """Whether AWS is at work on it, or will be."""
        return self.status in _ACTIVE

    @property
    def ours(self) -> bool:
        """Whether this program has started it, on whatever computer."""
        return self.id.startswith(OURS)

    def progress(self, name: str, now: datetime, known: int = 0) -> OperationProgress:
        """How far it is. known: how many accounts it is about, where AWS has not counted them yet."""
        total, ended = self.total or known, self.done + self.failed
        elapsed = (now - self.created).total_seconds() if self.created else 0
        left = max(0.0, elapsed / ended * (total - ended)) if ended and elapsed > 0 else 0.0
        return OperationProgress(
            name=name, total=total, done=self.done, failed=self.failed, seconds=left, says=self._says()
        )

    def _says(self) -> str:
        if self.status == "QUEUED":
            return "queued behind another operation"
        if self.role and self.role[0] < self.role[1]:
            return f"preparing accounts: {self.role[0]:,} of {self.role[1]:,}"
        return "stopping" if self.status == "STOPPING" else _ACTS.get(self.action, self.action.lower())


@dataclass(frozen=True, slots=True, kw_only=True)
class StackSet:
    """A stack set. template: as text. units: all that it was targeted at. execution_role: "" for AWS's own."""

    name: str
    template: str
    auto: bool = False
    retains: bool = False
    managed_execution: bool = False
    units: tuple[str, ...] = ()
    execution_role: str = ""
    service_managed: bool = True
    instances: Mapping[str, Instance] = field(default_factory=dict)
    operations: tuple[Operation, ...] = ()

    @property
    def active(self) -> tuple[Operation, ...]:
        """What AWS is at work on. Looking for drift changes nothing, and is none of it."""
        return tuple(one for one in self.operations if one.active and one.action != DETECTS)

    @property
    def detection(self) -> Operation | None:
        """The newest operation that looks, or looked, for drift; None where none is known."""
        known = (one for one in self.operations if one.action == DETECTS)
        return max(known, key=lambda one: one.created or _LONG_AGO, default=None)

    @property
    def last(self) -> str:
        """The id of the newest operation, "" where there was none."""
        newest = max(self.operations, key=lambda one: one.created or _LONG_AGO, default=None)
        return newest.id if newest else ""

    def just_ended(self, now: datetime, *actions: str) -> Operation | None:
        """The newest operation, where it is ours and such a one, and ended so little ago that lists may not show it."""
        newest = next((one for one in self.operations if one.id == self.last), None)
        if newest is None or not newest.ours or newest.ended is None or newest.action not in actions:
            return None
        return newest if now - newest.ended < _SETTLES else None


_SETTLES = timedelta(seconds=60)  # what is listed may be this old
_LONG_AGO = datetime.min.replace(tzinfo=UTC)


def stack_set_from_aws(answer: Mapping[str, Any]) -> StackSet | None:
    """A stack set from an answer of DescribeStackSet; None for a deleted one."""
    found = answer.get("StackSet", {})
    if not found or found.get("Status") == "DELETED":
        return None
    auto = found.get("AutoDeployment") or {}
    return StackSet(
        name=found["StackSetName"],
        template=str(found.get("TemplateBody", "")),
        auto=bool(auto.get("Enabled")),
        retains=bool(auto.get("RetainStacksOnAccountRemoval")),
        managed_execution=bool((found.get("ManagedExecution") or {}).get("Active")),
        units=tuple(found.get("OrganizationalUnitIds", ())),
        execution_role=str(found.get("ExecutionRoleName") or ""),
        service_managed=found.get("PermissionModel") == "SERVICE_MANAGED",
    )


def instances_from_aws(answer: Mapping[str, Any]) -> dict[str, Instance]:
    """The instances from an answer of ListStackInstances, by account; a fleet has one region."""
    return {str(one["Account"]): _instance(one) for one in answer.get("Summaries", ())}


def with_results(instances: Mapping[str, Instance], answer: Mapping[str, Any], operation: str) -> dict[str, Instance]:
    """With what ListStackSetOperationResults says of the accounts that failed, also those without an instance."""
    found = dict(instances)
    for one in answer.get("Summaries", ()):
        account, status = str(one["Account"]), str(one.get("Status", ""))
        known = found.get(account)
        if status in _FAILED and (known is None or not known.current):
            found[account] = Instance(
                account=account,
                status=known.status if known else "OUTDATED",
                detailed=known.detailed if known and known.failed else status,
                reason=str(one.get("StatusReason") or (known.reason if known else "")),
                stack_id=known.stack_id if known else "",
                unit=str(one.get("OrganizationalUnitId") or (known.unit if known else "")),
                operation=operation,
            )
    return found


def operation_from_aws(found: Mapping[str, Any]) -> Operation:
    """An operation from DescribeStackSetOperation's StackSetOperation, or from a summary of ListStackSetOperations."""
    details, drift = found.get("StatusDetails") or {}, found.get("StackSetDriftDetectionDetails") or {}
    stages = details.get("Stages") or {}
    deployed, role = stages.get("StackInstancesDeployment") or {}, stages.get("RoleProvisioning") or {}
    of_failed = (one.get("FailedStackInstancesCount") for one in (deployed, drift, details))
    failed = int(next(filter(None, of_failed), 0))
    completed = int(deployed.get("CompletedStackInstancesCount") or 0)
    looked = sum(int(drift.get(f"{how}StackInstancesCount") or 0) for how in ("Drifted", "InSync"))
    prepared = int(role.get("CompletedAccountsCount") or 0)
    return Operation(
        id=str(found["OperationId"]),
        action=str(found.get("Action", "")),
        status=str(found["Status"]),
        created=_time(found.get("CreationTimestamp")),
        ended=_time(found.get("EndTimestamp")),
        total=int(details.get("TotalStackInstancesCount") or drift.get("TotalStackInstancesCount") or 0),
        done=looked or max(0, completed - failed),
        failed=failed,
        role=(prepared, prepared + int(role.get("PendingAccountsCount") or 0)) if role else None,
        reason=str(found.get("StatusReason") or ""),
    )


def _instance(one: Mapping[str, Any]) -> Instance:
    return Instance(
        account=str(one["Account"]),
        status=str(one.get("Status") or "CURRENT"),
        detailed=str((one.get("StackInstanceStatus") or {}).get("DetailedStatus") or ""),
        reason=str(one.get("StatusReason") or ""),
        stack_id=str(one.get("StackId") or ""),
        unit=str(one.get("OrganizationalUnitId") or ""),
        operation=str(one.get("LastOperationId") or ""),
        drift=str(one.get("DriftStatus") or ""),
        checked=_time(one.get("LastDriftCheckTimestamp")),
    )


def _time(value: object) -> datetime | None:
    if not isinstance(value, datetime):
        return None
    return value if value.tzinfo else value.replace(tzinfo=UTC)


def differences(live: StackSet, template: Mapping[str, Any], *, auto: bool) -> Iterable[str]:
    """How the set's definition differs from what is wanted, in words."""
    try:
        same = texts.same_meaning(texts.parsed(live.template), template)
    except texts.NotUnderstoodError:
        same = False
    if not same:
        yield "its template changes"
    if live.auto != auto:
        yield "automatic deployment is turned on" if auto else "automatic deployment is turned off"
    elif live.auto and live.retains:
        yield "accounts that leave the unit lose the role"
    if not live.managed_execution:
        yield "operations that conflict are queued"
