"""Policy documents that mean the same are the same set of grants, and others are not."""

from __future__ import annotations

import json
from urllib.parse import quote

import pytest

from wizard.resources.policy import Grant, grants

GUIDE = {
    "Version": "2012-10-17",
    "Statement": [
        {
            "Effect": "Allow",
            "Principal": {"AWS": ["arn:aws:iam::975050257559:root"]},
            "Action": ["sts:AssumeRole"],
        }
    ],
}


def trust(**changes: object) -> dict[str, object]:
    return {"Version": "2012-10-17", "Statement": [{**GUIDE["Statement"][0], **changes}]}


@pytest.mark.parametrize(
    "same",
    [
        trust(Principal={"AWS": "975050257559"}),
        trust(Principal={"AWS": "arn:aws:iam::975050257559:root"}, Sid="Vendor"),
        trust(Action="STS:assumerole"),
        trust(Condition={}),
        {"Statement": GUIDE["Statement"][0], "Version": "2012-10-17"},
        {"Statement": GUIDE["Statement"]},
        json.dumps(GUIDE),
        quote(json.dumps(GUIDE)),
    ],
)
def test_the_guides_trust_policy_written_in_another_way_grants_the_same(same: object) -> None:
    assert grants(same) == grants(GUIDE)


@pytest.mark.parametrize(
    "other",
    [
        trust(Effect="Deny"),
        trust(Principal="*"),
        trust(Principal={"AWS": ["975050257559", "111122223333"]}),
        trust(Principal={"AWS": "arn:aws:iam::975050257559:role/deployment"}),
        trust(Principal={"Service": "975050257559"}),
        trust(Action=["sts:AssumeRole", "sts:TagSession"]),
        trust(Condition={"StringEquals": {"sts:ExternalId": "abc"}}),
        {"Statement": []},
        "not json",
        None,
    ],
)
def test_a_trust_policy_that_says_something_else_is_different(other: object) -> None:
    assert grants(other) != grants(GUIDE)


def test_two_statements_for_one_grant_the_same() -> None:
    def allow(actions: object, resources: object) -> dict[str, object]:
        return {"Effect": "Allow", "Action": actions, "Resource": resources}

    split = [allow("s3:GetObject", ["b", "a"]), allow("s3:PutObject", "a"), allow(["s3:PutObject"], "b")]
    assert grants({"Statement": split}) == grants({"Statement": allow(["s3:PutObject", "s3:GetObject"], ["a", "b"])})


def test_the_wildcard_principal_has_two_spellings() -> None:
    assert grants(trust(Principal="*")) == grants(trust(Principal={"AWS": "*"}))


def test_condition_keys_are_compared_without_case_and_their_values_with_it() -> None:
    one = grants(trust(Condition={"StringEquals": {"sts:ExternalId": ["abc"]}}))
    assert one == grants(trust(Condition={"StringEquals": {"STS:externalid": "abc"}}))
    assert one != grants(trust(Condition={"StringEquals": {"sts:ExternalId": "ABC"}}))


def test_one_value_with_or_in_it_is_not_two_values() -> None:
    two = grants(trust(Condition={"StringEquals": {"sts:ExternalId": ["a", "b"]}}))
    assert two != grants(trust(Condition={"StringEquals": {"sts:ExternalId": "a or b"}}))


@pytest.mark.parametrize("element", ["NotAction", "NotResource"])
def test_a_list_with_a_comma_in_it_is_not_a_list_of_two(element: str) -> None:
    def but(*values: str) -> frozenset[Grant]:
        return grants({"Statement": {"Effect": "Allow", "Action": "*", "Resource": "*", element: list(values)}})

    assert but("a", "b") == but("b", "a")
    assert but("a, b") != but("a", "b")
    one = trust(NotPrincipal={"AWS": ["a, b"]})
    assert grants(one) != grants(trust(NotPrincipal={"AWS": ["a", "b"]}))


def test_a_value_that_reads_like_two_conditions_is_one() -> None:
    two = {"StringEquals": {"sts:ExternalId": "a", "aws:PrincipalOrgID": "b"}}
    one = {"StringEquals": {"sts:ExternalId": "a and StringEquals aws:principalorgid = b"}}
    assert grants(trust(Condition=two)) != grants(trust(Condition=one))


def test_everything_but_an_action_is_not_that_action() -> None:
    everything_but = {"Statement": {"Effect": "Allow", "NotAction": "iam:*", "Resource": "*"}}
    assert grants(everything_but) != grants({"Statement": {"Effect": "Allow", "Action": "iam:*", "Resource": "*"}})


def test_a_variable_in_the_old_policy_version_is_plain_text_and_so_means_something_else() -> None:
    statement = {"Effect": "Allow", "Action": "s3:*", "Resource": "arn:aws:s3:::${aws:username}"}
    assert grants({"Statement": statement}) != grants({"Statement": statement, "Version": "2012-10-17"})


@pytest.mark.parametrize("element", ["Action", "NotAction"])
def test_an_action_is_compared_in_any_case_and_told_as_the_policy_spells_it(element: str) -> None:
    (told,) = grants({"Statement": {"Effect": "Allow", element: "s3:GetObject", "Resource": "*"}})
    (same,) = grants({"Statement": {"Effect": "Allow", element: "S3:getobject", "Resource": "*"}})
    assert told == same
    assert told.action.words.removeprefix("anything but ") == "s3:GetObject"
