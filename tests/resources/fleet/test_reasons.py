"""Why an account failed, in plain words; what nobody knows is said as AWS says it."""

from __future__ import annotations

import pytest

from wizard.resources.fleet.reasons import in_words

KNOWN = {
    "Account 3 should have 'stacksets-exec-1a' role with trust relationship to Role 'x'.": "CloudFormation can't use",
    "Cancelled since failure tolerance has exceeded": "CloudFormation stopped before",
    "ACCOUNT_SUSPENDED": "The account is suspended",
    "DEFAULT_ROLE_CREATION_ERROR": "CloudFormation couldn't create its own role",
    "STS is not activated in this region for account:3": "AWS STS is turned off",
    "User: x is not authorized to perform: iam:CreateRole with an explicit deny in a service control policy":
        "A service control policy denied it.",
    "ResourceLogicalId:Role, ResourceType:AWS::IAM::Role, ResourceStatusReason:x already exists.":
        "The account already has a role with this name.",
    "x already exists in stack arn:aws:cloudformation:us-east-1:3:stack/mine/1": "in the stack arn:aws",
    "Stack arn:x is in ROLLBACK_COMPLETE state and can not be updated": "Its stack is in state ROLLBACK_COMPLETE",
    "Policy contains a statement with one or more invalid principals": "IAM doesn't know a principal",
}  # fmt: skip


@pytest.mark.parametrize("said", KNOWN)
def test_what_aws_commonly_says_has_plain_words_and_something_to_do(said: str) -> None:
    reason = in_words(said)
    assert KNOWN[said] in reason.says
    assert reason.todo


def test_what_is_unknown_is_said_as_aws_says_it() -> None:
    assert in_words("Something new.") == ("Something new.", "")
    assert in_words("", "FAILED").says == "AWS gives no reason (FAILED)."


@pytest.mark.parametrize("detailed", ["SKIPPED_SUSPENDED_ACCOUNT", "CANCELLED"])
def test_how_it_stands_speaks_where_aws_gives_no_reason(detailed: str) -> None:
    assert "AWS gives no reason" not in in_words("", detailed).says
