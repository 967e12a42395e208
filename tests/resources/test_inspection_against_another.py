"""No policy that lets a stranger in is called right: held against somebody else's evaluator of AWS's policies."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.sandbox.second_evaluator import SecondEvaluator, installed
from wizard.resources.inspection.expected import expected_of
from wizard.resources.inspection.files import subjects
from wizard.resources.inspection.judge import judge
from wizard.vendors.profile import load_vendor

VENDOR, CUSTOMER, STRANGER = "975050257559", "111122223333", "999999999999"
ROLE = f"arn:aws:iam::{CUSTOMER}:role/entry"
ID = "example-external-id-4242"
PRINCIPALS = st.sampled_from(
    [
        "*",
        {"AWS": "*"},
        {"AWS": VENDOR},
        {"AWS": f"arn:aws:iam::{VENDOR}:root"},
        {"AWS": f"arn:aws:iam::{VENDOR}:role/deploy"},
        {"AWS": STRANGER},
        {"AWS": f"arn:aws:iam::{STRANGER}:user/mallory"},
        {"AWS": [f"arn:aws:iam::{VENDOR}:root", f"arn:aws:iam::{STRANGER}:root"]},
        {"Service": "lambda.amazonaws.com"},
    ]
)
VALUES = {
    "sts:ExternalId": (ID, "other", "*", "example-*", "${aws:PrincipalAccount}", [ID, "other"]),
    "aws:PrincipalAccount": (VENDOR, STRANGER, "*", "9*"),
    "aws:PrincipalArn": (
        f"arn:aws:iam::{VENDOR}:*",
        f"arn:aws:iam::{STRANGER}:user/mallory",
        "arn:aws:iam::*:user/mallory",
        "*",
    ),
}
OPERATORS = (
    "StringEquals", "StringLike", "StringNotEquals", "StringNotLike", "StringEqualsIfExists", "StringLikeIfExists",
    "StringEqualsIgnoreCase", "ForAllValues:StringEquals", "ForAnyValue:StringLike",
)  # fmt: skip
CONDITIONS = st.sampled_from(list(VALUES)).flatmap(
    lambda key: st.builds(
        lambda operator, value: {operator: {key: value}}, st.sampled_from(OPERATORS), st.sampled_from(VALUES[key])
    )
)
STATEMENTS = st.builds(
    lambda effect, principal, action, conditions: {
        "Effect": effect,
        "Principal": principal,
        "Action": action,
        **({"Condition": {name: keys for one in conditions for name, keys in one.items()}} if conditions else {}),
    },
    st.sampled_from(["Allow", "Allow", "Allow", "Deny"]),
    PRINCIPALS,
    st.sampled_from(["sts:AssumeRole", "sts:*", "*", ["sts:AssumeRole", "sts:TagSession"]]),
    st.lists(CONDITIONS, max_size=2),
)
DOCUMENTS = st.lists(STATEMENTS, min_size=1, max_size=2).map(lambda many: {"Version": "2012-10-17", "Statement": many})


@pytest.fixture(scope="module")
def another() -> Iterator[SecondEvaluator]:
    installed()
    evaluator = SecondEvaluator()
    yield evaluator
    evaluator.stop()


def lets_in(another: SecondEvaluator, trust: dict[str, Any], caller: str, external_id: str | None) -> bool:
    context = {"aws:PrincipalAccount": caller.split(":")[4], "aws:PrincipalArn": caller}
    context |= {"sts:ExternalId": external_id} if external_id else {}
    policy = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}
    judged = another.judge(
        {
            "request": {
                "principal": caller,
                "action": "sts:AssumeRole",
                "resource": {"resource": ROLE, "accountId": CUSTOMER},
                "contextVariables": context,
            },
            "identityPolicies": [{"name": "own", "policy": policy}],
            "serviceControlPolicies": [],
            "resourceControlPolicies": [],
            "resourcePolicy": trust,
        }
    )
    return judged == "Allowed"


def called_right(trust: dict[str, Any]) -> bool:
    (subject,) = subjects(json.dumps(trust), "trust.json")
    return judge(subject, expected_of(load_vendor("firetiger"), ID)).right


@settings(max_examples=250, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(DOCUMENTS)
def test_what_lets_a_stranger_in_or_the_vendor_without_the_id_is_never_called_right(
    another: SecondEvaluator, trust: dict[str, Any]
) -> None:
    if not called_right(trust):
        return
    for external_id in (None, ID, "other"):
        assert not lets_in(another, trust, f"arn:aws:iam::{STRANGER}:user/mallory", external_id), external_id
    for external_id in (None, "other"):
        assert not lets_in(another, trust, f"arn:aws:iam::{VENDOR}:role/deploy", external_id), external_id


def test_the_other_one_is_asked_in_earnest(another: SecondEvaluator) -> None:
    open_to_all = {
        "Version": "2012-10-17",
        "Statement": [{"Effect": "Allow", "Principal": "*", "Action": "sts:AssumeRole"}],
    }
    assert lets_in(another, open_to_all, f"arn:aws:iam::{STRANGER}:user/mallory", None)
    right = {"Principal": {"AWS": VENDOR}, "Condition": {"StringEquals": {"sts:ExternalId": ID}}}
    narrow = {"Version": "2012-10-17", "Statement": [{**open_to_all["Statement"][0], **right}]}
    assert called_right(narrow)
    assert lets_in(another, narrow, f"arn:aws:iam::{VENDOR}:role/deploy", ID)
    assert not lets_in(another, narrow, f"arn:aws:iam::{VENDOR}:role/deploy", "other")
