"""The policy evaluator against AWS's documentation: each case is one that a page of the IAM user guide states.

The pages are under https://docs.aws.amazon.com/IAM/latest/UserGuide/ and were read on 2026-11-26; each section names
its own. `test_policy_against_another.py` holds the evaluator against somebody else's.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from wizard.sandbox.kernel.identities import ANONYMOUS, Principal
from wizard.sandbox.kernel.policy.conditions import holds
from wizard.sandbox.kernel.policy.documents import Condition
from wizard.sandbox.kernel.policy.evaluation import Decision, Policies, Request, decide

OURS, THEIRS = "111111111111", "222222222222"
ADA = Principal(OURS, f"arn:aws:iam::{OURS}:user/ada", "AIDA1", "user", "AKIA1")
ROLE = f"arn:aws:iam::{OURS}:role/auditor"
SESSION = Principal(
    OURS, f"arn:aws:sts::{OURS}:assumed-role/auditor/monday", "AROA1:monday", "role", "ASIA1", role_arn=ROLE
)
ROOT = Principal(OURS, f"arn:aws:iam::{OURS}:root", OURS, "root", "AKIA2")
OBJECT = "arn:aws:s3:::shared/report.txt"


def policy(*statements: dict[str, Any], version: str = "2012-10-17") -> str:
    return json.dumps({"Version": version, "Statement": list(statements)})


def allow(action: Any = "*", resource: Any = "*", **more: Any) -> dict[str, Any]:
    return {"Effect": "Allow", "Action": action, "Resource": resource, **more}


def deny(action: Any = "*", resource: Any = "*", **more: Any) -> dict[str, Any]:
    return {"Effect": "Deny", "Action": action, "Resource": resource, **more}


def aws(*arns: str) -> dict[str, Any]:
    return {"Principal": {"AWS": list(arns)}}


EVERYTHING = policy(allow())
GET = Request(ADA, "s3:GetObject", OBJECT, OURS)


def decided(request: Request = GET, **policies: Any) -> Decision:
    return decide(Policies(**policies), request)


# --- reference_policies_evaluation-logic_policy-eval-denyallow.html --------------------------------------------------


def test_without_a_policy_everything_is_denied() -> None:
    assert decided() == Decision(False, "because no identity-based policy allows the s3:GetObject action")


def test_the_root_user_needs_no_policy_and_is_bound_by_service_control_policies() -> None:
    root = replace(GET, caller=ROOT)
    assert decided(root).allowed
    assert not decided(root, service_control=((policy(deny("s3:*")),),)).allowed


LIMITS = ("identity", "boundary", "session", "resource")
WORDS = {
    "identity": "with an explicit deny in an identity-based policy",
    "boundary": "with an explicit deny in a permissions boundary",
    "session": "with an explicit deny in a session policy",
    "resource": "with an explicit deny in a resource-based policy",
}


@pytest.mark.parametrize("kind", LIMITS)
def test_an_explicit_deny_anywhere_overrides_every_allow(kind: str) -> None:
    open_wide = policy(allow(**aws("*")))
    given = {"identity": (EVERYTHING,), "boundary": (EVERYTHING,), "session": (EVERYTHING,), "resource": (open_wide,)}
    denial = policy(deny("s3:GetObject", **(aws("*") if kind == "resource" else {})))
    given[kind] += (denial,)
    assert decided(**given).why == WORDS[kind]


@pytest.mark.parametrize(("kind", "word"), [("boundary", "permissions boundary"), ("session", "session policy")])
def test_what_limits_has_to_allow_as_well(kind: str, word: str) -> None:
    request = replace(GET, caller=SESSION)
    limited = decided(request, identity=(EVERYTHING,), **{kind: (policy(allow("s3:PutObject")),)})
    assert limited.why == f"because no {word} allows the s3:GetObject action"
    assert decided(request, identity=(EVERYTHING,), **{kind: (policy(allow("s3:Get*")),)}).allowed
    assert not decided(request, **{kind: (EVERYTHING,)}).allowed, "a limit gives nothing"


def test_every_level_of_service_control_policies_has_to_allow() -> None:
    narrow = policy(allow("ec2:*"))
    assert decided(identity=(EVERYTHING,), service_control=((EVERYTHING,), (EVERYTHING, narrow))).allowed
    refused = decided(identity=(EVERYTHING,), service_control=((EVERYTHING,), (narrow,)))
    assert refused.why == "because no service control policy allows the s3:GetObject action"


# --- reference_policies_evaluation-logic_policy-eval-basics.html, …-cross-account.html, access_policies_boundaries.htm


def test_within_an_account_either_side_may_allow() -> None:
    assert decided(identity=(policy(allow("s3:GetObject", OBJECT)),)).allowed
    assert decided(resource=(policy(allow("s3:GetObject", OBJECT, **aws(ADA.arn))),)).allowed
    assert not decided(resource=(policy(allow("s3:GetObject", OBJECT, **aws(OURS))),)).allowed


def test_across_accounts_both_sides_have_to_allow() -> None:
    request = replace(GET, account=THEIRS)
    opened = policy(allow("s3:GetObject", OBJECT, **aws(f"arn:aws:iam::{OURS}:root")))
    assert decided(request, identity=(EVERYTHING,), resource=(opened,)).allowed
    theirs = decided(request, identity=(EVERYTHING,))
    assert theirs == Decision(False, "because no resource-based policy allows the s3:GetObject action", True)
    ours = decided(request, resource=(opened,))
    assert ours == Decision(False, "because no identity-based policy allows the s3:GetObject action")


def test_what_a_resource_gives_to_a_user_or_session_goes_past_its_limits_and_to_a_role_does_not() -> None:
    nothing = policy(allow("ec2:*"))
    for caller, named, past_boundary, past_session in (
        (ADA, ADA.arn, True, None),
        (SESSION, SESSION.arn, True, True),
        (SESSION, "*", True, False),
        (SESSION, ROLE, False, False),
    ):
        opened, request = policy(allow("s3:GetObject", OBJECT, **aws(named))), replace(GET, caller=caller)
        assert decided(request, resource=(opened,)).allowed
        assert decided(request, resource=(opened,), boundary=(nothing,)).allowed is past_boundary, named
        if past_session is not None:
            assert decided(request, resource=(opened,), session=(nothing,)).allowed is past_session, named


def test_nobody_who_did_not_sign_gets_more_than_everybody() -> None:
    request = replace(GET, caller=ANONYMOUS)
    assert decided(request, resource=(policy(allow("s3:GetObject", OBJECT, Principal="*")),)).allowed
    assert not decided(request, resource=(policy(allow("s3:GetObject", OBJECT, **aws(OURS))),)).allowed


def test_a_role_is_trusted_by_its_trust_policy_alone() -> None:
    entry = Request(ADA, "sts:AssumeRole", f"arn:aws:iam::{OURS}:role/entry", OURS)

    def trusting(*arns: str, **more: Any) -> str:
        return policy({"Effect": "Allow", "Action": "sts:AssumeRole", **aws(*arns), **more})

    assert not decided(entry, identity=(EVERYTHING,), trust=True).allowed
    assert decided(entry, resource=(trusting(ADA.arn),), trust=True).allowed
    assert not decided(entry, resource=(trusting(OURS),), trust=True).allowed
    assert decided(entry, identity=(EVERYTHING,), resource=(trusting(OURS),), trust=True).allowed
    abroad = replace(entry, account=THEIRS)
    assert not decided(abroad, resource=(trusting(ADA.arn),), trust=True).allowed
    assert decided(abroad, identity=(EVERYTHING,), resource=(trusting(ADA.arn),), trust=True).allowed


# --- reference_policies_elements_notprincipal.html -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("caller", "named", "spared"),
    [
        (ADA, (ADA.arn, f"arn:aws:iam::{OURS}:root"), True),
        # "the policy might deny access to the entire account containing the principal"
        (ADA, (ADA.arn,), False),
        (ADA, (f"arn:aws:iam::{OURS}:user/ben", OURS), False),
        (SESSION, (ROLE, OURS), True),
        (SESSION, (ROLE,), False),
        (SESSION, (SESSION.arn, OURS), False),
        (SESSION, (SESSION.arn, ROLE, OURS), True),
        (SESSION, (SESSION.arn.replace("monday", "tuesday"), ROLE, OURS), False),
    ],
)
def test_a_deny_for_everybody_but_some_spares_those_whose_account_is_named_too(
    caller: Principal, named: tuple[str, ...], spared: bool
) -> None:
    document = policy(deny("s3:*", NotPrincipal={"AWS": list(named)}))
    request = replace(GET, caller=caller)
    assert decided(request, identity=(EVERYTHING,), resource=(document,)).allowed is spared
    bounded = decided(request, identity=(EVERYTHING,), resource=(document,), boundary=(EVERYTHING,))
    assert not bounded.allowed, "whoever has a permissions boundary is never spared"


def test_everybody_but_some_cannot_be_allowed() -> None:
    document = policy(allow("s3:*", NotPrincipal={"AWS": f"arn:aws:iam::{THEIRS}:root"}))
    assert not decided(resource=(document,)).allowed


# --- reference_policies_elements_action.html, …_notaction.html, …_resource.html, …_notresource.html ------------------


@pytest.mark.parametrize("action", ["s3:GetObject", "S3:getobject", "s3:Get*", "s3:?etObject", "*", ["ec2:*", "s3:*"]])
def test_actions_are_matched_whatever_their_case(action: Any) -> None:
    assert decided(identity=(policy(allow(action)),)).allowed


@pytest.mark.parametrize(
    ("statement", "allowed"),
    [
        ({"NotAction": "ec2:*", "Resource": "*"}, True),
        ({"NotAction": ["ec2:*", "s3:Get*"], "Resource": "*"}, False),
        ({"Action": "*", "NotResource": OBJECT}, False),
        ({"Action": "*", "NotResource": "arn:aws:s3:::other/*"}, True),
        ({"Action": "*", "Resource": "arn:aws:s3:::shared/*"}, True),
        ({"Action": "*", "Resource": "arn:aws:s3:::SHARED/*"}, False),
        ({"Action": "*", "Resource": "arn:aws:s3:::shared/report.???"}, True),
        ({"Action": "*", "Resource": "arn:aws:s3:*"}, True),
        ({"Action": "*", "Resource": "arn:aws:s3:::222222222222/cross-account-bucket"}, False),
        ({"Action": "*"}, False),
        ({"Resource": "*"}, False),
    ],
)
def test_a_statement_is_about_its_actions_and_resources(statement: dict[str, Any], allowed: bool) -> None:
    assert decided(identity=(policy({"Effect": "Allow", **statement}),)).allowed is allowed


# "The asterisk (*) character can expand to replace everything within a segment, including characters like a slash".
@pytest.mark.parametrize(
    ("key", "matched"),
    [
        ("1///test///object.jpg", True),
        ("/test/object.jpg", True),
        ("1/test/", True),
        ("1-test/object.jpg", False),
        ("test/object.jpg", False),
        ("1/2/test.jpg", False),
    ],
)
def test_a_star_in_the_middle_matches_what_the_guide_says(key: str, matched: bool) -> None:
    document = policy(allow("s3:GetObject", "arn:aws:s3:::shared/*/test/*"))
    request = replace(GET, resource=f"arn:aws:s3:::shared/{key}")
    assert decided(request, identity=(document,)).allowed is matched


# --- reference_policies_variables.html -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("resource", "known", "matched"),
    [
        ("arn:aws:s3:::shared/${aws:username}", {"aws:username": "report.txt"}, True),
        ("arn:aws:s3:::shared/${AWS:UserName}", {"aws:username": "report.txt"}, True),
        ("arn:aws:s3:::shared/${aws:username}", {"aws:username": "*"}, False),
        ("arn:aws:s3:::shared/${aws:username}", {}, False),
        ("arn:aws:s3:::shared/${aws:PrincipalTag/file, 'report.txt'}", {}, True),
        ("arn:aws:s3:::shared/${aws:PrincipalTag/file, 'report.txt'}", {"aws:principaltag/file": "other"}, False),
        ("arn:aws:s3:::shared/${*}", {}, False),
    ],
)
def test_variables_stand_for_what_is_known_of_the_caller(
    resource: str, known: Mapping[str, str], matched: bool
) -> None:
    request = replace(GET, context=known)
    assert decided(request, identity=(policy(allow("*", resource)),)).allowed is matched
    excluded = policy({"Effect": "Allow", "Action": "*", "NotResource": resource})
    assert decided(request, identity=(excluded,)).allowed is not matched


def test_the_older_version_of_the_language_knows_no_variables() -> None:
    resource = "arn:aws:s3:::shared/${aws:username}"
    known = {"aws:username": "report.txt"}
    older = policy(allow("*", resource), version="2008-10-17")
    assert not decided(replace(GET, context=known), identity=(older,)).allowed
    literally = replace(GET, resource=resource, context=known)
    assert decided(literally, identity=(older,)).allowed


# --- reference_policies_elements_condition_operators.html, …_condition-single-vs-multi-valued-context-keys.html ------

NOTHING: Mapping[str, Any] = {}


@pytest.mark.parametrize(
    ("operator", "wanted", "given", "expected"),
    [
        ("StringEquals", ["ada"], "ada", True),
        ("StringEquals", ["ADA"], "ada", False),
        ("StringEquals", ["a*"], "ada", False),
        ("StringEquals", ["ben", "ada"], "ada", True),
        ("StringNotEquals", ["ben", "ada"], "ada", False),
        ("StringNotEquals", ["ada"], None, True),
        ("StringEquals", ["ada"], None, False),
        ("StringEqualsIfExists", ["ada"], None, True),
        ("StringEqualsIfExists", ["ada"], "ben", False),
        ("StringEqualsIgnoreCase", ["ADA"], "ada", True),
        ("StringNotEqualsIgnoreCase", ["ADA"], "ada", False),
        ("StringLike", ["a?a", "b*"], "ada", True),
        ("StringNotLike", ["a*"], "ada", False),
        ("StringNotEquals", ["${aws:PrincipalTag/Team}"], "ada", True),
        ("StringEquals", ["${aws:PrincipalTag/Team}"], "ada", False),
        ("NumericLessThanEquals", ["10"], "10", True),
        ("NumericLessThan", ["10"], "10", False),
        ("NumericEquals", ["10"], "10.0", True),
        ("NumericNotEquals", ["10"], "11", True),
        ("NumericGreaterThan", ["many"], "10", None),
        ("DateGreaterThan", ["2026-11-26T08:00:00Z"], "2026-11-26T08:00:01Z", True),
        ("DateLessThan", ["2026-11-26T08:00:00Z"], "2026-11-26T09:00:00+02:00", True),
        ("DateEquals", ["1795680000"], "2026-11-26T08:00:00Z", True),
        ("Bool", ["true"], "true", True),
        ("Bool", ["false"], None, False),
        ("BoolIfExists", ["false"], None, True),
        ("BinaryEquals", ["QmluYXJ5"], "QmluYXJ5", True),
        ("IpAddress", ["203.0.113.0/24"], "203.0.113.7", True),
        ("IpAddress", ["203.0.113.7"], "203.0.113.7", True),
        ("IpAddress", ["203.0.113.0/24"], "2001:db8::1", False),
        ("NotIpAddress", ["203.0.113.0/24", "2001:db8::/32"], "2001:db8::1", False),
        ("NotIpAddress", ["203.0.113.0/24"], None, True),
        ("ArnLike", [f"arn:aws:iam::{OURS}:role/*"], ROLE, True),
        ("ArnEquals", ["arn:aws:iam::*:role/*"], ROLE, True),
        ("ArnLike", ["arn:aws:*/auditor"], ROLE, False),
        ("ArnNotLike", [f"arn:aws:iam::{THEIRS}:*"], ROLE, True),
        ("Null", ["true"], None, True),
        ("Null", ["false"], None, False),
        ("Null", ["false"], "ada", True),
        ("ForAllValues:StringEquals", ["a", "b"], ("a", "b"), True),
        ("ForAllValues:StringEquals", ["a"], ("a", "b"), False),
        ("ForAllValues:StringEquals", ["a"], None, True),
        ("ForAllValues:StringEquals", ["a"], (), True),
        ("ForAnyValue:StringEquals", ["a"], ("a", "b"), True),
        ("ForAnyValue:StringEquals", ["a"], None, False),
        ("ForAnyValue:StringEqualsIfExists", ["a"], None, True),
        ("ForAnyValue:StringNotEquals", ["a"], ("a", "b"), True),
        ("ForAnyValue:StringNotEquals", ["a"], None, False),
        ("StringEquals", ["a"], ("a",), False),
        ("StringSoundsLike", ["a"], "a", None),
        ("ForMostValues:StringEquals", ["a"], "a", None),
    ],
)
def test_conditions_hold_as_the_guide_says(operator: str, wanted: list[str], given: Any, expected: bool | None) -> None:
    known = NOTHING if given is None else {"a:key": given}
    assert holds(Condition(operator, "a:key", tuple(wanted)), known, variables=True) is expected


@pytest.mark.parametrize("condition", [{"IpAddresses": {"aws:SourceIp": "10.0.0.0/8"}}, {"IpAddress": {"a:b": "ten"}}])
def test_what_cannot_be_understood_denies_and_does_not_allow(condition: dict[str, Any]) -> None:
    known = replace(GET, context={"aws:sourceip": "10.1.1.1", "a:b": "10.1.1.1"})
    assert not decided(known, identity=(policy(allow(Condition=condition)),)).allowed
    assert not decided(known, identity=(EVERYTHING, policy(deny(Condition=condition)))).allowed


def test_a_condition_that_fails_settles_a_statement_that_has_one_nobody_understands() -> None:
    condition = {"StringSoundsLike": {"a:b": "x"}, "Bool": {"aws:SecureTransport": "true"}}
    known = replace(GET, context={"a:b": "y", "aws:securetransport": "false"})
    assert decided(known, identity=(EVERYTHING, policy(deny(Condition=condition)))).allowed


def test_a_document_that_cannot_be_read_allows_nothing() -> None:
    assert not decided(identity=("{", "[]", '{"Statement": ["Allow"]}')).allowed


@pytest.mark.parametrize("condition", [[1], "x", 0, None, {"StringNotEquals": "x"}, {"StringEquals": ["x"]}])
def test_what_is_no_condition_allows_nothing_and_denies(condition: Any) -> None:
    assert not decided(identity=[policy(allow(Condition=condition))]).allowed
    assert not decided(identity=[policy(allow(), deny(Condition=condition))]).allowed
    assert decided(identity=[policy(allow(Condition={}))]).allowed


def test_a_document_that_nobody_can_read_says_nothing() -> None:
    assert not decided(identity=["[" * 100_000]).allowed
    assert decided(identity=["[" * 100_000, policy(allow())]).allowed
