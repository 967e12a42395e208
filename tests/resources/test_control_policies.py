"""Resource control policies: whether one keeps the vendor out, what would except it, and what nobody here can know."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.doubles import Reply, TableReader, refused
from wizard.model import CallError, Target
from wizard.resources.control_policies import ALLOWING, Caller, Perimeter, denials_of, findings, listing, perimeter

VENDOR, ACCOUNT = "975050257559", "428861248123"
TARGET = Target(account="111122223333", region="us-east-1")
CALLER = Caller(account=VENDOR, role_arn=f"arn:aws:iam::{ACCOUNT}:role/Vendor", tags={"team": "x"})
OUTSIDERS = {"StringNotEqualsIfExists": {"aws:PrincipalOrgID": "o-ours"}}


def statement(**more: Any) -> dict[str, Any]:
    plain = {"Sid": "Perimeter", "Effect": "Deny", "Principal": "*", "Action": "sts:AssumeRole", "Resource": "*"}
    return {**plain, "Condition": OUTSIDERS, **more}


def judged(statement: dict[str, Any], caller: Caller = CALLER) -> bool | None:
    """Whether it surely denies; None where it may."""
    found = denials_of("P", json.dumps({"Statement": [statement]}), caller)
    return (True if found[0].certain else None) if found else False


@pytest.mark.parametrize(
    ("change", "denies"),
    [
        ({}, True),
        ({"Condition": {}}, True),
        ({"Action": ["s3:*", "sts:Assume*"]}, True),
        ({"Action": "*"}, True),
        ({"NotAction": "iam:*", "Action": None}, True),
        ({"Principal": {"AWS": "*"}}, True),
        ({"Condition": {"StringNotEquals": {"aws:PrincipalOrgID": "o-ours"}}}, True),
        ({"Condition": {"ForAnyValue:StringNotLike": {"aws:PrincipalOrgPaths": "o-ours/*"}}}, True),
        ({"Condition": {**OUTSIDERS, "BoolIfExists": {"aws:PrincipalIsAWSService": "false"}}}, True),
        ({"Effect": "Allow"}, False),
        ({"Action": "s3:*"}, False),
        ({"NotAction": "sts:*"}, False),
        ({"Resource": "arn:aws:iam::*:role/Other"}, False),
        ({"Principal": {"AWS": "arn:aws:iam::111122223333:root"}}, False),
        ({"Condition": {"StringNotEqualsIfExists": {"aws:PrincipalAccount": ["1", VENDOR]}}}, False),
        ({"Condition": {"StringNotEqualsIfExists": {"aws:ResourceTag/team": "x"}}}, False),
        ({"Condition": {"Null": {"aws:ResourceTag/team": "true"}}}, False),
        ({"Condition": {"Bool": {"aws:PrincipalIsAWSService": "true"}}}, False),
        ({"Condition": {"StringNotEquals": {"sts:ExternalId": "abc"}}}, None),
        ({"Condition": {"Frobnicate": {"aws:PrincipalAccount": VENDOR}}}, None),
        ({"NotPrincipal": {"AWS": VENDOR}, "Principal": None}, None),
    ],
)
def test_a_statement_denies_the_vendor_or_does_not_or_may(change: dict[str, Any], denies: bool | None) -> None:
    changed = {key: value for key, value in statement(**change).items() if value is not None}
    if "NotAction" in changed:
        changed.pop("Action", None)
    assert judged(changed) is denies


def test_a_policy_that_is_not_understood_may_deny() -> None:
    (denial,) = denials_of("P", "{", CALLER)
    assert not denial.certain


def test_what_would_except_the_role_is_taken_from_the_statements_own_exceptions() -> None:
    exceptions = {
        "StringNotEqualsIfExists": {"aws:PrincipalAccount": "1", "aws:ResourceTag/dp:exclude:identity": "true"}
    }
    (denial,) = denials_of("P", json.dumps({"Statement": statement(Condition=exceptions)}), CALLER)
    assert denial.exempt == (
        f"add {VENDOR} to its aws:PrincipalAccount",
        "give the role the tag dp:exclude:identity = true",
    )
    (told,) = findings(Perimeter(denials=(denial,), looked=True), "Firetiger")
    assert told.mark == "bad"
    assert told.text == (
        'The statement "Perimeter" of the resource control policy "P" blocks Firetiger from assuming the role'
    )


# --- reading them --------------------------------------------------------------------------------------------------

POLICIES = {"Policies": [{"Id": ALLOWING, "Name": "RCPFullAWSAccess"}, {"Id": "p-1", "Name": "Ours"}]}
PATHS = {"Account": {"Paths": [f"o-ours/r-ab12/ou-ab12-1/{ACCOUNT}/"]}}
CONTENT = {"Policy": {"Content": json.dumps({"Statement": statement()})}}


def organization(**replies: Reply) -> TableReader:
    table: dict[str, Reply] = {
        "DescribeAccount": PATHS,
        "ListPoliciesForTarget": lambda read: POLICIES if read.parameters["TargetId"] == "ou-ab12-1" else {},
        "DescribePolicy": CONTENT,
        **replies,
    }
    return TableReader({f"organizations:{name}": reply for name, reply in table.items()})


def looked(read: TableReader, listed: Any = POLICIES) -> Perimeter:
    return perimeter(read, TARGET, ACCOUNT, CALLER, listed)


def test_the_policies_along_the_accounts_path_count() -> None:
    read = organization()
    assert [denial.certain for denial in looked(read).denials] == [True]
    places = [made.parameters["TargetId"] for made in read.made if made.operation == "ListPoliciesForTarget"]
    assert places == ["r-ab12", "ou-ab12-1", ACCOUNT]
    assert [made.parameters["PolicyId"] for made in read.made if made.operation == "DescribePolicy"] == ["p-1"]


def test_a_path_that_the_account_does_not_tell_is_climbed() -> None:
    above = {ACCOUNT: "ou-ab12-1", "ou-ab12-1": "r-ab12"}
    read = organization(
        DescribeAccount={"Account": {"Id": ACCOUNT}},
        ListParents=lambda read: {"Parents": [{"Id": above[read.parameters["ChildId"]]}]},
    )
    assert [denial.certain for denial in looked(read).denials] == [True]


def test_a_policy_that_is_attached_elsewhere_is_not_in_the_way() -> None:
    seen = looked(organization(ListPoliciesForTarget={"Policies": [{"Id": ALLOWING}]}))
    assert seen == Perimeter(looked=True)
    assert findings(seen, "Firetiger")[0].mark == "good"


def test_where_there_is_only_aws_own_policy_nothing_further_is_asked() -> None:
    read = organization()
    assert looked(read, {"Policies": POLICIES["Policies"][:1]}) == Perimeter(looked=True)
    assert read.made == []
    assert listing(TARGET).parameters == {"Filter": "RESOURCE_CONTROL_POLICY"}


@pytest.mark.parametrize("operation", ["ListPoliciesForTarget", "DescribePolicy"])
def test_what_cannot_be_read_is_unknown_and_not_absent(operation: str) -> None:
    denied = refused("AccessDeniedException")
    for seen in (looked(organization(**{operation: denied})), looked(organization(), CallError(code="X", message=""))):
        assert seen.unread
        assert findings(seen, "Firetiger")[-1].mark == "unknown"


def test_an_organization_that_uses_no_such_policies_has_none() -> None:
    assert looked(organization(), CallError(code="AWSOrganizationsNotInUseException", message="")).looked
