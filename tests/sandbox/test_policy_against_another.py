"""The sandbox's policy evaluator against one that is not ours, over policies and requests that nobody thought up.

Where the two are known to differ, the sandbox goes by AWS's documentation, and `test_policy.py` has the cases with
their sources: NotPrincipal (the other one has it as an open question), an operator that neither knows (it never applies
there, also in a Deny), a variable without a value in NotResource or under a negated operator, ForAnyValue:…IfExists
where the key is missing, and a session policy together with a resource's policy that names the session.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from wizard.sandbox.kernel.identities import Principal
from wizard.sandbox.kernel.policy.evaluation import Policies, Request, decide

from .second_evaluator import SecondEvaluator, installed

OURS, THEIRS = "111111111111", "222222222222"
SESSION = f"arn:aws:sts::{OURS}:assumed-role/auditor/monday"
CALLERS = (
    Principal(OURS, f"arn:aws:iam::{OURS}:user/ada", "AIDA1", "user", "AKIA1"),
    Principal(OURS, SESSION, "AROA1:monday", "role", "ASIA1", role_arn=f"arn:aws:iam::{OURS}:role/auditor"),
)
ON = {
    "s3:GetObject": ("arn:aws:s3:::shared/reports/ada/2026.txt", "arn:aws:s3:::shared/a", "arn:aws:s3:::other/a:b"),
    "s3:PutObject": ("arn:aws:s3:::shared/reports/ada/2026.txt", "arn:aws:s3:::shared/platform/x"),
    "s3:ListBucket": ("arn:aws:s3:::shared", "arn:aws:s3:::other"),
    "sts:AssumeRole": (f"arn:aws:iam::{THEIRS}:role/entry", f"arn:aws:iam::{OURS}:role/team/entry"),
    "iam:GetUser": (f"arn:aws:iam::{OURS}:user/ada", f"arn:aws:iam::{OURS}:user/team/ben"),
}
ACTIONS = (
    "*",
    "s3:*",
    "S3:get*",
    "s3:GetObject",
    "s3:?utObject",
    "s3:PutObject",
    "sts:AssumeRole",
    "iam:*",
    "sts:Assume*",
)
RESOURCES = (
    "*", "arn:aws:s3:::shared/*", "arn:aws:s3:::shared", "arn:aws:s3:::*", "arn:aws:s3:::shared/reports/*/2026.txt",
    "arn:aws:s3:::shared/reports/${aws:username}/*", "arn:aws:s3:::shared/${aws:PrincipalTag/team, 'reports'}/*",
    "arn:aws:s3:::shared/?", "arn:aws:s3:::other/a*", f"arn:aws:iam::{THEIRS}:role/*",
    f"arn:aws:iam::{THEIRS}:role/entry", f"arn:aws:iam::{OURS}:role/*/entry",
    f"arn:aws:iam::{OURS}:user/${{aws:username}}", "arn:aws:iam::*:user/*",
)  # fmt: skip
PRINCIPALS = (
    "*", OURS, THEIRS, f"arn:aws:iam::{OURS}:root", f"arn:aws:iam::{OURS}:user/ada", f"arn:aws:iam::{OURS}:user/ben",
    f"arn:aws:iam::{OURS}:role/auditor", SESSION, SESSION.replace("monday", "tuesday"), f"arn:aws:iam::{THEIRS}:root",
)  # fmt: skip
# What may be known of a request, and what a policy may ask of it.
KEYS: dict[str, tuple[tuple[Any, ...], dict[str, tuple[str, ...]]]] = {
    "aws:username": (
        ("ada", "Ada", "a*"),
        {
            # Without a${*}, which the other one takes for a star in patterns alone; AWS says so of every string.
            "String{Not}Equals": ("ada", "ben", "Ada", "a*", "${aws:username}"),
            "String{Not}EqualsIgnoreCase": ("ADA", "ben"),
            "String{Not}Like": ("a*", "?da", "ben", "*", "a${*}"),
        },
    ),
    "aws:PrincipalTag/team": (
        ("platform", "reports"),
        {"String{Not}Equals": ("platform", "${aws:PrincipalTag/team}", "")},
    ),
    "aws:SourceIp": (
        ("10.0.3.7", "192.0.2.1", "2001:db8::7"),
        {"{Not}IpAddress": ("10.0.0.0/8", "10.0.3.7/32", "192.0.2.0/24", "2001:db8::/32")},
    ),
    "aws:MultiFactorAuthPresent": (("true", "false"), {"Bool": ("true", "false")}),
    "aws:CurrentTime": (
        ("2026-11-26T08:00:00Z", "2027-01-01T00:00:00Z"),
        {
            f"Date{comparison}": ("2026-11-26T08:00:00Z", "2026-12-24T12:00:00Z", "2026-11-26T09:00:00+01:00")
            for comparison in ("Equals", "NotEquals", "LessThan", "LessThanEquals", "GreaterThan", "GreaterThanEquals")
        },
    ),
    "s3:max-keys": (
        ("10", "1000", "7.5"),
        {
            f"Numeric{comparison}": ("10", "100", "7.5")
            for comparison in ("Equals", "NotEquals", "LessThan", "LessThanEquals", "GreaterThan", "GreaterThanEquals")
        },
    ),
    "aws:TagKeys": (
        (["team"], ["team", "cost"], [], ["Team"]),
        {"String{Not}Equals": ("team", "cost"), "String{Not}Like": ("t*", "*o*")},
    ),
    "aws:PrincipalArn": (
        (f"arn:aws:iam::{OURS}:user/ada", f"arn:aws:iam::{OURS}:role/team/auditor"),
        {
            "Arn{Not}Like": (f"arn:aws:iam::{OURS}:*", "arn:*:iam::*:user/a?a"),
            "Arn{Not}Equals": (f"arn:aws:iam::{OURS}:role/*",),
        },
    ),
}  # fmt: skip

some = st.sampled_from


@st.composite
def conditions(draw: st.DrawFn) -> dict[str, Any]:
    found: dict[str, dict[str, Any]] = {}
    for _ in range(draw(some((0, 0, 0, 1, 1, 2)))):
        key = draw(some(sorted(KEYS)))
        if draw(some((False,) * 7 + (True,))):
            found.setdefault("Null", {})[key] = draw(some(("true", "false")))
            continue
        operator, values = draw(some(sorted(KEYS[key][1].items())))
        name = operator.replace("{Not}", draw(some(("", "Not"))))
        quantifier = draw(some(("", "", "ForAllValues:", "ForAnyValue:")))
        lenient = draw(some(("", "", "IfExists"))) if quantifier != "ForAnyValue:" else ""
        wanted = draw(st.lists(some(values), min_size=1, max_size=2))
        if "Not" in name and any("${aws" in value for value in wanted):
            continue
        found.setdefault(f"{quantifier}{name}{lenient}", {})[key] = wanted if len(wanted) > 1 else wanted[0]
    return found


@st.composite
def statements(draw: st.DrawFn, principals: bool = False) -> dict[str, Any]:
    names = st.lists(some(ACTIONS), min_size=1, max_size=2)
    statement: dict[str, Any] = {"Effect": draw(some(("Allow",) * 4 + ("Deny",)))}
    statement[draw(some(("Action", "Action", "Action", "NotAction")))] = draw(names)
    # A variable without a value in NotResource is one of the known differences.
    place = draw(some(("Resource", "Resource", "Resource", "NotResource")))
    places = RESOURCES if place == "Resource" else [each for each in RESOURCES if "${" not in each]
    statement[place] = draw(st.lists(some(places), min_size=1, max_size=2))
    if principals:
        named = draw(st.lists(some(PRINCIPALS), min_size=1, max_size=2))
        statement["Principal"] = "*" if named == ["*"] else {"AWS": named}
    if asked := draw(conditions()):
        statement["Condition"] = asked
    return statement


def documents(principals: bool = False) -> st.SearchStrategy[dict[str, Any]]:
    listed = st.lists(statements(principals), min_size=1, max_size=3)
    return st.builds(lambda found: {"Version": "2012-10-17", "Statement": found}, listed)


def wide() -> st.SearchStrategy[dict[str, Any]]:
    """A limit that is mostly no hindrance, so that the other policies have their say."""
    everything = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}
    return st.one_of(st.just(everything), st.just(everything), documents())


def known() -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries({}, optional={key: some(values) for key, (values, _) in KEYS.items()})


@st.composite
def cases(draw: st.DrawFn) -> dict[str, Any]:
    action, caller = draw(some(sorted(ON))), draw(some(CALLERS))
    session = draw(st.one_of(st.none(), st.none(), wide())) if caller.kind == "role" else None
    owners = st.one_of(st.none(), documents(principals=True))
    if session is not None:
        owners = owners.filter(lambda owner: SESSION not in json.dumps(owner))
    return {
        "caller": caller,
        "action": action,
        "resource": draw(some(ON[action])),
        "account": draw(some((OURS, OURS, THEIRS))),
        "context": draw(known()),
        "identity": draw(st.lists(wide(), max_size=2)),
        "boundary": draw(st.one_of(st.none(), wide())),
        "control": draw(st.lists(st.lists(wide(), min_size=1, max_size=2), max_size=2)),
        "owner": None if action.startswith("iam:") else draw(owners),
        "session": session,
    }


def ours(case: dict[str, Any]) -> str:
    texts = tuple(map(json.dumps, case["identity"]))
    context = {
        key.lower(): tuple(value) if isinstance(value, list) else value for key, value in case["context"].items()
    }
    policies = Policies(
        identity=texts,
        boundary=None if case["boundary"] is None else (json.dumps(case["boundary"]),),
        service_control=tuple(tuple(map(json.dumps, level)) for level in case["control"]),
        resource=() if case["owner"] is None else (json.dumps(case["owner"]),),
        session=None if case.get("session") is None else (json.dumps(case["session"]),),
        trust=case["owner"] is not None and case["action"].startswith("sts:"),
    )
    decided = decide(policies, Request(case["caller"], case["action"], case["resource"], case["account"], context))
    if decided.allowed:
        return "Allowed"
    return "ExplicitlyDenied" if decided.why.startswith("with an explicit deny") else "ImplicitlyDenied"


def named(policies: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{"name": f"policy-{number}", "policy": policy} for number, policy in enumerate(policies)]


def simulation(case: dict[str, Any]) -> dict[str, Any]:
    everything = {
        "Version": "2012-10-17",
        "Statement": [{"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*"}],
    }
    return {
        "request": {
            "principal": case["caller"].arn,
            "action": case["action"],
            "resource": {"resource": case["resource"], "accountId": case["account"]},
            "contextVariables": case["context"],
        },
        "identityPolicies": named(case["identity"]),
        "serviceControlPolicies": [
            {"orgIdentifier": f"level-{number}", "policies": named(level)}
            for number, level in enumerate(case["control"])
        ],
        "resourceControlPolicies": [{"orgIdentifier": "root", "policies": named([everything])}],
        **({"permissionBoundaryPolicies": named([case["boundary"]])} if case["boundary"] else {}),
        **({"resourcePolicy": case["owner"]} if case["owner"] else {}),
        **({"sessionPolicy": case["session"]} if case.get("session") else {}),
    }


@pytest.fixture(scope="module")
def second() -> Iterator[SecondEvaluator]:
    installed()
    evaluator = SecondEvaluator()
    yield evaluator
    evaluator.stop()


@pytest.mark.long
@settings(max_examples=250, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(case=cases())
def test_both_evaluators_decide_alike(second: SecondEvaluator, case: dict[str, Any]) -> None:
    assert ours(case) == second.judge(simulation(case))


@pytest.mark.long
@settings(max_examples=5000, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(case=cases())
def test_both_evaluators_decide_alike_over_thousands_of_requests(second: SecondEvaluator, case: dict[str, Any]) -> None:
    assert ours(case) == second.judge(simulation(case))
