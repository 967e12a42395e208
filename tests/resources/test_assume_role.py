"""Whose side a refused AssumeRole comes from, by AWS's own sentences."""

from __future__ import annotations

import pytest

from wizard.model import CallError, Target
from wizard.resources.assume_role import assuming, is_refusal, refusal_of

ROLE = "arn:aws:iam::222222222222:role/partner"
WHO = f"User: arn:aws:iam::111111111111:user/cleo is not authorized to perform: sts:AssumeRole on resource: {ROLE}"


def denied(why: str = "", code: str = "AccessDenied") -> CallError:
    return CallError(code=code, message=f"{WHO} {why}".rstrip(), service="sts", operation="AssumeRole")


# https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html
@pytest.mark.parametrize(
    ("why", "side", "policy"),
    [
        ("because no identity-based policy allows the sts:AssumeRole action", "own", "identity-based policy"),
        ("because no permissions boundary allows the sts:AssumeRole action", "own", "permissions boundary"),
        ("because no session policy allows the sts:AssumeRole action", "own", "session policy"),
        ("because no VPC endpoint policy allows the sts:AssumeRole action", "own", "vpc endpoint policy"),
        ("with an explicit deny in an identity-based policy", "own-deny", "identity-based policy"),
        ("with an explicit deny in a permissions boundary", "own-deny", "permissions boundary"),
        ("because no resource-based policy allows the sts:AssumeRole action", "theirs", "resource-based policy"),
        ("because no role trust policy allows the sts:AssumeRole action", "theirs", "role trust policy"),
        ("with an explicit deny in a role trust policy", "theirs", "role trust policy"),
        (
            "because no service control policy allows the sts:AssumeRole action",
            "organization",
            "service control policy",
        ),
        ("with an explicit deny in a service control policy", "organization", "service control policy"),
        ("with an explicit deny in a resource control policy", "organization", "resource control policy"),
        (
            "with an explicit deny in a service control policy: arn:aws:organizations::333333333333:policy/o-x/p-y",
            "organization",
            "service control policy",
        ),
        ("", "unsaid", ""),
    ],
)
def test_a_refusal_is_told_apart_by_the_kind_of_policy_that_aws_names(why: str, side: str, policy: str) -> None:
    refusal = refusal_of(denied(why))
    assert (refusal.side, refusal.policy, refusal.authorization) == (side, policy, "")


def test_a_wrong_code_is_told_apart() -> None:
    said = "MultiFactorAuthentication failed with invalid MFA one time pass code. "
    assert refusal_of(CallError(code="AccessDenied", message=said)).side == "mfa"


def test_the_authorization_id_is_found_beside_the_reason() -> None:
    refusal = refusal_of(denied("with an explicit deny in a resource control policy, authorization id: auth-0f3a9"))
    assert (refusal.side, refusal.authorization) == ("organization", "auth-0f3a9")


def test_only_what_aws_has_looked_at_is_a_refusal() -> None:
    assert is_refusal(denied())
    for code in ("Throttling", "Timeout", "ExpiredToken", "RegionDisabledException"):
        assert not is_refusal(denied(code=code))
    assert not is_refusal({"AssumedRoleUser": {}})


def test_without_an_external_id_the_call_carries_none() -> None:
    assert "ExternalId" not in assuming(Target(), ROLE).parameters
    assert assuming(Target(), ROLE, "abc").parameters["ExternalId"] == "abc"
