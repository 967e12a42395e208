"""The second factor: ada's device, the role that asks for it, and the policy that lets her do nothing without it."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

import pytest

from .conftest import Aws, code_of, message_of

DEVICE = "arn:aws:iam::111122223333:mfa/ada"
ROLE = "arn:aws:iam::111122223333:role/Administrator"
WRONG_CODE = "MultiFactorAuthentication failed with invalid MFA one time pass code. "
WRONG_DEVICE = (
    "MultiFactorAuthentication failed, unable to validate MFA code.  "
    "Please verify your MFA serial number is valid and associated with this user. "
)


@pytest.fixture
def aws(scenario: Callable[[str], Aws]) -> Aws:
    return scenario("mfa")


def with_token(aws: Aws, **asked: str) -> Aws:
    keys = aws.client("sts").get_session_token(**asked)["Credentials"]
    return Aws(aws.sandbox, (keys["AccessKeyId"], keys["SecretAccessKey"], keys["SessionToken"]))


def test_without_the_second_factor_everything_is_explicitly_denied(aws: Aws) -> None:
    refused = message_of(aws.client("organizations").describe_organization)
    assert refused == (
        "User: arn:aws:iam::111122223333:user/ada is not authorized to perform: organizations:DescribeOrganization "
        "on resource: * with an explicit deny in an identity-based policy"
    )
    assert code_of(with_token(aws).client("s3").list_buckets) == "AccessDenied"
    assert code_of(aws.client("iam").list_users) == "AccessDenied"


def test_iam_does_not_know_a_session_that_was_made_without_the_second_factor(aws: Aws) -> None:
    assert code_of(with_token(aws).client("iam").list_users) == "InvalidClientTokenId"
    assert with_token(aws).client("sts").get_caller_identity()["Arn"].endswith(":user/ada")
    with_token(aws, SerialNumber=DEVICE, TokenCode="123456").client("iam").list_users()


def test_what_leads_to_the_second_factor_is_open(aws: Aws) -> None:
    assert aws.client("sts").get_caller_identity()["Arn"].endswith(":user/ada")
    for named in ({"UserName": "ada"}, {}):
        devices = aws.client("iam").list_mfa_devices(**named)["MFADevices"]
        assert [(device["SerialNumber"], device["UserName"]) for device in devices] == [(DEVICE, "ada")]


def test_a_session_with_a_code_may_do_everything(aws: Aws) -> None:
    session = with_token(aws, SerialNumber=DEVICE, TokenCode="123456")
    assert session.client("organizations").describe_organization()["Organization"]["Id"]
    session.enter("222233334444")


def test_the_role_opens_with_a_code_alone(aws: Aws) -> None:
    assert code_of(lambda: aws.assume(ROLE)) == "AccessDenied"
    inside = aws.assume(ROLE, SerialNumber=DEVICE, TokenCode="123456")
    assert inside.client("organizations").describe_organization()["Organization"]["Id"]
    with_token(aws, SerialNumber=DEVICE, TokenCode="123456").assume(ROLE)


@pytest.mark.parametrize(
    ("serial", "code", "message"),
    [
        (DEVICE, "000000", WRONG_CODE),
        ("arn:aws:iam::111122223333:mfa/nobody", "123456", WRONG_DEVICE),
        ("arn:aws:iam::222233334444:mfa/ada", "123456", WRONG_DEVICE),
    ],
)
def test_a_wrong_code_and_a_device_that_is_not_hers_are_refused(aws: Aws, serial: str, code: str, message: str) -> None:
    asked: dict[str, Any] = {"SerialNumber": serial, "TokenCode": code}
    for act in (lambda: with_token(aws, **asked), lambda: aws.assume(ROLE, **asked)):
        assert (code_of(act), message_of(act)) == ("AccessDenied", message)


def test_a_device_is_its_owners_alone(aws: Aws) -> None:
    asked: dict[str, Any] = {"SerialNumber": DEVICE, "TokenCode": "123456"}
    assert message_of(lambda: with_token(aws.vendor(), **asked)) == WRONG_DEVICE


def test_a_code_without_a_device_proves_nothing(aws: Aws) -> None:
    for half in ({"SerialNumber": DEVICE}, {"TokenCode": "123456"}):
        assert "must provide both" in message_of(functools.partial(with_token, aws, **half))
