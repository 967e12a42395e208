"""A role's ARN is taken apart as AWS writes it, and what is none is told apart from a session's."""

from __future__ import annotations

import pytest

from wizard.resources.external_id import WRONG, another_than, check_external_id
from wizard.resources.role_arn import RoleArn, check_role_arn, role_arn


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("arn:aws:iam::222222222222:role/reader", ("aws", "222222222222", "/", "reader")),
        ("arn:aws-us-gov:iam::222222222222:role/team/a/reader", ("aws-us-gov", "222222222222", "/team/a/", "reader")),
        ("arn:aws:iam::222222222222:role/a+=,.@-_Z9", ("aws", "222222222222", "/", "a+=,.@-_Z9")),
    ],
)
def test_its_parts_are_those_that_aws_puts_together(text: str, meant: tuple[str, str, str, str]) -> None:
    partition, account, path, name = meant
    assert role_arn(text) == RoleArn(partition=partition, account=account, path=path, name=name)
    assert role_arn(text) is not None
    assert check_role_arn(text) is None
    assert RoleArn(partition=partition, account=account, path=path, name=name).text == text


@pytest.mark.parametrize(
    "text",
    ["reader", "arn:aws:iam::222222222222:user/ada", "arn:aws:iam::22222222222:role/reader", "arn:aws:iam::*:role/x",
     "arn:aws:iam::222222222222:role/", "arn:aws:iam::222222222222:role/a b", "arn:aws:iam::222222222222:role/*"],
)  # fmt: skip
def test_what_is_no_roles_arn_is_refused_with_one_that_is(text: str) -> None:
    assert role_arn(text) is None
    assert check_role_arn(text) == f"{text!r} isn't a role's ARN, such as arn:aws:iam::123456789012:role/NAME."


def test_a_sessions_arn_is_told_as_that() -> None:
    said = check_role_arn("arn:aws:sts::222222222222:assumed-role/reader/ada")
    assert said is not None
    assert "is the ARN of a session" in said


def test_the_wrong_external_id_is_possible_and_never_the_right_one() -> None:
    for right in ("a1b2c3d4", WRONG):
        assert another_than(right) != right
        assert check_external_id(another_than(right)) is None
        assert right == WRONG or right not in another_than(right)
