"""A fleet by the real program: roles in all accounts, one that fails, a second run, and the way back."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError

from tests.e2e.program import Program, program

FILE = """
[groups.DevOps]
policy = "devops.json"
accounts = {{ units = ["{Shop EU}"] }}
sign_in = {{ principals = ["arn:aws:iam::111122223333:user/ada"] }}

[groups.ReadOnly]
managed = ["arn:aws:iam::aws:policy/ReadOnlyAccess"]
accounts = {{ units = ["{Data}"], include = [{more}] }}
sign_in = {{ principals = ["arn:aws:iam::111122223333:user/ada"] }}
"""
POLICY = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "ec2:Describe*", "Resource": "*"}]}
APPLY = ("apply", "fleet", "fleet.toml", "--approve", "--activate-trusted-access")
AGAIN = '[stack-sets]\nunfinished = "again"\n'


class Fleet:
    """The program in the scenario, and the organization as its administrator sees it."""

    def __init__(self, here: Program) -> None:
        self.here = here
        self.session = _session(here, here.environ["AWS_ACCESS_KEY_ID"], here.environ["AWS_SECRET_ACCESS_KEY"])
        self.units: dict[str, str] = {}
        self.accounts: dict[str, str] = {}
        organizations = self._client("organizations")
        self._walk(organizations, organizations.list_roots()["Roots"][0]["Id"])
        (here.directory / "devops.json").write_text(json.dumps(POLICY))
        self.says()

    def _walk(self, organizations: Any, above: str) -> None:
        for unit in organizations.list_organizational_units_for_parent(ParentId=above)["OrganizationalUnits"]:
            self.units[unit["Name"]] = unit["Id"]
            listed = organizations.list_accounts_for_parent(ParentId=unit["Id"])["Accounts"]
            self.accounts |= {account["Name"]: account["Id"] for account in listed}
            self._walk(organizations, unit["Id"])

    def _client(self, service: str, session: boto3.Session | None = None) -> Any:
        return (session or self.session).client(service, endpoint_url=self.here.endpoint)

    def says(self, *more: str) -> None:
        """Write the file. more: accounts to add to ReadOnly, by name."""
        ids = ", ".join(f'"{self.accounts[name]}"' for name in more)
        (self.here.directory / "fleet.toml").write_text(FILE.format(**self.units, more=ids))

    def assumed(self, role: str, account: str, by: boto3.Session | None = None) -> boto3.Session:
        """A session of the role, for ada or for whoever ``by`` is. Raises ClientError."""
        arn = f"arn:aws:iam::{account}:role/CrossAccountManager-{role}"
        made = self._client("sts", by).assume_role(RoleArn=arn, RoleSessionName="test")["Credentials"]
        keys = (made["AccessKeyId"], made["SecretAccessKey"], made["SessionToken"])
        return _session(self.here, *keys)

    def sets(self) -> list[str]:
        """The stack sets that are there."""
        listed = self._client("cloudformation").list_stack_sets(Status="ACTIVE")["Summaries"]
        return [one["StackSetName"] for one in listed]


def _session(_: Program, *keys: str) -> boto3.Session:
    return boto3.Session(*keys, region_name="us-east-1")


@pytest.fixture
def fleet(tmp_path: Path) -> Iterator[Fleet]:
    with program(tmp_path, "fleet") as here:
        yield Fleet(here)


def refused(fleet: Fleet, role: str, account: str, by: boto3.Session) -> bool:
    try:
        fleet.assumed(role, account, by)
    except ClientError as error:
        return bool(error.response["Error"]["Code"] == "AccessDenied")
    return False


def test_every_account_gets_its_role_and_one_that_fails_is_tried_again_alone(fleet: Fleet) -> None:
    ended = fleet.here.json(*APPLY, answers=AGAIN)
    assert (ended.code, ended.states["stack-sets"]) == (0, "satisfied")
    writes = [one for one in fleet.here.writes() if one.endswith(("StackSet", "StackInstances"))]
    assert sorted(writes) == sorted(
        ["cloudformation:CreateStackSet", "cloudformation:CreateStackInstances"] * 2
        + ["cloudformation:CreateStackInstances"]
    )
    assert sum(map(len, ended.finished["result"]["role_arns"].values())) == 12


def test_a_member_of_a_group_reaches_exactly_its_accounts(fleet: Fleet) -> None:
    fleet.here.json(*APPLY, answers=AGAIN)
    central = fleet.assumed("DevOps", "111122223333")
    fleet.assumed("DevOps", fleet.accounts["shop-eu-01"], central)
    assert refused(fleet, "ReadOnly", fleet.accounts["data-01"], central)
    assert refused(fleet, "DevOps", fleet.accounts["data-01"], central)
    # The role trusts the central one alone, whatever an administrator of the account is allowed to.
    assert refused(fleet, "DevOps", fleet.accounts["shop-eu-01"], fleet.session)


@pytest.mark.long
def test_a_second_run_writes_nothing_and_one_more_account_is_the_only_one_that_is_sent(fleet: Fleet) -> None:
    fleet.here.json(*APPLY, answers=AGAIN)
    fleet.here.forget_calls()
    assert (fleet.here.json(*APPLY).code, fleet.here.writes()) == (0, [])
    fleet.says("sandbox-01")
    assert fleet.here.json(*APPLY).code == 0
    # With an account beside its units, AWS can't keep the group up by itself any more.
    assert sorted(fleet.here.writes()) == [
        "cloudformation:CreateStackInstances", "cloudformation:UpdateStackSet", "iam:PutRolePolicy",
    ]  # fmt: skip
    fleet.assumed("ReadOnly", fleet.accounts["sandbox-01"], fleet.assumed("ReadOnly", "111122223333"))


def test_the_plan_is_known_at_once_and_changes_nothing(fleet: Fleet) -> None:
    fleet.session.client("cloudformation", endpoint_url=fleet.here.endpoint).activate_organizations_access()
    fleet.here.forget_calls()
    planned = fleet.here.run("plan", "fleet", "fleet.toml")
    assert "Create the role in 6 accounts, by the stack set CrossAccountManager-DevOps" in planned.out
    assert "shop-eu-01" in planned.out
    assert fleet.here.writes() == []


def test_a_group_is_taken_back_and_nothing_of_it_is_left(fleet: Fleet) -> None:
    fleet.here.json(*APPLY, answers=AGAIN)
    account, central = fleet.accounts["shop-eu-01"], fleet.assumed("DevOps", "111122223333")
    ended = fleet.here.json("apply", "fleet-remove", "DevOps", "--fleet", "fleet.toml", "--approve")
    assert ended.code == 0
    assert fleet.sets() == ["CrossAccountManager-ReadOnly"]
    assert refused(fleet, "DevOps", account, central)
    fleet.assumed("ReadOnly", fleet.accounts["data-01"], fleet.assumed("ReadOnly", "111122223333"))
    fleet.here.forget_calls()
    again = fleet.here.json("apply", "fleet-remove", "DevOps", "--fleet", "fleet.toml", "--approve")
    assert (again.code, fleet.here.writes()) == (0, [])


VENDOR = """
[groups.Partner]
vendor = "partner-access"
values = {{ partner_account = "999988887777", zone = "Z8L2Y45GOT7LQT" }}
external_id = "example-external-id-4242"
accounts = {{ units = ["{root}"], exclude = ["{out}"] }}
"""


@pytest.mark.long
def test_a_vendor_gets_its_role_in_every_account_of_the_organization(fleet: Fleet) -> None:
    root = fleet.session.client("organizations", endpoint_url=fleet.here.endpoint).list_roots()["Roots"][0]["Id"]
    file = VENDOR.format(root=root, out=fleet.accounts["sandbox-04"])
    (fleet.here.directory / "fleet.toml").write_text(file)
    ended = fleet.here.json(*APPLY, "--vendor", "partner-access", answers=AGAIN)
    assert (ended.code, ended.states["stack-sets"]) == (0, "satisfied")
    arns = list(ended.finished["result"]["role_arns"]["Partner"].values())
    # Twenty-six members, and the management account by an ordinary stack.
    assert len(arns) == 27
    assert all(arn.endswith(":role/partner-999988887777-Z8L2Y45GOT7LQT") for arn in arns)
    fleet.here.forget_calls()
    removed = ("apply", "fleet", "remove", "Partner", "--fleet", "fleet.toml", "--vendor", "partner-access")
    assert fleet.here.json(*removed, "--approve").code == 0
    assert fleet.sets() == []


def test_a_role_that_somebody_made_before_joins_the_fleet_and_is_never_created_again(fleet: Fleet) -> None:
    data = fleet.accounts["data-01"]
    made = fleet.session.client("sts", endpoint_url=fleet.here.endpoint).assume_role(
        RoleArn=f"arn:aws:iam::{data}:role/OrganizationAccountAccessRole", RoleSessionName="test"
    )["Credentials"]
    keys = (made["AccessKeyId"], made["SecretAccessKey"], made["SessionToken"])
    iam = _session(fleet.here, *keys).client("iam", endpoint_url=fleet.here.endpoint)
    name, central = "CrossAccountManager-ReadOnly", "arn:aws:iam::111122223333:role/CrossAccountManager-ReadOnly"
    trust = {
        "Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"AWS": "arn:aws:iam::111122223333:root"},
        "Condition": {"ArnEquals": {"aws:PrincipalArn": central}},
    }  # fmt: skip
    document = json.dumps({"Version": "2012-10-17", "Statement": [trust]})
    before = iam.create_role(RoleName=name, AssumeRolePolicyDocument=document)["Role"]["RoleId"]
    iam.attach_role_policy(RoleName=name, PolicyArn="arn:aws:iam::aws:policy/ReadOnlyAccess")
    ended = fleet.here.json(*APPLY, answers=AGAIN)
    assert (ended.code, ended.states["stack-sets"]) == (0, "satisfied")
    assert "cloudformation:ImportStacksToStackSet" in fleet.here.writes()
    assert iam.get_role(RoleName=name)["Role"]["RoleId"] == before


# --- killed, or without an answer ----------------------------------------------------------------------------------

WRITES = ("CreateStackSet", "CreateStackInstances")


def operations(fleet: Fleet, name: str = "CrossAccountManager-DevOps") -> list[str]:
    """What was ever done with a stack set."""
    client = fleet.session.client("cloudformation", endpoint_url=fleet.here.endpoint)
    return [one["Action"] for one in client.list_stack_set_operations(StackSetName=name)["Summaries"]]


def kill_at(fleet: Fleet, operation: str, kind: str) -> None:
    """Run it, and kill it at its first call of this operation."""
    fleet.here.fault(service="cloudformation", operation=operation, kind=kind, times=1)
    process = subprocess.Popen(
        [sys.executable, "-m", "wizard", *APPLY],
        cwd=fleet.here.directory,
        env=dict(fleet.here.environ),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    assert fleet.here._ask("GET", "held?seconds=20") == [f"cloudformation:{operation}"]
    process.kill()
    process.wait(10)


@pytest.mark.long
@pytest.mark.parametrize("kind", ["hold-before", "hold-after"])
@pytest.mark.parametrize("operation", WRITES)
def test_killed_at_any_call_it_goes_on_and_starts_no_operation_twice(fleet: Fleet, operation: str, kind: str) -> None:
    kill_at(fleet, operation, kind)
    ended = fleet.here.json(*APPLY, answers=AGAIN)
    assert (ended.code, ended.states["stack-sets"]) == (0, "satisfied")
    assert operations(fleet) == ["CREATE"]


@pytest.mark.parametrize("operation", WRITES)
def test_a_lost_answer_starts_no_operation_twice(fleet: Fleet, operation: str) -> None:
    fleet.here.fault(service="cloudformation", operation=operation, kind="reset-after", times=1)
    ended = fleet.here.json(*APPLY, answers=AGAIN)
    assert (ended.code, operations(fleet)) == (0, ["CREATE"])


# --- with no more permissions than it says it needs ------------------------------------------------------------------


def with_operator_policies(fleet: Fleet, *workflow: str) -> dict[str, str]:
    """The keys of a user who has what ``operator-policy`` prints for this workflow, and nothing else."""
    iam, user = fleet.session.client("iam", endpoint_url=fleet.here.endpoint), "operator"
    printed = fleet.here.run("operator-policy", *workflow)
    assert printed.code == 0, printed.err
    iam.create_user(UserName=user)
    document = "".join(line for line in printed.out.splitlines(keepends=True) if not line.startswith("#"))
    iam.put_user_policy(UserName=user, PolicyName="operator", PolicyDocument=document)
    key = iam.create_access_key(UserName=user)["AccessKey"]
    return {"AWS_ACCESS_KEY_ID": key["AccessKeyId"], "AWS_SECRET_ACCESS_KEY": key["SecretAccessKey"]}


def test_its_operator_policy_is_enough_for_a_fleet(fleet: Fleet) -> None:
    fleet.session.client("cloudformation", endpoint_url=fleet.here.endpoint).activate_organizations_access()
    apply = ("apply", "fleet", "fleet.toml", "--approve")
    made = fleet.here.json(*apply, answers=AGAIN, **with_operator_policies(fleet, "fleet"))
    assert (made.code, made.states["stack-sets"]) == (0, "satisfied")


def test_its_operator_policy_is_enough_to_take_a_group_back(fleet: Fleet) -> None:
    fleet.here.json(*APPLY, answers=AGAIN)
    keys = with_operator_policies(fleet, "fleet-remove")
    removed = fleet.here.json("apply", "fleet", "remove", "DevOps", "--fleet", "fleet.toml", "--approve", **keys)
    assert (removed.code, removed.states["fleet-removal"]) == (0, "satisfied")
