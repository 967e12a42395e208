"""The report on a fleet: what it says of roles that are there, failed, left out, and of who can change them."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from tests.doubles import TableReader
from tests.resources.fleet.values import CENTRAL, DIRECTORY, PEOPLE, fleet_roles, group, role
from wizard.model import (
    Answers,
    CallError,
    Chosen,
    Context,
    Finding,
    FleetAccounts,
    FleetRoles,
    Group,
    GroupAccounts,
    Journal,
    LeftOut,
    Member,
    Observation,
    SignedIn,
    State,
    TrustedAccess,
)
from wizard.steps.report.step import STEP
from wizard.vendors.profile import load_vendor

ONE, TWO, THREE, FOUR = "111111111111", "222222222222", "333333333333", "444444444444"
SIGNED = SignedIn(arn=f"arn:aws:iam::{CENTRAL}:user/ada", account=CENTRAL, region="eu-west-1", standing="management")
GROUPS = (
    group("DevOps", PEOPLE),
    group("ReadOnly", DIRECTORY, accounts=Chosen(listed=(ONE,))),
    group("Audit", None, accounts=Chosen(units=("ou-exam-ple00001",), include=(TWO,)), role="Auditor"),
)
ROLES = (
    role("DevOps", ONE, "one"),
    role("DevOps", TWO, "two", stands="failed", why="A role of this name exists"),
    role("DevOps", THREE, "three", stands="waiting"),
    role("ReadOnly", ONE, "one"),
    role("Audit", FOUR, "four", stands="not-covered", why="the account is closed"),
)
FLEET = fleet_roles(*ROLES, groups=GROUPS)
ADMINISTRATOR = {"PolicyName": "own", "PolicyDocument": json.dumps(
    {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]})}  # fmt: skip


def user(name: str) -> dict[str, Any]:
    return {"UserName": name, "Arn": f"arn:aws:iam::{CENTRAL}:user/{name}", "UserPolicyList": [ADMINISTRATOR]}


ACCOUNT = {"UserDetailList": [user("root-like"), {"UserName": "bo", "Arn": "arn:aws:iam::1:user/bo"}]}


def accounts(found: FleetRoles = FLEET, *left_out: LeftOut) -> FleetAccounts:
    def one(group: Group) -> GroupAccounts:
        return GroupAccounts(group=group, members=(), left_out=left_out if group.name == "DevOps" else ())

    return FleetAccounts(fleet=found.fleet, groups=tuple(one(group) for group in found.fleet.groups))


BEFORE = Context(
    vendor=load_vendor("firetiger"), now=datetime(2026, 11, 26, tzinfo=UTC), found=(SIGNED, accounts(), FLEET)
)


def look(context: Context = BEFORE, answer: Any = None) -> Observation[Any]:
    reader = TableReader({"iam:GetAccountAuthorizationDetails": ACCOUNT if answer is None else answer})
    return STEP.observe(reader, Answers(), Journal(()), context)


def texts(seen: Observation[Any]) -> list[str]:
    return [finding.text for finding in seen.findings]


def table(seen: Observation[Any], begins: str) -> Finding:
    (found,) = [finding for finding in seen.findings if finding.text.startswith(begins)]
    return found


def test_it_counts_what_is_there_and_what_is_missing() -> None:
    seen = look()
    assert seen.state is State.SATISFIED
    assert seen.summary == "2 roles in 1 account, 3 missing"
    assert texts(seen)[:3] == [
        "DevOps: 1 role named CrossAccountManager-DevOps",
        "ReadOnly: 1 role named CrossAccountManager-ReadOnly",
        "Audit: 0 roles named Auditor",
    ]
    assert [finding.detail for finding in seen.findings[:3]] == [
        f"used by named users and roles, through arn:aws:iam::{CENTRAL}:role/CrossAccountManager-DevOps",
        f"used by people in a directory, through arn:aws:iam::{CENTRAL}:role/CrossAccountManager-ReadOnly",
        "a vendor uses it",
    ]


def test_what_failed_is_told_with_its_reason_and_comes_first_among_all_roles() -> None:
    seen = look()
    assert table(seen, "1 role couldn't").rows[1:] == ((TWO, "two", "DevOps", "A role of this name exists"),)
    (listing,) = seen.listings
    assert [row.cells[3] for row in listing.rows] == [
        "failed",
        "not covered",
        "waiting for AWS",
        "in place",
        "in place",
    ]
    assert listing.rows[0].mark == "bad"
    assert "A role of this name exists" in listing.rows[0].detail


def test_accounts_that_get_no_role_are_named_with_why() -> None:
    suspended = LeftOut(member=Member(account="555555555555", name="five", state="SUSPENDED"), why="it is suspended")
    told_twice = role("DevOps", "555555555555", "five", stands="not-covered", why="it is suspended")
    found = fleet_roles(*ROLES, told_twice, groups=GROUPS)
    seen = look(replace(BEFORE, found=(SIGNED, accounts(found, suspended), found)))
    assert table(seen, "2 accounts left out").rows[1:] == (
        ("555555555555", "five", "DevOps", "it is suspended"),
        (FOUR, "four", "Audit", "the account is closed"),
    )


def test_what_aws_adds_by_itself_is_not_said_to_be_reachable_before_the_next_run() -> None:
    details = {one.text: one.detail for one in look().findings}
    said = details["DevOps: AWS adds the role to accounts that join its units"]
    assert said == "automatic deployment; people can switch to it after the next run, which adds it to the links"


def test_of_a_delegated_administrator_the_management_account_is_told_not_to_be_covered() -> None:
    delegated = TrustedAccess(call_as="DELEGATED_ADMIN", management_account="666666666666")
    seen = look(replace(BEFORE, found=(*BEFORE.found, delegated)))
    assert "The management account 666666666666 isn't covered" in texts(seen)
    assert not any("management account" in text for text in texts(look()))


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("DevOps", "AWS adds the role to accounts that join its units"),
        ("ReadOnly", "new accounts get the role when you add them to the file"),
        ("Audit", "the next run adds the role to accounts that joined or moved"),
    ],
)
def test_it_says_what_happens_to_later_accounts_of_each_group(name: str, says: str) -> None:
    assert f"{name}: {says}" in texts(look())


def test_the_roles_of_a_directory_come_with_the_consoles_page_and_steps() -> None:
    steps = table(look(), "Assign 1 role to directory groups")
    said = " ".join(line for (line,) in steps.rows)
    assert steps.kind == "next"
    assert "console.aws.amazon.com/directoryservicev2/home?region=eu-west-1#!/directories" in said
    assert "CrossAccountManager-ReadOnly" in said
    assert "CrossAccountManager-DevOps" not in said
    without = fleet_roles(ROLES[0])
    assert not any(
        "directory" in text for text in texts(look(replace(BEFORE, found=(SIGNED, accounts(without), without))))
    )


def test_it_names_who_can_change_the_roles_and_by_which_policy() -> None:
    found = table(look(), f"1 user or role in account {CENTRAL} can change these roles")
    ((who, can, conditions, by),) = found.rows[1:]
    assert (who, can, conditions, by) == ("user root-like", "everything", "", "own")
    assert "root user" in found.detail


def test_of_very_many_it_lists_the_first_and_says_so() -> None:
    seen = look(answer={"UserDetailList": [user(f"user-{number}") for number in range(200)]})
    found = table(seen, "200 users and roles")
    assert "the first 50 are listed" in found.text
    assert len(found.rows) == 51


def test_where_that_cannot_be_read_it_says_so_and_tells_the_rest() -> None:
    denied = CallError(
        code="AccessDenied", message="no", service="iam", operation="GetAccountAuthorizationDetails", status=403
    )
    seen = look(answer=denied)
    assert seen.state is State.SATISFIED
    unknown = table(seen, "The wizard couldn't find out who can change these roles")
    assert (unknown.mark, unknown.detail) == ("unknown", "iam:GetAccountAuthorizationDetails: AccessDenied")


def test_where_the_roles_were_skipped_it_asks_nothing_and_says_so() -> None:
    seen = STEP.observe(TableReader({}), Answers(), Journal(()), replace(BEFORE, found=(SIGNED, accounts())))
    assert (seen.state, seen.summary) == (State.SATISFIED, "no roles")
    assert "No role was created in the accounts" in texts(seen)


def test_it_asks_once_however_often_somebody_looks() -> None:
    reader = TableReader({"iam:GetAccountAuthorizationDetails": ACCOUNT})
    STEP.observe(reader, Answers(), Journal(()), BEFORE)
    assert [(read.operation, read.kept) for read in reader.made] == [("GetAccountAuthorizationDetails", "always")]


def test_it_changes_nothing() -> None:
    assert STEP.plan(look(), Answers()).changes == ()
    assert STEP.writes == ()
