"""Drift: what of a stack's resources is no longer as its template has it.

As AWS does it, only properties that the template names are compared: what somebody added beside them is not seen.
"""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from wizard.sandbox.services.cloudformation.resources import KINDS
from wizard.sandbox.services.cloudformation.stack import Resource, Stack
from wizard.sandbox.services.cloudformation.stack_sets.state import Operation

# The order of these says nothing.
_UNORDERED = ("ManagedPolicyArns", "Policies", "Tags")
_STATUS = {"SUCCEEDED": "COMPLETED", "FAILED": "FAILED", "STOPPED": "STOPPED", "STOPPING": "STOPPED"}


def drifts(stack: Stack, when: datetime) -> list[dict[str, Any]]:
    """What became of each resource of a stack, as ListStackInstanceResourceDrifts tells it."""
    present = [resource for resource in stack.resources.values() if resource.present]
    return [_drift(stack, resource, when) for resource in present]


def _drift(stack: Stack, resource: Resource, when: datetime) -> dict[str, Any]:
    actual = KINDS[resource.type].actual(stack.account, resource.physical)
    differences = _differences(resource.properties, actual) if actual is not None else []
    status = "DELETED" if actual is None else "MODIFIED" if differences else "IN_SYNC"
    return {
        "StackId": stack.id,
        "LogicalResourceId": resource.logical,
        "PhysicalResourceId": resource.physical,
        "ResourceType": resource.type,
        "PropertyDifferences": differences,
        "StackResourceDriftStatus": status,
        "Timestamp": when,
    }


def _differences(wanted: dict[str, Any], actual: dict[str, Any]) -> list[dict[str, Any]]:
    found = []
    for name, value in wanted.items():
        expected, there = _plain(name, value), _plain(name, actual.get(name))
        if name in actual and expected != there:
            kind = "REMOVE" if actual[name] in (None, "", []) else "NOT_EQUAL"
            path = {"PropertyPath": f"/{name}", "ExpectedValue": expected, "ActualValue": there}
            found.append({**path, "DifferenceType": kind})
    return found


def _plain(name: str, value: Any) -> str:
    """A property in a form in which equal ones are equal; numbers are as good as their digits."""
    if name in _UNORDERED and isinstance(value, list):
        value = sorted(value, key=lambda each: json.dumps(each, sort_keys=True))
    return json.dumps(value, sort_keys=True) if isinstance(value, dict | list) else str(value)


def of_all(operation: Operation) -> dict[str, Any]:
    """What an operation has found of all instances so far."""
    looked = [result.instance for result in operation.results if result.status == "SUCCEEDED"]
    failed = operation.count("FAILED", "CANCELLED")
    drifted = sum(instance.drift == "DRIFTED" for instance in looked)
    status = _STATUS.get(operation.status, "IN_PROGRESS")
    if status == "COMPLETED" and failed:
        status = "PARTIAL_SUCCESS"
    return {
        "DriftStatus": "DRIFTED" if drifted else "IN_SYNC" if looked else "NOT_CHECKED",
        "DriftDetectionStatus": status,
        "LastDriftCheckTimestamp": operation.ended,
        "TotalStackInstancesCount": len(operation.results),
        "DriftedStackInstancesCount": drifted,
        "InSyncStackInstancesCount": len(looked) - drifted,
        "InProgressStackInstancesCount": operation.count("PENDING", "RUNNING"),
        "FailedStackInstancesCount": failed,
    }
