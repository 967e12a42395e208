"""The first failure in time is the cause, and it is said in plain words."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from wizard.resources.stack import Event, events_from_aws, first_failure, in_words, rows, stack_from_aws

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
STACK_ID = "arn:aws:cloudformation:us-east-1:1:stack/s/1"


def event(second: int, resource: str, status: str, reason: str = "") -> dict[str, Any]:
    physical = STACK_ID if resource == "s" else resource
    return {
        "StackId": STACK_ID,
        "StackName": "s",
        "LogicalResourceId": resource,
        "PhysicalResourceId": physical,
        "ResourceStatus": status,
        "ResourceStatusReason": reason,
        "Timestamp": NOON + timedelta(seconds=second),
    }


def told(*events: dict[str, Any], errors: tuple[dict[str, Any], ...] = ()) -> tuple[Event, ...]:
    """As AWS tells it: the newest first."""
    return events_from_aws({"StackEvents": list(reversed(events))}, {"OperationEvents": list(errors)})


def cause(events: tuple[Event, ...]) -> str:
    failure = first_failure(events)
    return failure.reason if failure else ""


def test_the_first_failure_in_time_is_the_cause_not_the_newest() -> None:
    events = told(
        event(0, "s", "CREATE_IN_PROGRESS"),
        event(1, "Role", "CREATE_FAILED", "Role already exists"),
        event(2, "Other", "CREATE_FAILED", "Resource creation cancelled"),
        event(3, "s", "ROLLBACK_IN_PROGRESS", "The following resource(s) failed to create: [Role]"),
        event(4, "Role", "DELETE_FAILED", "later"),
    )
    assert cause(events) == "Role already exists"


def test_what_was_only_cancelled_in_the_same_second_is_not_the_cause() -> None:
    begun, failed = event(0, "s", "CREATE_IN_PROGRESS"), event(1, "Role", "CREATE_FAILED", "Role already exists")
    cancelled = event(1, "Other", "CREATE_FAILED", "Resource creation cancelled")
    for events in ((begun, failed, cancelled), (begun, cancelled, failed)):
        assert cause(told(*events)) == "Role already exists"


def test_a_cancelled_resource_is_no_cause_even_when_it_is_listed_first() -> None:
    events = told(
        event(1, "A", "CREATE_FAILED", "Resource creation Cancelled"), event(1, "B", "CREATE_FAILED", "denied")
    )
    assert cause(events) == "denied"


def test_a_failed_deletion_is_not_blamed_on_the_creation_before_it() -> None:
    events = told(
        event(0, "s", "CREATE_IN_PROGRESS"),
        event(1, "Role", "CREATE_FAILED", "old"),
        event(2, "s", "ROLLBACK_COMPLETE"),
        event(60, "s", "DELETE_IN_PROGRESS"),
        event(61, "Role", "DELETE_FAILED", "Cannot delete entity, must detach all policies first."),
    )
    assert cause(events).startswith("Cannot delete entity")


def test_a_refusal_before_any_resource_event_is_found_among_the_operations_events() -> None:
    error = {
        "EventType": "VALIDATION_ERROR",
        "LogicalResourceId": "Role",
        "ValidationStatusReason": "Resource of type AWS::IAM::Role with identifier X already exists",
        "ValidationFailureMode": "FAIL",
        "Timestamp": NOON + timedelta(seconds=1),
    }
    assert "already exists" in cause(told(event(0, "s", "CREATE_IN_PROGRESS"), errors=(error,)))


def test_a_warning_of_validation_is_no_cause() -> None:
    error = {"EventType": "VALIDATION_ERROR", "ValidationFailureMode": "WARN", "Timestamp": NOON}
    assert told(errors=(error,)) == ()


def test_the_same_failure_told_by_both_calls_is_shown_once() -> None:
    error = {
        "EventType": "PROVISIONING_ERROR",
        "LogicalResourceId": "Role",
        "ResourceStatusReason": "denied",
        "Timestamp": NOON + timedelta(seconds=1),
    }
    events = told(event(0, "s", "CREATE_IN_PROGRESS"), event(1, "Role", "CREATE_FAILED", "denied"), errors=(error,))
    assert len(events) == 2


def test_events_are_shown_with_the_newest_last() -> None:
    shown = rows(told(event(0, "s", "CREATE_IN_PROGRESS"), event(5, "Role", "CREATE_COMPLETE")))
    assert shown[-1] == ("12:00:05", "Role", "CREATE_COMPLETE", "")


def test_how_long_a_resource_took_stands_beside_where_it_came_to() -> None:
    shown = rows(
        told(
            event(0, "s", "CREATE_IN_PROGRESS"),
            event(1, "Role", "CREATE_IN_PROGRESS"),
            event(2, "Role", "CREATE_IN_PROGRESS"),
            event(5, "Role", "CREATE_COMPLETE"),
            event(7, "s", "CREATE_COMPLETE"),
        )
    )
    assert [row[2] for row in shown[-2:]] == ["CREATE_COMPLETE  4 s", "CREATE_COMPLETE  7 s"]


def test_events_of_one_instant_keep_the_order_aws_gives_them() -> None:
    events = told(event(0, "s", "CREATE_IN_PROGRESS"), event(0, "Role", "CREATE_IN_PROGRESS"))
    assert [one.resource for one in events] == ["s", "Role"]


def test_without_a_failed_event_there_is_no_cause() -> None:
    assert first_failure(told(event(0, "s", "CREATE_IN_PROGRESS"))) is None


@pytest.mark.parametrize(
    ("reason", "says"),
    [
        (
            "Role already exists (Service: Iam, Status Code: 409)",
            "Role: the account already has something with this name",
        ),
        ("User: x is not authorized to perform: iam:CreateRole on resource: y", "iam:CreateRole is denied"),
        ("... with an explicit deny in a service control policy", "create Role: a service control policy denies it"),
        ("Rate exceeded", "throttled too many calls"),
        ("Cannot exceed quota for RolesPerAccount: 1000", "account has reached a quota"),
        ("something {new} 100%", "Role: something {new} 100%"),
    ],
)
def test_reasons_are_said_in_plain_words(reason: str, says: str) -> None:
    assert says in in_words(Event(NOON, "Role", "CREATE_FAILED", reason))


def test_a_deleted_stack_is_no_stack() -> None:
    stack = {"StackId": STACK_ID, "StackName": "s", "StackStatus": "DELETE_COMPLETE"}
    assert stack_from_aws({"Stacks": [stack]}) is None
    assert stack_from_aws({"Stacks": []}) is None


def test_review_in_progress_is_nothing_that_cloudformation_works_on() -> None:
    review = stack_from_aws({"Stacks": [{"StackId": STACK_ID, "StackName": "s", "StackStatus": "REVIEW_IN_PROGRESS"}]})
    assert review is not None
    assert not review.moving
