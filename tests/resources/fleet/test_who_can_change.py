"""Who can change a fleet's roles: by which policies, under which conditions, and who cannot."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import quote

import pytest

from tests.resources.fleet.values import CENTRAL, fleet_roles, role
from wizard.resources.fleet.who_can_change import WhoCanChange, rights_on, who_can_change

ONE, TWO = "111111111111", "222222222222"
FLEET = fleet_roles(role("DevOps", ONE, "one"), role("DevOps", TWO, "two"))
RIGHTS = rights_on(FLEET, CENTRAL, "us-east-1", "aws")
HERE, EVERYWHERE, ENTER, ANOTHER, GIVE = (right.words for right in RIGHTS)
ADMINISTRATOR = "arn:aws:iam::aws:policy/AdministratorAccess"
MASTER = f"arn:aws:iam::{CENTRAL}:role/CrossAccountManager-DevOps"
STACK_SET = f"arn:aws:cloudformation:us-east-1:{CENTRAL}:stackset/CrossAccountManager-DevOps"


def allow(action: Any, resource: Any = "*", **more: Any) -> dict[str, Any]:
    return {"Effect": "Allow", "Action": action, "Resource": resource, **more}


def document(*statements: dict[str, Any]) -> str:
    """As IAM answers it: URL-encoded."""
    return quote(json.dumps({"Version": "2012-10-17", "Statement": list(statements)}))


def user(name: str, *statements: dict[str, Any], attached: tuple[str, ...] = (), **more: Any) -> dict[str, Any]:
    inline = [{"PolicyName": "own", "PolicyDocument": document(*statements)}] if statements else []
    held = [{"PolicyName": "any", "PolicyArn": arn} for arn in attached]
    return {
        "UserName": name, "Arn": f"arn:aws:iam::{CENTRAL}:user/{name}", "Path": "/", "UserPolicyList": inline,
        "AttachedManagedPolicies": held, "GroupList": [], **more,
    }  # fmt: skip


def managed(arn: str, *statements: dict[str, Any]) -> dict[str, Any]:
    old = {"VersionId": "v1", "IsDefaultVersion": False, "Document": document(allow("*"))}
    now = {"VersionId": "v2", "IsDefaultVersion": True, "Document": document(*statements)}
    return {"Arn": arn, "DefaultVersionId": "v2", "PolicyVersionList": [old, now]}


def judged(*users: dict[str, Any], **more: Any) -> WhoCanChange:
    return who_can_change({"UserDetailList": list(users), **more}, FLEET, CENTRAL, "us-east-1", "aws")


def rights(*statements: dict[str, Any], **more: Any) -> str:
    """What a user with these statements can do, "" for nothing."""
    found = judged(user("ada", *statements, **more))
    return found.principals[0].words if found.principals else ""


def test_an_administrator_can_do_all_of_it_by_the_policy_that_says_so() -> None:
    found = judged(user("ada", attached=(ADMINISTRATOR,)), Policies=[managed(ADMINISTRATOR, allow("*"))])
    (ada,) = found.principals
    assert (ada.kind, ada.name, ada.policies) == ("user", "ada", ("AdministratorAccess",))
    assert ada.rights == (HERE, EVERYWHERE, ENTER, ANOTHER, GIVE)


@pytest.mark.parametrize(
    ("statement", "right"),
    [
        (allow("iam:UpdateAssumeRolePolicy", MASTER), HERE),
        (allow("IAM:put*", f"arn:aws:iam::{CENTRAL}:role/Cross*"), HERE),
        (allow("cloudformation:UpdateStackSet", f"{STACK_SET}:*"), EVERYWHERE),
        (allow("cloudformation:*StackInstances", f"{STACK_SET}:0a1b-2c"), EVERYWHERE),
        (allow("sts:AssumeRole", f"arn:aws:iam::{TWO}:role/OrganizationAccountAccessRole"), ENTER),
        (allow("sts:AssumeRole", "arn:aws:iam::*:role/*"), ENTER),
        (allow("organizations:RegisterDelegatedAdministrator"), ANOTHER),
        (allow("iam:CreateAccessKey"), GIVE),
        ({"Effect": "Allow", "NotAction": "s3:*", "Resource": "*"}, "everything"),
    ],
)  # fmt: skip
def test_each_right_is_found_by_the_action_and_the_resource(statement: dict[str, Any], right: str) -> None:
    assert rights(statement) == right


@pytest.mark.parametrize(
    "statement",
    [
        allow("iam:GetRole", MASTER),
        allow("iam:PutRolePolicy", f"arn:aws:iam::{CENTRAL}:role/other"),
        allow("cloudformation:UpdateStackSet", f"arn:aws:cloudformation:us-east-1:{CENTRAL}:stackset/other:*"),
        allow("sts:AssumeRole", f"arn:aws:iam::{ONE}:role/CrossAccountManager-DevOps"),
        allow("sts:AssumeRole", "arn:aws:iam::333333333333:role/OrganizationAccountAccessRole"),
        {"Effect": "Deny", "Action": "*", "Resource": "*"},
    ],
)
def test_whoever_reads_uses_or_changes_something_else_is_not_among_them(statement: dict[str, Any]) -> None:
    assert rights(statement) == ""


def test_a_denial_without_a_condition_takes_it_away_and_one_with_a_condition_does_not() -> None:
    deny = {"Effect": "Deny", "Action": "iam:*", "Resource": "*"}
    allowed = allow(["iam:PutRolePolicy"], MASTER)
    assert rights(allowed, deny) == ""
    assert rights(allowed, {**deny, "Condition": {"Bool": {"aws:MultiFactorAuthPresent": "false"}}}) == HERE


def test_what_hangs_on_a_condition_is_told_as_that() -> None:
    condition = {"Bool": {"aws:MultiFactorAuthPresent": "true"}}
    hangs = allow("iam:PutRolePolicy", MASTER, Condition=condition)

    def conditions(*statements: dict[str, Any]) -> tuple[str, str]:
        (ada,) = judged(user("ada", *statements)).principals
        return ada.words, ada.conditions

    assert conditions(hangs) == (HERE, "all")
    assert conditions(hangs, allow("iam:DeleteRole", MASTER)) == (HERE, "")
    assert conditions(hangs, allow("iam:CreateAccessKey")) == (f"{HERE}, {GIVE}", "some")


def test_a_users_groups_and_only_the_default_version_of_a_policy_count() -> None:
    arn = f"arn:aws:iam::{CENTRAL}:policy/narrow"
    group = {
        "GroupName": "admins",
        "GroupPolicyList": [{"PolicyName": "of-group", "PolicyDocument": document(allow("iam:DeleteRole", MASTER))}],
        "AttachedManagedPolicies": [],
    }
    found = judged(
        user("ada", GroupList=["admins"]), user("bo", attached=(arn,)),
        GroupDetailList=[group], Policies=[managed(arn, allow("s3:*"))],
    )  # fmt: skip
    assert [(one.name, one.policies) for one in found.principals] == [("ada", ("of-group",))]


def test_a_boundary_that_does_not_allow_it_takes_it_away() -> None:
    arn = f"arn:aws:iam::{CENTRAL}:policy/boundary"
    bounded = user("ada", allow("*"), PermissionsBoundary={"PermissionsBoundaryArn": arn})
    assert judged(bounded, Policies=[managed(arn, allow("s3:*"))]).principals == ()
    (ada,) = judged(bounded, Policies=[managed(arn, allow("cloudformation:*"))]).principals
    assert ada.words == EVERYWHERE
    (unsure,) = judged(bounded).principals
    assert unsure.conditional == unsure.rights


def test_roles_count_but_those_of_aws_services() -> None:
    def one(name: str, path: str) -> dict[str, Any]:
        policy = {"PolicyName": "own", "PolicyDocument": document(allow("*"))}
        return {"RoleName": name, "Arn": f"arn:aws:iam::{CENTRAL}:role{path}{name}", "Path": path,
                "RolePolicyList": [policy], "AttachedManagedPolicies": []}  # fmt: skip

    found = judged(RoleDetailList=[one("admin", "/"), one("AWSServiceRoleForX", "/aws-service-role/x.amazonaws.com/")])
    assert [(one.kind, one.name) for one in found.principals] == [("role", "admin")]


def test_a_policy_that_aws_did_not_show_is_told() -> None:
    arn = f"arn:aws:iam::{CENTRAL}:policy/hidden"
    assert judged(user("ada", attached=(arn,))).unread == (arn,)


def test_whoever_can_do_the_most_comes_first() -> None:
    found = judged(user("a", allow("iam:DeleteRole", MASTER)), user("b", allow("*")))
    assert [one.name for one in found.principals] == ["b", "a"]


def test_a_thousand_roles_with_long_policies_are_judged_at_once() -> None:
    many = [
        allow([f"s3:Get{number}*" for number in range(20)], f"arn:aws:s3:::bucket-{number}/*") for number in range(10)
    ]
    found = judged(*(user(f"user-{number}", *many, allow("iam:DeleteRole", MASTER)) for number in range(1000)))
    assert len(found.principals) == 1000
