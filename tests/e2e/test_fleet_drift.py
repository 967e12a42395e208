"""A role that somebody changed in its account: found by us, by CloudFormation or by both, and repaired in place."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError

from tests.e2e.program import Ended, Program, program

FILE = """
[groups.ReadOnly]
managed = ["arn:aws:iam::aws:policy/ReadOnlyAccess"]
accounts = ["{one}", "{other}"]
sign_in = {{ principals = ["arn:aws:iam::111122223333:user/ada"] }}
"""
POLICY = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}
ANYBODY = {"Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::999988887777:root"}, "Action": "sts:AssumeRole"}
TRUST = {"Version": "2012-10-17", "Statement": [ANYBODY]}
ROLE = "CrossAccountManager-ReadOnly"
APPLY = ("apply", "fleet", "fleet.toml", "--approve")
STATUS = ("status", "fleet", "fleet.toml")


class Fleet:
    """Two accounts with their role, and each of them as its own administrator."""

    def __init__(self, here: Program) -> None:
        self.here = here
        keys = (here.environ["AWS_ACCESS_KEY_ID"], here.environ["AWS_SECRET_ACCESS_KEY"])
        self.session = boto3.Session(*keys, region_name="us-east-1")
        organizations = self.client("organizations")
        listed = organizations.get_paginator("list_accounts").paginate().build_full_result()["Accounts"]
        ids = {account["Name"]: account["Id"] for account in listed}
        self.one, self.other = ids["shop-eu-01"], ids["data-01"]
        (here.directory / "fleet.toml").write_text(FILE.format(one=self.one, other=self.other))
        made = here.json(*APPLY, "--activate-trusted-access")
        assert made.code == 0, made.out + made.err

    def client(self, service: str, session: boto3.Session | None = None) -> Any:
        return (session or self.session).client(service, endpoint_url=self.here.endpoint)

    def iam(self, account: str) -> Any:
        """IAM in an account, as its administrator."""
        arn = f"arn:aws:iam::{account}:role/OrganizationAccountAccessRole"
        made = self.client("sts").assume_role(RoleArn=arn, RoleSessionName="admin")["Credentials"]
        keys = (made["AccessKeyId"], made["SecretAccessKey"], made["SessionToken"])
        return self.client("iam", boto3.Session(*keys, region_name="us-east-1"))

    def add_policy(self, account: str) -> None:
        """Something that the template doesn't mention."""
        self.iam(account).put_role_policy(RoleName=ROLE, PolicyName="More", PolicyDocument=json.dumps(POLICY))

    def change_trust(self, account: str) -> None:
        """Something that it does."""
        self.iam(account).update_assume_role_policy(RoleName=ROLE, PolicyDocument=json.dumps(TRUST))


@pytest.fixture
def fleet(tmp_path: Path) -> Iterator[Fleet]:
    with program(tmp_path, "fleet") as here:
        yield Fleet(here)


def rows(ended: Ended) -> dict[str, dict[str, Any]]:
    """What the last look at drift said of each account."""
    told = [line for line in ended.events if line["event"] == "step" and line["step"] == "drift"][-1]
    return {row["cells"][1]: row for listing in told["listings"] for row in listing["rows"]}


def stands(ended: Ended, account: str) -> tuple[str, str]:
    """How we find a role, and how CloudFormation does."""
    ours, aws = rows(ended)[account]["cells"][3:5]
    return ours, aws


@pytest.mark.long
def test_status_finds_nothing_where_nobody_changed_anything_and_writes_nothing(fleet: Fleet) -> None:
    fleet.here.forget_calls()
    ended = fleet.here.json(*STATUS)
    assert (ended.states["drift"], fleet.here.writes()) == ("satisfied", [])
    assert stands(ended, fleet.one) == stands(ended, fleet.other) == ("same", "not checked")


def test_an_added_policy_is_found_by_us_and_not_by_cloudformation_and_a_changed_trust_by_both(fleet: Fleet) -> None:
    fleet.add_policy(fleet.one)
    fleet.change_trust(fleet.other)
    applied = fleet.here.json(*APPLY, "--detect-drift")
    assert [call["operation"] for call in fleet.here.calls()].count("DetectStackSetDrift") == 1
    assert stands(applied, fleet.one) == ("differs", "in sync")
    assert stands(applied, fleet.other) == ("differs", "drifted")
    assert (
        "The role has an inline policy More; the template has none with that name."
        in rows(applied)[fleet.one]["detail"]
    )
    assert any("AssumeRolePolicyDocument" in line for line in rows(applied)[fleet.other]["detail"])
    # What differs is decided by a person.
    assert (applied.code, applied.states["drift"]) == (3, "needs-answers")


@pytest.mark.long
def test_a_role_that_differs_is_repaired_in_place_where_the_answers_say_so(fleet: Fleet) -> None:
    fleet.add_policy(fleet.one)
    fleet.change_trust(fleet.one)
    created = fleet.iam(fleet.one).get_role(RoleName=ROLE)["Role"]["RoleId"]
    fleet.here.forget_calls()
    repaired = fleet.here.json(*APPLY, answers='[drift]\non_drift = "repair"\n')
    assert (repaired.code, repaired.states["drift"]) == (0, "satisfied")
    assert sorted(fleet.here.writes()) == ["iam:DeleteRolePolicy", "iam:UpdateAssumeRolePolicy"]
    assert fleet.iam(fleet.one).get_role(RoleName=ROLE)["Role"]["RoleId"] == created
    assert stands(repaired, fleet.one) == ("same", "not checked")


@pytest.mark.long
def test_a_role_that_is_gone_is_told_and_what_creates_it_again(fleet: Fleet) -> None:
    iam = fleet.iam(fleet.one)
    iam.detach_role_policy(RoleName=ROLE, PolicyArn="arn:aws:iam::aws:policy/ReadOnlyAccess")
    iam.delete_role(RoleName=ROLE)
    ended = fleet.here.json(*STATUS)
    assert (ended.code, ended.states["drift"], stands(ended, fleet.one)[0]) == (4, "needs-answers", "missing")
    assert any("put it back" in line for line in rows(ended)[fleet.one]["detail"])
    with pytest.raises(ClientError):
        iam.get_role(RoleName=ROLE)


@pytest.mark.long
def test_nobody_looks_into_the_accounts_where_drift_is_not_asked_about(fleet: Fleet) -> None:
    fleet.add_policy(fleet.one)
    fleet.here.forget_calls()
    ended = fleet.here.json(*APPLY)
    assert (ended.code, "drift" in ended.states) == (0, False)
    assert not [call for call in fleet.here.calls() if call["operation"] == "AssumeRole"]
