"""How far an operation is, in AWS's counts: by stages, by regions, and how many failed."""

from __future__ import annotations

from typing import Any

from wizard.sandbox.services.cloudformation.stack_sets.state import Operation, Result


def details(operation: Operation) -> dict[str, Any]:
    """StatusDetails: the totals are there once the targets are resolved."""
    if not operation.resolved:
        return {"Stages": _stages(operation), "FailedStackInstancesCount": 0}
    accounts = {result.instance.account for result in operation.results}
    return {
        "Stages": _stages(operation),
        "TotalAccountsCount": len(accounts),
        "TotalStackInstancesCount": len(operation.results),
        "FailedStackInstancesCount": operation.count("FAILED"),
    }


def regional(operation: Operation) -> dict[str, Any] | None:
    """How far it is in each region."""
    by_region: dict[str, list[Result]] = {}
    for result in operation.results:
        by_region.setdefault(result.instance.region, []).append(result)
    told = {
        region: {"Stages": {"RegionalStackInstancesDeployment": _deployment(each)}}
        for region, each in by_region.items()
    }
    return told or None


def _stages(operation: Operation) -> dict[str, Any]:
    if operation.action == "DETECT_DRIFT":
        deployment: dict[str, Any] = {"Status": "NOT_APPLICABLE"}
    elif not operation.resolved:
        deployment = {"Status": "NOT_STARTED"}
    else:
        deployment = _deployment(operation.results)
    return {"RoleProvisioning": _provisioning(operation), "StackInstancesDeployment": deployment}


def _provisioning(operation: Operation) -> dict[str, Any]:
    if not operation.provisions:
        return {"Status": "NOT_APPLICABLE"}
    total = len({result.instance.account for result in operation.results})
    if not operation.resolved:
        return {"Status": "NOT_STARTED"}
    done, failed = operation.provisioned, operation.without_role
    ended = "SUCCEEDED" if not failed else "FAILED" if failed == total else "PARTIAL_SUCCESS"
    return {
        "Status": ended if done == total else "IN_PROGRESS",
        "SucceededAccountsCount": done - failed,
        "FailedAccountsCount": failed,
        "CompletedAccountsCount": done,
        "PendingAccountsCount": total - done,
        "PercentageCompleted": _share(done, total),
    }


def _deployment(results: list[Result]) -> dict[str, Any]:
    skipped = sum(result.skipped for result in results)
    tried = [each for each in results if not each.skipped]
    counts = {name: sum(each.status == name for each in tried) for name in ("SUCCEEDED", "FAILED", "CANCELLED")}
    completed = sum(counts.values()) + skipped
    begun = any(result.status != "PENDING" for result in results)
    if completed < len(results):
        status = "IN_PROGRESS" if begun else "NOT_STARTED"
    elif counts["SUCCEEDED"] + skipped == len(results):
        status = "SUCCEEDED"
    else:
        status = "PARTIAL_SUCCESS" if counts["SUCCEEDED"] else "FAILED"
    return {
        "Status": status,
        "SucceededStackInstancesCount": counts["SUCCEEDED"],
        "FailedStackInstancesCount": counts["FAILED"],
        "CompletedStackInstancesCount": completed,
        "PendingStackInstancesCount": len(results) - completed,
        "CancelledStackInstancesCount": counts["CANCELLED"],
        "SkippedStackInstancesCount": skipped,
        "PercentageCompleted": _share(completed, len(results)),
    }


def _share(part: int, whole: int) -> float:
    return 100.0 if not whole else round(100.0 * part / whole, 1)
