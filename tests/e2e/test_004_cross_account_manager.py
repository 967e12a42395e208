"""The guide to Cross-Account Manager, to its end: groups that reach their accounts and no others, until they are gone.

Its own roles were made by functions that messages between the accounts had called; here StackSets makes them.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.e2e.guides import at_a_shell
from tests.e2e.organization import Organization
from tests.e2e.piped import Piped
from tests.e2e.program import Ended, Program, program
from tests.e2e.terminal import Terminal
from tests.e2e.test_full_screen import consent, press_button, to_the_buttons

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
CREATE_INSTANCES = "cloudformation:CreateStackInstances"
AGAIN = '[stack-sets]\nunfinished = "again"\n'
# What the real command line reads: the profiles as they were written, and the keys of one person.
WRITTEN = {"AWS_CONFIG_FILE": "fleet-aws-config", "AWS_SHARED_CREDENTIALS_FILE": "credentials"}


class Walk:
    """Somebody with the guide, the program and an organization of thirty accounts."""

    def __init__(self, aws: Program) -> None:
        self.aws = aws
        self.organization = Organization(aws.endpoint, aws.environ)
        self.everywhere = set(self.organization.accounts.values())
        (aws.directory / "devops.json").write_text(json.dumps(POLICY))
        keys = (f"{name.lower()} = {aws.environ[name]}\n" for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"))
        (aws.directory / "credentials").write_text("[default]\n" + "".join(keys))

    def says(self, *read_only: str) -> None:
        """Write the file. read_only: names of the accounts of ReadOnly."""
        ids = json.dumps([self.organization.accounts[name] for name in read_only])
        text = FILE.format(unit=self.organization.units["Shop EU"], accounts=ids)
        (self.aws.directory / "fleet.toml").write_text(text)

    def apply(self, *more: str, answers: str = "") -> Ended:
        return self.aws.json(
            "apply", "fleet", "fleet.toml", "--approve", "--activate-trusted-access", *more, answers=answers
        )

    def handover(self) -> dict[str, Any]:
        """What the vendor is given."""
        said: dict[str, Any] = json.loads((self.aws.directory / "fleet-handover-Partner.json").read_text())
        return said

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
    before = there.made()
    # The last one is in both groups.
    listed = ("data-01", "data-02", "data-03", "shop-eu-01")
    shop, data = there.ids("shop-eu"), there.ids(*listed)
    walk.says(*listed)
    failing = walk.apply()
    assert (failing.code, failing.states["stack-sets"]) == (3, "needs-answers"), failing.err
    assert failing.finished["result"]["counts"] is None or failing.finished["result"]["counts"]["failed"] == 1
    again = walk.apply(answers=AGAIN)
    assert (again.code, again.finished["result"]["counts"]["roles"]) == (0, 10), again.err
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
        assert "stacksets-exec-*" in removed.out, "what AWS may keep of its own is told"
    assert there.made() == before, "no stack set, no stack and no role in any account"


@pytest.mark.long
def test_an_account_that_is_added_gets_the_role_by_the_next_run_or_by_aws_itself(walk: Walk) -> None:
    there = walk.organization
    walk.says("data-01", "data-02")
    assert walk.apply().code == 0
    walk.says("data-01", "data-02", "data-04")
    walk.aws.forget_calls()
    assert walk.apply().code == 0
    assert there.operations(READONLY)[1:] == [("CREATE", [there.accounts["data-04"]])], "by the next run, it alone"
    assert there.reached(READONLY, READONLY, walk.everywhere) == there.ids("data-01", "data-02", "data-04")
    assert [call for call in walk.aws.writes() if "CreateStackInstances" in call] == [CREATE_INSTANCES]

    there.move("sandbox-01", "Shop EU")
    joined = there.ids("shop-eu", "sandbox-01")
    there.instances(DEVOPS)  # so that the simulated AWS looks at the clock
    assert there.instances(DEVOPS) == joined, "by AWS itself, while nobody runs anything"
    assert there.reached(DEVOPS, DEVOPS, walk.everywhere) == there.ids("shop-eu"), (
        "the central role doesn't know it yet"
    )
    walk.aws.forget_calls()
    assert walk.apply().code == 0
    assert walk.aws.writes() == ["iam:PutRolePolicy"], "the run after it lets the central role in"
    assert there.reached(DEVOPS, DEVOPS, walk.everywhere) == joined
    assert set(walk.links()["DevOps"].values()) == roles(DEVOPS, joined)


# --- one vendor in every account ------------------------------------------------------------------------------------

PARTNER = """
[groups.Partner]
vendor = "partner-access"
values = {{ partner_account = "999988887777", zone = "Z8L2Y45GOT7LQT" }}
external_id = "example-external-id-4242"
accounts = {{ units = ["{root}"] }}
"""
# Suspended, or closed: AWS deploys nothing there.
NO_ROLES = {"666677778888", "999900001111"}
VENDORS_ROLE = "partner-999988887777-Z8L2Y45GOT7LQT"


@pytest.mark.long
def test_a_vendors_role_in_all_accounts_is_handed_over_and_what_failed_is_tried_again(walk: Walk) -> None:
    there = walk.organization
    (walk.aws.directory / "fleet.toml").write_text(PARTNER.format(**there.units))
    failing = walk.apply("--vendor", "partner-access")
    assert (failing.code, failing.states["stack-sets"]) == (3, "needs-answers"), failing.err
    left = walk.apply("--vendor", "partner-access", answers='[stack-sets]\nunfinished = "leave"\n')
    failed = there.ids("data-03", "sandbox-04")
    assert (left.code, set(walk.handover()["missing"])) == (0, failed), left.err
    assert there.operations("CrossAccountManager-Partner")[1:] == []

    there.permit("sandbox-04", "NoRoles")
    again = walk.apply("--vendor", "partner-access", answers=AGAIN)
    arns = again.finished["result"]["role_arns"]["Partner"]
    covered = walk.everywhere - NO_ROLES
    assert (again.code, set(arns.values())) == (0, roles(VENDORS_ROLE, covered)), again.err
    assert there.operations("CrossAccountManager-Partner")[1:] == [("CREATE", sorted(failed))], (
        "those that failed alone"
    )
    said = walk.handover()
    assert (said["role_arns"], said["missing"]) == (arns, [])
    assert (said["vendor"]["account"], said["external_id"]) == ("999988887777", "example-external-id-4242")
    assert "shop-eu" not in str(said), "no vendor learns what accounts are called"


# --- the same with a person -----------------------------------------------------------------------------------------


def assert_all_is_made(walk: Walk) -> None:
    """Every account of both groups, and the one that failed alone a second time."""
    there = walk.organization
    assert there.operations(DEVOPS) == [("CREATE", sorted(there.ids("shop-eu")))]
    assert there.operations(READONLY)[1:] == [("CREATE", [there.accounts["data-03"]])]
    assert set(walk.links()["ReadOnly"].values()) == roles(READONLY, there.ids("data-01", "data-03"))


@pytest.mark.long
def test_the_keyboard_leads_from_the_file_to_the_report_past_an_account_that_fails(walk: Walk) -> None:
    walk.says("data-01", "data-03")

    def step(number: int, state: str) -> None:
        terminal.wait_for(f"{state}.* step {number} of 7")

    with Terminal(["fleet", "fleet.toml"], environment=walk.aws.environ, directory=walk.aws.directory) as terminal:
        step(1, "done")
        to_the_buttons(terminal, "Next")
        terminal.press("enter")
        step(2, "needs an answer")
        terminal.wait_for("● No")
        terminal.press("up")
        terminal.wait_for("● Yes")
        terminal.press("enter")
        for number, act in ((2, "Activate trusted access"), (4, "Create roles"), (5, "Create roles in 8 accounts")):
            step(number, "to do")
            press_button(terminal, act)
            consent(terminal, act)
        step(5, "needs an answer")
        terminal.wait_for("● Try the failed ones again")
        terminal.press("enter")
        step(5, "needs you")
        press_button(terminal, "Try again in 1 account")
        consent(terminal, "Try again in 1 account")
        step(6, "to do")
        press_button(terminal, "Write 3 files")
        step(6, "done")
        to_the_buttons(terminal, "Next")
        terminal.press("enter")
        step(7, "done")
        terminal.wait_for("7 of 7 done")
        terminal.press("ctrl-q")
        assert terminal.wait_for_end() == 0
    assert_all_is_made(walk)


@pytest.mark.long
def test_question_by_question_the_prompts_lead_to_the_links(walk: Walk) -> None:
    walk.says("data-01", "data-03")
    piped = Piped(["fleet", "fleet.toml", "--prompts"], environment=walk.aws.environ, directory=walk.aws.directory)
    piped.follow(
        {
            "Do you want to give StackSets trusted access": "1",
            "What should happen to the accounts without the role": "1",
            'Type "yes"': "yes",
            "[Ww]hat do you want to do": "1",
        }
    )
    code, error = piped.end()
    assert code == 0, error
    assert "fleet-links.html" in piped.said.decode()
    assert_all_is_made(walk)
