"""Whether each account's role still is what its stack makes, by our look and by CloudFormation's."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.doubles import refused
from tests.steps.fleets import SIGNED_IN, B, C, context, devops, fleet
from tests.steps.stack_sets import Sets, operation
from wizard.model import Answers, Change, FleetAccounts, Journal, Observation, State
from wizard.resources.fleet.drift import days, sample
from wizard.resources.fleet.role_documents import central_of, member_template
from wizard.resources.role import Role
from wizard.resources.template import expected_role
from wizard.steps.drift.step import STEP

NAME = "CrossAccountManager-DevOps"
ONE = fleet(devops(B, C))
NOW = datetime(2026, 11, 26, 12, tzinfo=UTC)
ANYBODY = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": "*", "Action": "sts:AssumeRole"}]}


def wanted_role(accounts: FleetAccounts = ONE, **otherwise: Any) -> Role:
    template = member_template(accounts.fleet, accounts.groups[0].group, central_of(SIGNED_IN))
    return replace(expected_role(template, NAME, {}), **otherwise)


def sets(*operations: dict[str, Any], b: dict[str, Any] | None = None, **more: Any) -> Sets:
    """Both accounts have their stack. b: what the instance in B says otherwise."""
    about: dict[str, Any] = {"roles": {B: wanted_role(), C: wanted_role()}, **more}
    known = {"DevOps": {B: b or {}, C: {}}}
    return Sets(accounts=ONE, instances=known, operations={"DevOps": list(operations)}, **about)


def looked(known: Sets, person: bool = True, **answers: str) -> Observation[Any]:
    return STEP.observe(known.reader(), Answers(answers), Journal(), context(known.accounts, person=person))


def changes(seen: Observation[Any], **answers: str) -> list[Change]:
    return list(STEP.plan(seen, Answers(answers)).changes)


def cells(seen: Observation[Any]) -> list[tuple[str, ...]]:
    """Of each row the account, how we find its role, and how CloudFormation does."""
    return [(row.cells[1], *row.cells[3:]) for listing in seen.listings for row in listing.rows]


def detection(status: str = "SUCCEEDED", minutes: float = 5, **more: Any) -> dict[str, Any]:
    ended = NOW - timedelta(minutes=minutes)
    known = operation(
        "firetiger-d", more.pop("Status", status), Action="DETECT_DRIFT", CreationTimestamp=ended - timedelta(minutes=3)
    )
    return {**known, **({"EndTimestamp": ended} if status == "SUCCEEDED" else {}), **more}


# --- ours ----------------------------------------------------------------------------------------------------------


def test_roles_that_are_what_their_stack_makes_leave_nothing_to_do() -> None:
    seen = looked(sets())
    assert (seen.state, cells(seen)) == (State.SATISFIED, [(B, "same", "not checked"), (C, "same", "not checked")])


def test_what_differs_comes_first_with_the_difference_in_words_and_a_person_decides() -> None:
    seen = looked(sets(roles={B: wanted_role(), C: wanted_role(session=43200)}))
    assert (seen.state, cells(seen)[0]) == (State.NEEDS_ANSWERS, (C, "differs", "not checked"))
    assert seen.listings[0].rows[0].detail == ("The role has a maximum session of 12 h; the template says 1 h.",)
    assert [choice.value for choice in seen.questions[0].choices] == ["repair", "leave"]
    assert changes(seen) == []


def test_a_difference_that_is_left_is_listed_and_stops_nothing() -> None:
    seen = looked(sets(roles={B: wanted_role(), C: wanted_role(session=43200)}), on_drift="leave")
    assert (seen.state, cells(seen)[0][1]) == (State.SATISFIED, "differs")


def test_a_role_is_repaired_in_its_account_by_the_look_role_and_by_nothing_else() -> None:
    answers = {"on_drift": "repair"}
    known = sets(roles={B: wanted_role(), C: wanted_role(trust_document=ANYBODY, session=43200)})
    seen = looked(known, **answers)
    trust, session = changes(seen, **answers)
    assert seen.state is State.UNMET
    assert (trust.operation, session.operation) == ("UpdateAssumeRolePolicy", "UpdateRole")
    assert {(one.target.account, one.target.role_name) for one in (trust, session)} == {
        (C, "OrganizationAccountAccessRole")
    }
    assert f"({NAME} in {C})" in trust.sentence
    assert trust.undo.calls
    assert "session" in " ".join(STEP.plan(seen, Answers(answers)).consent)


def test_a_role_that_is_gone_is_not_repaired_but_told_with_what_creates_it_again() -> None:
    seen = looked(sets(roles={B: None, C: wanted_role()}), on_drift="repair")
    assert (seen.state, cells(seen)[0][1]) == (State.NEEDS_ANSWERS, "missing")
    assert [choice.value for choice in seen.questions[0].choices] == ["leave"]
    assert "put it back" in seen.listings[0].rows[0].detail[1]


def test_an_account_that_cannot_be_entered_is_not_looked_into_and_never_said_to_be_right() -> None:
    seen = looked(sets(roles={B: wanted_role()}))
    assert cells(seen) == [(C, "not looked into", "not checked"), (B, "same", "not checked")]
    assert (seen.state, seen.findings[0].mark) == (State.SATISFIED, "unknown")
    assert "1 not looked into" in seen.findings[0].text


def test_where_no_account_can_be_entered_nothing_is_known_and_that_is_said() -> None:
    seen = looked(sets(roles={}))
    assert seen.state is State.BLOCKED
    assert seen.trouble is not None
    assert (seen.trouble.key, seen.trouble.values["first"]) == ("drift-unknown", B)


def test_an_account_whose_stack_failed_is_the_plans_and_not_drift() -> None:
    broken = {"Status": "OUTDATED", "StackInstanceStatus": {"DetailedStatus": "FAILED"}}
    assert cells(looked(sets(b=broken))) == [(C, "same", "not checked")]


def test_nothing_is_looked_into_while_aws_changes_the_roles() -> None:
    known = sets(operation("firetiger-1", "RUNNING"))
    reader = known.reader()
    seen = STEP.observe(reader, Answers(), Journal(), context(ONE))
    assert seen.state is State.PENDING
    assert not [read for read in reader.made if read.service == "iam"]


# --- a sample ------------------------------------------------------------------------------------------------------


def test_a_sample_is_the_same_all_day_and_all_of_them_have_their_turn() -> None:
    accounts = [f"{number:012}" for number in range(1, 1001)]
    rounds = [sample(accounts, day) for day in range(days(len(accounts)))]
    assert {len(one) for one in rounds} == {10}
    assert sorted(account for one in rounds for account in one) == accounts
    assert sample(accounts, 7) == sample(list(reversed(accounts)), 7)


@pytest.mark.parametrize(("count", "looked_into"), [(0, 0), (9, 9), (10, 10), (12, 6), (25, 8)])
def test_a_sample_is_never_more_than_ten_and_of_few_it_is_all(count: int, looked_into: int) -> None:
    assert len(sample([f"{number:012}" for number in range(count)], 2)) == looked_into


def many(**answers: str) -> tuple[Observation[Any], Sets]:
    accounts = [f"{number:012}" for number in range(1, 26)]
    whole = fleet(devops(*accounts))
    known = Sets(
        accounts=whole,
        instances={"DevOps": {account: {"DriftStatus": "IN_SYNC"} for account in accounts}
                   | {accounts[0]: {"DriftStatus": "DRIFTED"}, accounts[1]: {"DriftStatus": "DRIFTED"},
                      accounts[2]: {"DriftStatus": "DRIFTED"}}},
        roles=dict.fromkeys(accounts, wanted_role(whole)),
    )  # fmt: skip
    return looked(known, **answers), known


def test_a_sample_is_called_one_and_has_every_account_where_cloudformation_found_something() -> None:
    seen, _ = many()
    assert 8 < len(cells(seen)) < 25
    assert {row[0] for row in cells(seen)} >= {"000000000001", "000000000002", "000000000003"}
    assert "A sample" in seen.findings[0].detail
    assert "within 3 days" in seen.findings[0].detail


def test_every_account_is_looked_into_where_somebody_wants_that() -> None:
    seen, _ = many(every_account="true")
    assert (len(cells(seen)), seen.findings[0].detail) == (25, "")


# --- CloudFormation's ----------------------------------------------------------------------------------------------


def test_cloudformation_looks_only_where_that_is_asked_for_and_approved() -> None:
    assert changes(looked(sets())) == []
    seen = looked(sets(), detect="true")
    (change,) = changes(seen, detect="true")
    assert (seen.state, change.operation, change.token) == (State.UNMET, "DetectStackSetDrift", "OperationId")
    assert change.parameters["StackSetName"] == NAME
    assert change.parameters["OperationPreferences"]["MaxConcurrentPercentage"] == 100


def test_it_does_not_look_twice_within_an_hour_and_does_the_next_day() -> None:
    checked = {"LastDriftCheckTimestamp": NOW}
    assert changes(looked(sets(detection(), b=checked), detect="true"), detect="true") == []
    assert len(changes(looked(sets(detection(minutes=600)), detect="true"), detect="true")) == 1


def test_while_it_looks_its_own_counts_are_the_progress() -> None:
    counts = {
        "TotalStackInstancesCount": 2, "DriftedStackInstancesCount": 1, "InSyncStackInstancesCount": 0,
        "FailedStackInstancesCount": 0,
    }  # fmt: skip
    seen = looked(sets(detection("RUNNING", StackSetDriftDetectionDetails=counts)))
    assert (seen.state, seen.waiting is not None) == (State.PENDING, True)
    assert seen.waiting is not None
    (progress,) = seen.waiting.progress
    assert (progress.name, progress.total, progress.done) == (NAME, 2, 1)


def test_what_it_found_stands_beside_ours() -> None:
    drifts = {"Summaries": [{
        "ResourceType": "AWS::IAM::Role", "PhysicalResourceId": NAME, "StackResourceDriftStatus": "MODIFIED",
        "PropertyDifferences": [{"PropertyPath": "/MaxSessionDuration", "DifferenceType": "NOT_EQUAL"}],
    }]}  # fmt: skip
    known = sets(
        detection(),
        b={"DriftStatus": "DRIFTED", "LastDriftCheckTimestamp": NOW},
        roles={B: wanted_role(session=43200), C: wanted_role()},
        replies={"cloudformation:ListStackInstanceResourceDrifts": drifts},
    )
    seen = looked(known)
    assert cells(seen)[0] == (B, "differs", "drifted")
    assert (
        f"CloudFormation: /MaxSessionDuration of AWS::IAM::Role {NAME} was changed." in seen.listings[0].rows[0].detail
    )


def test_a_role_that_was_repaired_since_it_looked_is_no_drift_and_another_resource_is() -> None:
    def with_drift_of(kind: str) -> State:
        drifts = {"Summaries": [{"ResourceType": kind, "PhysicalResourceId": NAME,
                                 "StackResourceDriftStatus": "MODIFIED"}]}  # fmt: skip
        checked = {"DriftStatus": "DRIFTED", "LastDriftCheckTimestamp": NOW}
        replies = {"cloudformation:ListStackInstanceResourceDrifts": drifts}
        return looked(sets(detection(), b=checked, replies=replies)).state

    assert with_drift_of("AWS::IAM::Role") is State.SATISFIED
    assert with_drift_of("AWS::IAM::ManagedPolicy") is State.NEEDS_ANSWERS


def test_where_it_does_not_say_what_drifted_that_is_said() -> None:
    checked = {"DriftStatus": "DRIFTED", "LastDriftCheckTimestamp": NOW}
    denied = {"cloudformation:ListStackInstanceResourceDrifts": refused("AccessDenied")}
    seen = looked(sets(detection(), b=checked, replies=denied))
    assert any("AccessDenied" in line for row in seen.listings[0].rows for line in row.detail)


def test_an_account_that_only_cloudformation_has_looked_into_is_drifted_where_it_says_so() -> None:
    seen = looked(sets(b={"DriftStatus": "DRIFTED", "LastDriftCheckTimestamp": NOW}, roles={C: wanted_role()}))
    assert (seen.state, cells(seen)[0]) == (State.NEEDS_ANSWERS, (B, "not looked into", "drifted"))


@pytest.mark.parametrize(
    ("ended", "said"),
    [
        ({"Status": "FAILED", "StatusReason": "boom"}, f"{NAME}: boom"),
        ({"Status": "STOPPED"}, f"{NAME}: stopped"),
        ({"StatusDetails": {"FailedStackInstancesCount": 1}}, f"{NAME}: 1 account"),
    ],
)
def test_where_cloudformation_could_not_look_that_is_said(ended: dict[str, Any], said: str) -> None:
    seen = looked(sets(detection(**ended), b={"LastDriftCheckTimestamp": NOW}))
    assert said in [finding.detail for finding in seen.findings if finding.mark == "unknown"]
