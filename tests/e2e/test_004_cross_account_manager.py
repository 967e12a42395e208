"""The guide to Cross-Account Manager, to its end: groups that reach their accounts and no others, until they are gone.

Its own roles were made by functions that messages between the accounts had called; here StackSets makes them.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.e2e.guides import at_a_shell
from tests.e2e.organization import CENTRAL, Organization
from tests.e2e.program import Ended, Program, program

DEVOPS, READONLY = "CrossAccountManager-DevOps", "CrossAccountManager-ReadOnly"
POLICY = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "iam:Get*", "Resource": "*"}]}
FILE = """
[groups.DevOps]
policy = "devops.json"
accounts = {{ units = ["{unit}"] }}
sign_in = {{ principals = ["arn:aws:iam::111122223333:user/ada"] }}

[groups.ReadOnly]
managed = ["arn:aws:iam::aws:policy/ReadOnlyAccess"]
accounts = {accounts}
sign_in = {{ principals = ["arn:aws:iam::111122223333:user/ada"] }}
"""
AGAIN = '[stack-sets]\nunfinished = "again"\n'
# What the real command line reads: the profiles as they were written, and the keys of one person.
WRITTEN = {"AWS_CONFIG_FILE": "fleet-aws-config", "AWS_SHARED_CREDENTIALS_FILE": "credentials"}


class Walk:
    """Somebody with the guide, the program and an organization of thirty accounts."""

    def __init__(self, aws: Program) -> None:
        self.aws = aws
        self.organization = Organization(aws.endpoint, aws.environ)
        self.before = self.organization.made()
        self.everywhere = set(self.organization.accounts.values())
        (aws.directory / "devops.json").write_text(json.dumps(POLICY))
        keys = (f"{name.lower()} = {aws.environ[name]}\n" for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"))
        (aws.directory / "credentials").write_text("[default]\n" + "".join(keys))

    def says(self, *read_only: str) -> None:
        """Write the file. read_only: names of the accounts of ReadOnly."""
        ids = json.dumps([self.organization.accounts[name] for name in read_only])
        text = FILE.format(unit=self.organization.units["Shop EU"], accounts=ids)
        (self.aws.directory / "fleet.toml").write_text(text)

    def apply(self, answers: str = "") -> Ended:
        return self.aws.json("apply", "fleet", "fleet.toml", "--approve", "--activate-trusted-access", answers=answers)

    def links(self) -> dict[str, dict[str, str]]:
        """Where each group's links lead: the role's ARN by the written profile."""
        groups = json.loads((self.aws.directory / "fleet-links.json").read_text())["groups"]
        return {
            group["name"]: {one["profile"]: role_of(one["switch_role_url"]) for one in group["accounts"]}
            for group in groups
        }

    def aws_says(self, profile: str, words: str) -> Ended:
        """The real aws command line, by a written profile, without a key in the environment."""
        script = f"unset AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY\naws --profile {profile} --output text {words}"
        return at_a_shell(self.aws, script, **WRITTEN)


def role_of(address: str) -> str:
    """The role that the console's page asks for, as its address says it."""
    said = parse_qs(urlsplit(address).query)
    return f"arn:aws:iam::{said['account'][0]}:role/{said['roleName'][0]}"


def roles(group: str, accounts: set[str]) -> set[str]:
    return {f"arn:aws:iam::{account}:role/{group}" for account in accounts}


@pytest.fixture
def walk(tmp_path: Path) -> Iterator[Walk]:
    with program(tmp_path, "fleet") as running:
        yield Walk(running)


def test_each_group_reaches_exactly_its_accounts_until_all_of_it_is_removed(walk: Walk) -> None:
    there = walk.organization
    shop, data = there.ids("shop-eu"), there.ids("data-01", "data-02", "data-03")
    walk.says("data-01", "data-02", "data-03")
    failing = walk.apply()
    assert (failing.code, failing.states["stack-sets"]) == (3, "needs-answers"), failing.err
    assert failing.finished["result"]["counts"] is None or failing.finished["result"]["counts"]["failed"] == 1
    again = walk.apply(AGAIN)
    assert (again.code, again.finished["result"]["counts"]["roles"]) == (0, 9), again.err
    only = there.accounts["data-03"]
    assert there.operations(READONLY) == [("CREATE", sorted(data)), ("CREATE", [only])], "only the one that failed"
    assert there.operations(DEVOPS) == [("CREATE", sorted(shop))]

    # A user of a group's central role gets into these, and into nothing else anywhere.
    assert there.reached(DEVOPS, DEVOPS, walk.everywhere) == shop
    assert there.reached(DEVOPS, READONLY, walk.everywhere) == set()
    assert there.reached(READONLY, READONLY, walk.everywhere) == data
    assert there.reached(READONLY, DEVOPS, walk.everywhere) == set()
    links = walk.links()
    assert set(links["DevOps"].values()) == roles(DEVOPS, shop)
    assert set(links["ReadOnly"].values()) == roles(READONLY, data)
    profile, arn = next(iter(links["DevOps"].items()))
    used = walk.aws_says(profile, f"iam get-role --role-name {DEVOPS} --query Role.Arn")
    assert used.out.strip() == arn, used.err
    denied = walk.aws_says(profile, "iam list-users")
    assert "AccessDenied" in denied.err, "what its policy allows, and nothing else"
    other = next(iter(links["ReadOnly"].values()))
    stranger = walk.aws_says(DEVOPS, f"sts assume-role --role-arn {other} --role-session-name somebody")
    assert "AccessDenied" in stranger.err

    for group in ("DevOps", "ReadOnly"):
        removed = walk.aws.json("apply", "fleet", "remove", group, "--fleet", "fleet.toml", "--approve")
        assert removed.code == 0, removed.err
    assert there.made() == walk.before, "no stack set, no stack and no role in any account"
