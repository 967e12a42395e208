"""STS: trust is evaluated, root is turned away, sessions have limits."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from .conftest import Aws, code_of, message_of, new_member

VENDOR = "arn:aws:iam::975050257559:root"


def role(member: Aws, name: str, *statements: dict[str, Any]) -> str:
    trust = {"Version": "2012-10-17", "Statement": list(statements)}
    made = member.client("iam").create_role(RoleName=name, AssumeRolePolicyDocument=json.dumps(trust))
    return str(made["Role"]["Arn"])


def allow(principal: Any = VENDOR, **more: Any) -> dict[str, Any]:
    named = principal if principal == "*" else {"AWS": principal}
    return {"Effect": "Allow", "Principal": named, "Action": "sts:AssumeRole", **more}


@pytest.fixture(scope="module")
def account(fresh: Aws) -> Aws:
    return new_member(fresh)[1]


def test_the_vendor_enters_only_where_it_is_trusted(account: Aws) -> None:
    trusted = role(account, "trusted", allow())
    assert account.vendor().assume(trusted).client("sts").get_caller_identity()["Arn"].endswith("/trusted/test")
    stranger = role(account, "stranger", allow("arn:aws:iam::123456789012:root"))
    assert code_of(lambda: account.vendor().assume(stranger)) == "AccessDenied"
    assert code_of(lambda: account.vendor().assume(trusted + "-missing")) == "AccessDenied"


def test_an_external_id_opens_only_with_the_right_one(account: Aws) -> None:
    condition = {"StringEquals": {"sts:ExternalId": "ft-42"}}
    arn = role(account, "external", allow(Condition=condition))
    vendor = account.vendor()
    assert code_of(lambda: vendor.assume(arn)) == "AccessDenied"
    assert code_of(lambda: vendor.assume(arn, ExternalId="ft-43")) == "AccessDenied"
    vendor.assume(arn, ExternalId="ft-42")


def test_if_exists_lets_in_whoever_gives_no_external_id(account: Aws) -> None:
    condition = {"StringEqualsIfExists": {"sts:ExternalId": "ft-42"}}
    arn = role(account, "lenient", allow(Condition=condition))
    account.vendor().assume(arn)
    assert code_of(lambda: account.vendor().assume(arn, ExternalId="wrong")) == "AccessDenied"


def test_a_second_looser_statement_opens_the_role_and_a_deny_closes_it(account: Aws) -> None:
    strict = allow(Condition={"StringEquals": {"sts:ExternalId": "ft-42"}})
    account.vendor().assume(role(account, "looser", strict, allow("*")))
    denied = role(account, "denied", allow(), {**allow("*"), "Effect": "Deny"})
    assert code_of(lambda: account.vendor().assume(denied)) == "AccessDenied"


def test_principals_are_matched_by_arn_too(account: Aws) -> None:
    account.vendor().assume(role(account, "exact", allow("arn:aws:iam::975050257559:user/deployer")))
    other = role(account, "other", allow("arn:aws:iam::975050257559:user/somebody-else"))
    assert code_of(lambda: account.vendor().assume(other)) == "AccessDenied"


def test_mfa_is_present_only_with_a_device_and_a_code(fresh: Aws, account: Aws) -> None:
    condition = {"Bool": {"aws:MultiFactorAuthPresent": "true"}}
    arn = role(account, "mfa", allow("arn:aws:iam::111122223333:root", Condition=condition))
    device = "arn:aws:iam::111122223333:mfa/ada"
    assert code_of(lambda: fresh.assume(arn)) == "AccessDenied"
    wrong = message_of(lambda: fresh.assume(arn, SerialNumber=device, TokenCode="000000"))
    assert "invalid MFA one time pass code" in wrong
    fresh.assume(arn, SerialNumber=device, TokenCode="123456")


def test_a_session_token_made_with_mfa_carries_it(fresh: Aws, account: Aws) -> None:
    condition = {"Bool": {"aws:MultiFactorAuthPresent": "true"}}
    arn = role(account, "mfa-session", allow("arn:aws:iam::111122223333:root", Condition=condition))
    token = fresh.client("sts").get_session_token(SerialNumber="arn:aws:iam::111122223333:mfa/ada", TokenCode="123456")[
        "Credentials"
    ]
    session = Aws(fresh.sandbox, (token["AccessKeyId"], token["SecretAccessKey"], token["SessionToken"]))
    assert session.client("sts").get_caller_identity()["Arn"] == "arn:aws:iam::111122223333:user/ada"
    session.assume(arn)


def test_root_is_recognised_and_may_assume_nothing(fresh: Aws) -> None:
    root = fresh.root()
    assert root.client("sts").get_caller_identity()["Arn"] == "arn:aws:iam::111122223333:root"
    refused = message_of(lambda: root.enter("222233334444"))
    assert refused == "Roles may not be assumed by root accounts."


def test_sessions_are_limited_in_time(fresh: Aws, account: Aws) -> None:
    arn = role(account, "short", allow("*"))
    assert "MaxSessionDuration" in message_of(lambda: fresh.assume(arn, DurationSeconds=7200))
    assert "role chaining" in message_of(lambda: account.assume(arn, DurationSeconds=7200))
    assert code_of(lambda: fresh.assume(arn, DurationSeconds=43201)) == "ValidationError"


@pytest.mark.parametrize(
    ("service", "operation", "expected"),
    [
        ("sts", "get_caller_identity", "InvalidClientTokenId"),
        ("organizations", "list_roots", "UnrecognizedClientException"),
        ("lambda", "list_functions", "UnrecognizedClientException"),
        ("s3", "list_buckets", "InvalidAccessKeyId"),
        ("ec2", "describe_instances", "AuthFailure"),
    ],
)
def test_a_key_from_elsewhere_is_refused_as_aws_would(fresh: Aws, service: str, operation: str, expected: str) -> None:
    stranger = Aws(fresh.sandbox, ("AKIAIOSFODNN7EXAMPLE", "secret", None))
    assert code_of(getattr(stranger.client(service), operation)) == expected


def test_temporary_keys_need_their_token(account: Aws) -> None:
    stolen = Aws(account.sandbox, (account.keys[0], account.keys[1], "another token"))
    assert code_of(stolen.client("sts").get_caller_identity) == "InvalidClientTokenId"


def test_in_the_member_scenario_the_user_stands_in_the_dedicated_account(scenario: Callable[[str], Aws]) -> None:
    who = scenario("member").client("sts").get_caller_identity()
    assert who["Arn"] == "arn:aws:iam::444455556666:user/ada"


def test_a_key_that_iam_made_works_at_once(account: Aws) -> None:
    iam = account.client("iam")
    iam.create_user(UserName="grace")
    key = iam.create_access_key(UserName="grace")["AccessKey"]
    grace = Aws(account.sandbox, (key["AccessKeyId"], key["SecretAccessKey"], None))
    assert grace.client("sts").get_caller_identity()["Arn"].endswith(":user/grace")
