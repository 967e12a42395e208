"""A group's roles: the central one reaches its own group's and no other, and each of those trusts it alone."""

from __future__ import annotations

import json

import pytest

from tests.steps.fleets import ORGANIZATION, SIGNED_IN, A, B, C, devops, fleet
from wizard.model import GroupAccounts, Member, SignInBy
from wizard.resources.assume_policy import INLINE_LIMITS, size
from wizard.resources.fleet.role_documents import (
    central_of,
    central_role,
    fitting,
    member_template,
    permission,
    reach,
    written,
)
from wizard.resources.template import expected_role

CENTRAL = central_of(SIGNED_IN)
NAME = "CrossAccountManager-DevOps"


def statements(chosen: GroupAccounts) -> list[dict[str, object]]:
    document = permission(fleet(chosen).fleet, chosen, CENTRAL)
    assert document is not None
    return list(document["Statement"])


def many(count: int) -> GroupAccounts:
    chosen = devops(B)
    members = tuple(Member(account=f"{number:012}") for number in range(count))
    return GroupAccounts(group=chosen.group, members=members)


def test_the_central_role_may_assume_the_role_of_its_name_in_its_accounts_and_nothing_else() -> None:
    (statement,) = statements(devops(C, B))
    assert statement == {
        "Effect": "Allow",
        "Action": "sts:AssumeRole",
        "Resource": [f"arn:aws:iam::{account}:role/{NAME}" for account in (B, C)],
    }


@pytest.mark.parametrize(("count", "form"), [(150, "each"), (500, "accounts"), (1000, "organization")])
def test_its_policy_fits_into_iam_and_stays_as_exact_as_it_can(count: int, form: str) -> None:
    chosen = many(count)
    assert reach(fleet(chosen).fleet, chosen, CENTRAL) == form
    assert size([permission(fleet(chosen).fleet, chosen, CENTRAL)]) <= INLINE_LIMITS["role"]


@pytest.mark.parametrize("count", [1, 150, 500, 1000])
def test_in_every_form_it_names_its_own_groups_role(count: int) -> None:
    for statement in statements(many(count)):
        assert all(str(arn).endswith(f":role/{NAME}") for arn in statement["Resource"])  # type: ignore[attr-defined]


def test_what_is_no_list_of_arns_is_bound_to_the_accounts_or_the_organization() -> None:
    accounts = statements(many(500))[0]["Condition"]
    assert accounts == {"StringEquals": {"aws:ResourceAccount": [f"{number:012}" for number in range(500)]}}
    assert statements(many(1000))[0]["Condition"] == {"StringEquals": {"aws:ResourceOrgID": ORGANIZATION}}


def test_a_group_without_accounts_has_a_central_role_that_reaches_nothing() -> None:
    chosen = devops()
    assert central_role(fleet(chosen).fleet, chosen, CENTRAL).inline == {}


@pytest.mark.parametrize(
    ("by", "principal", "action"),
    [
        (SignInBy(kind="directory"), {"Service": "ds.amazonaws.com"}, "sts:AssumeRole"),
        (
            SignInBy(kind="saml", saml_provider=f"arn:aws:iam::{A}:saml-provider/idp"),
            {"Federated": f"arn:aws:iam::{A}:saml-provider/idp"},
            "sts:AssumeRoleWithSAML",
        ),
        (
            SignInBy(kind="principals", principals=(f"arn:aws:iam::{A}:user/ben",)),
            {"AWS": [f"arn:aws:iam::{A}:user/ben"]},
            "sts:AssumeRole",
        ),
    ],
    ids=["directory", "saml", "principals"],
)
def test_the_central_role_trusts_whom_the_file_names(by: SignInBy, principal: object, action: str) -> None:
    chosen = devops(B, sign_in=by)
    document = central_role(fleet(chosen).fleet, chosen, CENTRAL).trust_document
    (statement,) = document["Statement"]  # type: ignore[index]
    assert (statement["Principal"], statement["Action"]) == (principal, action)
    assert ("Condition" in statement) == (by.kind == "saml")


def test_a_members_role_trusts_exactly_the_central_one_by_a_condition_that_outlives_it() -> None:
    chosen = devops(B)
    template = member_template(fleet(chosen).fleet, chosen.group, CENTRAL)
    (statement,) = template["Resources"]["Role"]["Properties"]["AssumeRolePolicyDocument"]["Statement"]
    assert statement["Principal"] == {"AWS": f"arn:aws:iam::{A}:root"}
    assert statement["Condition"] == {"ArnEquals": {"aws:PrincipalArn": f"arn:aws:iam::{A}:role/{NAME}"}}


def test_a_members_role_is_what_the_group_says_and_goes_with_its_stack() -> None:
    boundary = f"arn:aws:iam::{B}:policy/limit"
    managed = ("arn:aws:iam::aws:policy/ReadOnlyAccess",)
    chosen = devops(B, boundary=boundary, session_hours=4, managed=managed)
    template = json.loads(written(member_template(fleet(chosen).fleet, chosen.group, CENTRAL)))
    assert template["Resources"]["Role"]["DeletionPolicy"] == "Delete"
    role = expected_role(template, NAME, {})
    assert (role.session, role.boundary, role.managed) == (14400, boundary, frozenset(managed))
    assert list(role.inline) == ["GroupPolicy"]


def test_of_a_vendors_template_only_what_becomes_of_its_role_with_the_stack_is_changed() -> None:
    vendors = {"Resources": {"Theirs": {"Type": "AWS::IAM::Role", "DeletionPolicy": "Retain",
                                        "Properties": {"RoleName": "vendor-role"}}}}  # fmt: skip
    chosen = devops(B, sign_in=None, role="vendor-role", template=json.dumps(vendors))
    template = member_template(fleet(chosen).fleet, chosen.group, CENTRAL)
    assert template["Resources"]["Theirs"].pop("DeletionPolicy") == "Delete"
    assert template["Resources"]["Theirs"] == {"Type": "AWS::IAM::Role", "Properties": {"RoleName": "vendor-role"}}


def test_names_that_have_to_be_cut_stay_apart_and_end_as_they_should() -> None:
    long = ("CrossAccountManager-" + "a" * 43, "CrossAccountManager-" + "a" * 42 + "b")
    cut = [fitting(name, ending) for name in long for ending in ("", "-Central")]
    assert max(map(len, cut)) <= 64
    assert len(set(cut)) == 4
    assert [name.endswith("-Central") for name in cut] == [False, True, False, True]
    assert fitting("CrossAccountManager-DevOps", "-Central") == "CrossAccountManager-DevOps-Central"
