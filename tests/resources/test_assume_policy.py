"""The policy that lets a role be assumed: extended by one role, shortened by one, and nothing else touched."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wizard.resources.assume_policy import sayings, size, text_of, with_role, without_role

ROLE, OTHER = "arn:aws:iam::222222222222:role/role-in-accountb", "arn:aws:iam::222222222222:role/other"


def document(*statements: dict[str, Any]) -> dict[str, Any]:
    return {"Version": "2012-10-17", "Statement": list(statements)}


def allow(resource: Any = ROLE, action: Any = "sts:AssumeRole", **more: Any) -> dict[str, Any]:
    return {"Effect": "Allow", "Action": action, "Resource": resource, **more}


def said(*statements: dict[str, Any]) -> list[tuple[bool, bool, bool]]:
    return [(one.allows, one.exact, one.conditional) for one in sayings(document(*statements), ROLE)]


# --- what statements say of a role ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        (allow(), [(True, True, False)]),
        (allow(action="STS:assumerole"), [(True, True, False)]),
        (allow(action=["s3:GetObject", "sts:AssumeRole"], resource=[OTHER, ROLE]), [(True, True, False)]),
        (allow(action="sts:*"), [(True, False, False)]),
        (allow(resource="*"), [(True, False, False)]),
        (allow(resource="arn:aws:iam::*:role/role-in-?ccountb"), [(True, False, False)]),
        (allow(Condition={"Bool": {"aws:MultiFactorAuthPresent": "true"}}), [(True, True, True)]),
        ({"Effect": "Deny", "Action": "*", "Resource": "*"}, [(False, False, False)]),
        ({"Effect": "Allow", "NotAction": "iam:*", "Resource": "*"}, [(True, False, False)]),
        ({"Effect": "Deny", "NotAction": "sts:Assume*", "Resource": "*"}, []),
        ({"Effect": "Deny", "Action": "sts:AssumeRole", "NotResource": OTHER}, [(False, False, False)]),
        ({"Effect": "Deny", "Action": "sts:AssumeRole", "NotResource": "arn:aws:iam::222222222222:role/*"}, []),
        (allow(resource=OTHER), []),
        (allow(resource="arn:aws:iam::222222222222:role/[r]ole-in-accountb"), []),
        (allow(action="sts:AssumeRoleWithSAML"), []),
    ],
)
def test_a_statement_covers_the_role_exactly_or_by_a_pattern_or_not(
    statement: dict[str, Any], expected: list[tuple[bool, bool, bool]]
) -> None:
    assert said(statement) == expected


def test_one_statement_needs_no_list_and_is_called_by_its_sid_or_its_number() -> None:
    (alone,) = sayings({"Version": "2012-10-17", "Statement": allow(Sid="Mine")}, ROLE)
    assert alone.statement == 'statement "Mine"'
    (second,) = sayings(document(allow(OTHER), allow()), ROLE)
    assert second.statement == "statement 2"


# --- written -------------------------------------------------------------------------------------------------------


def test_a_new_policy_is_the_guides() -> None:
    assert with_role(None, ROLE) == document(allow())


def test_a_second_role_goes_into_the_statement_that_is_there() -> None:
    both = with_role(document(allow(OTHER, Sid="Roles")), ROLE)
    assert both == document(allow([OTHER, ROLE], Sid="Roles"))


@pytest.mark.parametrize(
    "foreign",
    [
        allow(OTHER, Condition={"Bool": {"aws:MultiFactorAuthPresent": "true"}}),
        allow(OTHER, action=["sts:AssumeRole", "sts:TagSession"]),
        allow("arn:aws:iam::*:role/a"),
        {"Effect": "Deny", "Action": "sts:AssumeRole", "Resource": OTHER},
        {"Effect": "Allow", "Action": "sts:AssumeRole", "NotResource": OTHER},
    ],
    ids=["conditional", "other actions", "pattern", "deny", "opposite"],
)
def test_a_statement_that_means_something_else_stays_as_it_is(foreign: dict[str, Any]) -> None:
    assert with_role(document(foreign), ROLE) == document(foreign, allow())
    assert without_role(document(foreign, allow()), ROLE) == document(foreign)


# --- taken out -----------------------------------------------------------------------------------------------------


def test_the_last_role_leaves_nothing_and_one_of_two_leaves_the_other() -> None:
    assert without_role(document(allow()), ROLE) is None
    assert without_role(document(allow([OTHER, ROLE])), ROLE) == document(allow(OTHER))


def test_what_else_a_statement_allows_on_the_role_stays() -> None:
    both = document(allow([OTHER, ROLE], action=["sts:AssumeRole", "sts:TagSession"], Sid="Both"))
    left = without_role(both, ROLE)
    assert left == document(
        allow(OTHER, action=["sts:AssumeRole", "sts:TagSession"], Sid="Both"),
        allow(ROLE, action=["sts:TagSession"]),
    )


ARNS = st.sampled_from([ROLE, OTHER, "arn:aws:iam::333333333333:role/a", "arn:aws:s3:::bucket", "*"])
ACTIONS = st.sampled_from(["sts:AssumeRole", "STS:ASSUMEROLE", "sts:*", "s3:GetObject", "*"])


def some(of: st.SearchStrategy[str]) -> st.SearchStrategy[Any]:
    return of | st.lists(of, min_size=1, max_size=3, unique=True)


STATEMENTS = st.fixed_dictionaries(
    {"Effect": st.sampled_from(["Allow", "Deny"]), "Action": some(ACTIONS), "Resource": some(ARNS)},
    optional={"Condition": st.just({"Bool": {"aws:MultiFactorAuthPresent": "true"}}), "Sid": st.just("S")},
)
DOCUMENTS = st.lists(STATEMENTS, max_size=4).map(lambda statements: document(*statements)) | st.none()


def exact(policy: Any, role: str = ROLE) -> bool:
    return any(one.allows and one.exact and one.certain for one in sayings(policy, role))


def about_others(policy: Any) -> list[Any]:
    return [
        one
        for role in (OTHER, "arn:aws:iam::333333333333:role/a", "arn:aws:iam::444444444444:role/any")
        for one in sorted((said.allows, said.exact, said.conditional) for said in sayings(policy, role))
    ]


@given(DOCUMENTS)
def test_after_writing_the_role_is_named_and_for_every_other_role_the_policy_says_the_same(policy: Any) -> None:
    written = with_role(policy, ROLE)
    assert exact(written)
    assert about_others(written) == about_others(policy or document())
    assert text_of(json.loads(text_of(written))) == text_of(written)


@given(DOCUMENTS)
def test_after_taking_it_out_no_statement_names_it_and_for_others_it_says_the_same(policy: Any) -> None:
    left = without_role(policy or document(), ROLE)
    assert not any(one.allows and one.exact for one in sayings(left or document(), ROLE))
    assert about_others(left or document()) == about_others(policy or document())


def test_size_counts_no_whitespace_and_all_of_them_together() -> None:
    spaced = json.dumps(document(allow()), indent=8)
    assert size([spaced]) == len(text_of(document(allow())))
    assert size([spaced, document(allow())]) == 2 * size([spaced])
