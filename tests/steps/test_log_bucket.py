"""The log bucket's policy: what is there stays, what CloudTrail needs is added once."""

from __future__ import annotations

import json
from typing import Any

from wizard.steps.cloudtrail.log_bucket import delivery_policy, merged, readable

ARN = "arn:aws:cloudtrail:us-east-1:111122223333:trail/firetiger-management-events"
NEEDED = delivery_policy("logs", "111122223333", ARN)


def policy(*statements: dict[str, Any]) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})


def test_an_empty_bucket_gets_the_two_statements() -> None:
    assert json.loads(merged("", NEEDED))["Statement"] == NEEDED


def test_every_statement_names_the_trail() -> None:
    assert all(statement["Condition"]["StringEquals"]["aws:SourceArn"] == ARN for statement in NEEDED)


def test_nothing_is_changed_where_both_are_there_under_other_names() -> None:
    renamed = [{**statement, "Sid": "", "Action": [statement["Action"]]} for statement in NEEDED]
    assert merged(policy(*renamed), NEEDED) == ""


def test_foreign_statements_stay_and_their_sids_are_not_taken() -> None:
    other = {"Sid": NEEDED[0]["Sid"], "Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": "*"}
    statements = json.loads(merged(policy(other), NEEDED))["Statement"]
    assert statements[0] == other
    assert "Sid" not in statements[1]
    assert statements[2] == NEEDED[1]


def test_a_policy_with_one_statement_that_is_no_list_is_understood() -> None:
    one = json.dumps({"Version": "2012-10-17", "Statement": NEEDED[0]})
    assert json.loads(merged(one, NEEDED))["Statement"] == NEEDED


def test_what_is_no_policy_is_not_readable() -> None:
    assert not readable("<html>")
    assert not readable('["a list"]')
    assert readable("")
