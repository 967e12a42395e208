"""Roles are compared by what they give, and differences are said in plain words."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from wizard.resources.policy import grants
from wizard.resources.role import Role, differences, open_to_all, role_from_aws, who_is_trusted

ADMIN = "arn:aws:iam::aws:policy/AdministratorAccess"
TRUST = {"Effect": "Allow", "Principal": {"AWS": "975050257559"}, "Action": "sts:AssumeRole"}
WANTED = Role(name="Vendor", trust=grants({"Statement": TRUST}), managed=frozenset({ADMIN}))


def from_aws(**role: Any) -> Role:
    got = {"Role": {"RoleName": "Vendor", "Arn": "arn", "AssumeRolePolicyDocument": {"Statement": [TRUST]}, **role}}
    return role_from_aws(got, {"AttachedPolicies": [{"PolicyName": "x", "PolicyArn": ADMIN}]}, {}, "Vendor")


def test_a_role_as_iam_tells_it_equals_the_one_the_template_makes() -> None:
    told = from_aws(Path="/", MaxSessionDuration=3600, Description="anything", Tags=[])
    assert differences(told, WANTED) == ()


def test_tags_that_aws_sets_itself_do_not_count_and_name_the_stack_that_made_the_role() -> None:
    told = from_aws(Tags=[{"Key": "aws:cloudformation:stack-id", "Value": "arn:stack"}])
    assert differences(told, WANTED) == ()
    assert told.made_by == "arn:stack"


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"managed": frozenset()}, "The template attaches the policy AdministratorAccess"),
        ({"managed": frozenset({ADMIN, "arn:aws:iam::1:policy/Deny"})}, "The role has the policy Deny"),
        ({"inline": {"more": grants({"Statement": {"Effect": "Deny", "Action": "*"}})}}, "inline policy more"),
        ({"boundary": "arn:aws:iam::1:policy/limit"}, "the permissions boundary arn:aws:iam::1:policy/limit"),
        ({"path": "/teams/"}, "the path /teams/; the template says /"),
        ({"session": 7200}, "a maximum session of 2 h; the template says 1 h"),
        (
            {"signin_session": 7776000},
            "a maximum console sign-in (MaxSigninSessionDuration) of 2160 h; the template says none",
        ),
        ({"strange": {"Shape": "round"}}, "The role has Shape round; the wizard doesn't know what that changes."),
        ({"tags": {"team": "x"}}, 'The tag team is "x" on the role and absent in the template.'),
    ],
)
def test_every_aspect_that_changes_the_role_is_a_difference(change: dict[str, Any], says: str) -> None:
    (difference,) = differences(replace(WANTED, **change), WANTED)
    assert says in difference


def test_a_second_trusted_account_is_named() -> None:
    both = grants({"Statement": {**TRUST, "Principal": {"AWS": ["975050257559", "111122223333"]}}})
    (difference,) = differences(replace(WANTED, trust=both), WANTED)
    assert difference == "The role lets account 111122223333 assume it; the template doesn't."


def test_a_condition_on_the_trust_is_a_difference_in_both_directions() -> None:
    limited = grants({"Statement": {**TRUST, "Condition": {"StringEquals": {"sts:ExternalId": "abc"}}}})
    texts = differences(replace(WANTED, trust=limited), WANTED)
    assert len(texts) == 2
    assert "if StringEquals sts:externalid = abc" in texts[0]


def test_who_is_trusted_names_accounts_in_words() -> None:
    assert who_is_trusted(WANTED) == "account 975050257559"
    assert who_is_trusted(replace(WANTED, trust=frozenset())) == "nobody"


@pytest.mark.parametrize(
    ("condition", "asked"),
    [
        ({"StringEquals": {"sts:ExternalId": "abc"}}, True),
        ({"Bool": {"aws:MultiFactorAuthPresent": True}, "StringEquals": {"sts:ExternalId": "abc"}}, True),
        ({"StringEqualsIfExists": {"sts:ExternalId": "abc"}}, False),
        ({"StringLike": {"sts:ExternalId": "*"}}, False),
        ({"StringEquals": {"sts:ExternalId": "${sts:ExternalId}"}}, False),
        ({"StringEquals": {"sts:ExternalId": ["abc", "${aws:username}"]}}, False),
        ({"StringEquals": {"aws:PrincipalOrgID": "x and StringEquals sts:externalid = abc"}}, False),
        ({}, False),
    ],
)
def test_only_an_exact_external_id_counts_as_asked_for(condition: dict[str, Any], asked: bool) -> None:
    role = replace(WANTED, trust=grants({"Version": "2012-10-17", "Statement": {**TRUST, "Condition": condition}}))
    assert role.asks_for_external_id is asked


def test_one_looser_statement_beside_it_means_no_external_id_is_asked_for() -> None:
    strict = {**TRUST, "Condition": {"StringEquals": {"sts:ExternalId": "abc"}}}
    assert not replace(WANTED, trust=grants({"Statement": [strict, TRUST]})).asks_for_external_id


@pytest.mark.parametrize(
    ("statement", "is_open"),
    [
        ({"Principal": "*"}, True),
        ({"Principal": {"AWS": "*"}, "Action": "sts:*"}, True),
        ({"Principal": {"AWS": "*"}, "Action": "*"}, True),
        ({"NotPrincipal": {"AWS": "111122223333"}}, True),
        ({"Principal": "*", "Condition": {"StringEquals": {"sts:ExternalId": "abc"}}}, True),
        ({"Principal": "*", "Condition": {"StringEqualsIfExists": {"aws:PrincipalOrgID": "o-1"}}}, True),
        ({"Principal": "*", "Condition": {"StringLike": {"aws:PrincipalArn": "*"}}}, True),
        ({"Principal": "*", "Condition": {"StringNotEquals": {"aws:PrincipalAccount": "1"}}}, True),
        ({"Principal": "*", "Condition": {"StringEquals": {"aws:PrincipalOrgID": "o-1"}}}, False),
        ({"Principal": "*", "Effect": "Deny"}, False),
        ({"Principal": "*", "Action": "sts:TagSession"}, False),
        ({"Principal": {"AWS": "975050257559"}}, False),
    ],
)
def test_a_role_is_open_to_all_where_some_statement_says_of_nobody_who_it_is_for(
    statement: dict[str, Any], is_open: bool
) -> None:
    trusting = {key: value for key, value in TRUST.items() if key != "Principal"}
    assert open_to_all(replace(WANTED, trust=grants({"Statement": [TRUST, {**trusting, **statement}]}))) is is_open


def test_what_iam_answers_and_nobody_here_knows_is_kept_by_its_name() -> None:
    got = {
        "Role": {
            "RoleName": "Vendor",
            "Shape": "round",
            "MaxSigninSessionDuration": 3600,
            "RoleLastUsed": {},
            "New": "",
        }
    }
    role = role_from_aws(got, {}, {}, "Vendor")
    assert role.strange == {"Shape": "round"}
    assert role.signin_session == 3600
