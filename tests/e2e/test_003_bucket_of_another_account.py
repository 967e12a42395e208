"""The guide to writing into another account's bucket, to its end, by its own names and numbers.

Its policy names the bucket arn:aws:s3:::222222222222/cross-account-bucket, which is another bucket; the one that works
names arn:aws:s3:::cross-account-bucket/*. docs/access.md says why.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.guides import B, at_a_shell
from tests.e2e.program import Program, program

ROLE = f"arn:aws:iam::{B}:role/role-in-accountb"
COPY = "aws s3 cp test.txt s3://cross-account-bucket"
AS_PRINTED = {
    "Version": "2012-10-17",
    "Statement": [
        {
            "Effect": "Allow",
            "Action": ["s3:GetObject", "s3:PutObject", "s3:PutObjectAcl"],
            "Resource": "arn:aws:s3:::222222222222/cross-account-bucket",
        }
    ],
}


@pytest.fixture
def aws(tmp_path: Path) -> Iterator[Program]:
    with program(tmp_path, "two-accounts") as running:
        (running.directory / "test.txt").write_text("Hello from account A\n")
        yield running


def allowed_with_a_profile(aws: Program) -> None:
    """Steps 1 to 3 of the guide, and its lines in the AWS configuration."""
    whom = (ROLE, "--to", "user/cleo", "--profile", "accounta-admin", "--approve")
    assert aws.run("apply", "grant", *whom).code == 0
    written = aws.run("assume", ROLE, "--profile", "accounta", "--write-profile", "roleb", "--yes")
    assert written.code == 0, written.err


def test_a_user_of_one_account_puts_a_file_into_the_others_bucket_with_the_profile_and_not_without(
    aws: Program,
) -> None:
    refused = at_a_shell(aws, f"{COPY} --profile accounta")
    assert (refused.code != 0, "AccessDenied" in refused.err) == (True, True), refused.err
    allowed_with_a_profile(aws)
    assert f"role_arn = {ROLE}" in Path(aws.environ["AWS_CONFIG_FILE"]).read_text()
    copied = at_a_shell(aws, f"{COPY} --profile roleb")
    assert copied.code == 0, copied.err
    seen = at_a_shell(aws, "aws s3 cp s3://cross-account-bucket/test.txt - --profile accountb-admin")
    assert seen.out == "Hello from account A\n"
    still = at_a_shell(aws, f"{COPY} --profile accounta")
    assert "AccessDenied" in still.err, "the user's own permissions do not reach there"


@pytest.mark.long
def test_the_bucket_as_the_guide_prints_it_is_another_bucket(aws: Program) -> None:
    allowed_with_a_profile(aws)
    (aws.directory / "printed.json").write_text(json.dumps(AS_PRINTED))
    name = "aws iam list-role-policies --role-name role-in-accountb --query PolicyNames --output text"
    rewritten = at_a_shell(
        aws,
        "aws iam put-role-policy --role-name role-in-accountb"
        f' --policy-name "$({name})" --policy-document file://printed.json',
        AWS_PROFILE="accountb-admin",
    )
    assert rewritten.code == 0, rewritten.err
    refused = at_a_shell(aws, f"{COPY} --profile roleb")
    assert (refused.code != 0, "AccessDenied" in refused.err) == (True, True), refused.err


def test_the_consoles_address_is_the_guides_with_the_roles_own_name_and_account(aws: Program) -> None:
    allowed_with_a_profile(aws)
    said = aws.run("assume", ROLE, "--profile", "accounta", "--switch-role-url")
    assert said.code == 0, said.err
    assert "switchrole?" in said.out
    assert f"account={B}" in said.out
    assert "roleName=role-in-accountb" in said.out
