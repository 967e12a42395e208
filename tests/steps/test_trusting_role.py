"""The role in the other account: which it is, and whether its trust policy lets this account in."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.doubles import Reply, TableReader, refused
from tests.steps.access import ROLE, SIGNED_IN, A, B, context
from wizard.model import Answers, Journal, Observation, State, TrustingRole
from wizard.steps.trusting_role.step import STEP

VENDOR = {"id": "firetiger", "name": "Firetiger", "account": "975050257559"}
HANDED_OVER = {
    "schema": "aws-onboarding-handover", "version": 1, "simulated": False, "written": "2026-11-26T10:00:00Z",
    "role_arn": ROLE, "account_id": B, "vendor": VENDOR, "external_id": True, "steps": [], "versions": {"handover": 1},
}  # fmt: skip
AT_VENDOR = type(SIGNED_IN)(
    arn="arn:aws:iam::975050257559:user/eve", account="975050257559", region="us-east-1", standing="none"
)


def looked(reply: Reply | None = None, *, file: str = "", at_vendor: bool = False, simulated: bool = False,
           **answers: str) -> Observation[Any]:  # fmt: skip
    read = TableReader(
        {"iam:GetRole": reply or {}, "file:ReadFile": {"Text": file} if file else refused("FileNotFound")}
    )
    about = context(AT_VENDOR if at_vendor else SIGNED_IN, simulated=simulated)
    return STEP.observe(read, Answers(answers), Journal(), about)


def trusts(*principals: str, **condition: Any) -> dict[str, Any]:
    statement = {"Effect": "Allow", "Principal": {"AWS": list(principals)}, "Action": "sts:AssumeRole", **condition}
    trust = {"Version": "2012-10-17", "Statement": [statement]}
    return {"Role": {"RoleName": "role-in-accountb", "Arn": ROLE, "AssumeRolePolicyDocument": trust}}


def role(seen: Observation[Any]) -> TrustingRole:
    (found,) = seen.found
    assert isinstance(found, TrustingRole)
    return found


def key(seen: Observation[Any]) -> str:
    return seen.trouble.key if seen.trouble else ""


def test_without_an_answer_it_asks_for_the_role() -> None:
    assert [question.name for question in looked().questions] == ["arn"]


@pytest.mark.parametrize(
    ("arn", "problem"),
    [
        (f"arn:aws:iam::{A}:role/mine", "role-of-your-own-account"),
        (f"arn:aws-cn:iam::{B}:role/r", "role-of-another-partition"),
    ],
)
def test_a_role_that_cannot_be_the_one_is_refused(arn: str, problem: str) -> None:
    seen = looked(arn=arn)
    assert (seen.state, key(seen)) == (State.NEEDS_ANSWERS, problem)


def test_without_a_way_to_read_it_the_statement_to_ask_for_is_there_to_copy() -> None:
    seen = looked(arn=ROLE)
    assert (seen.state, role(seen).missing) == (State.SATISFIED, None)
    (statement,) = [json.loads(finding.body) for finding in seen.findings if finding.body]
    assert statement == {
        "Effect": "Allow", "Principal": {"AWS": f"arn:aws:iam::{A}:root"}, "Action": "sts:AssumeRole",
    }  # fmt: skip


def test_with_an_external_id_the_statement_demands_it() -> None:
    seen = looked(arn=ROLE, external_id="example-external-id-4242")
    (statement,) = [json.loads(finding.body) for finding in seen.findings if finding.body]
    assert statement["Condition"] == {"StringEquals": {"sts:ExternalId": "example-external-id-4242"}}


@pytest.mark.parametrize("principal", [f"arn:aws:iam::{A}:root", A, f"arn:aws:iam::{A}:user/ben", "*"])
def test_a_trust_policy_that_lets_the_account_in_is_recognized(principal: str) -> None:
    seen = looked(trusts(principal), arn=ROLE, profile="accountb-admin")
    assert (role(seen).missing, role(seen).asks_for_external_id) == ("", False)


@pytest.mark.parametrize("principal", ["arn:aws:iam::333333333333:root", f"arn:aws:iam::{B}:root"])
def test_one_that_does_not_is_said_with_what_it_lacks(principal: str) -> None:
    seen = looked(trusts(principal), arn=ROLE, profile="accountb-admin")
    assert role(seen).missing == f"The role's trust policy doesn't let account {A} assume it"
    assert [finding.mark for finding in seen.findings if "doesn't let" in finding.text] == ["bad"]


def test_that_it_asks_for_an_external_id_is_read_there() -> None:
    condition = {"StringEquals": {"sts:ExternalId": "x-1"}}
    seen = looked(trusts(A, Condition=condition), arn=ROLE, profile="accountb-admin")
    assert role(seen).asks_for_external_id is True


def test_a_role_that_is_not_there_is_refused_and_a_denial_is_no_absence() -> None:
    assert key(looked(refused("NoSuchEntity"), arn=ROLE, profile="accountb-admin")) == "role-not-there"
    denied = looked(refused("AccessDenied"), arn=ROLE, profile="accountb-admin")
    assert (denied.state, role(denied).missing) == (State.SATISFIED, None)
    assert any("iam:GetRole with profile accountb-admin: AccessDenied" in finding.detail for finding in denied.findings)


# --- handed over ---------------------------------------------------------------------------------------------------


def handed(at_vendor: bool = True, sandbox: bool = False, arn: str = "", **otherwise: Any) -> Observation[Any]:
    answers = {"handover": "firetiger-handover.json", **({"arn": arn} if arn else {})}
    file = json.dumps({**HANDED_OVER, **otherwise})
    return looked(file=file, at_vendor=at_vendor, simulated=sandbox, **answers)


def test_a_whole_handover_settles_the_role_and_the_policys_name() -> None:
    found = role(handed())
    assert (found.arn, found.asks_for_external_id, found.policy) == (ROLE, True, f"role-in-accountb-{B}")
    assert role(handed(external_id="x-1")).external_id == "x-1"


@pytest.mark.parametrize(
    ("otherwise", "problem"),
    [
        ({"simulated": True}, "handover-simulated"),
        ({"role_arn": None}, "handover-not-whole"),
        ({"role_arn": "nonsense"}, "handover-not-whole"),
        ({"account_id": A}, "handover-not-whole"),
        ({"vendor": {}}, "handover-not-whole"),
        ({"vendor": "firetiger"}, "handover-not-whole"),
        ({"simulated": "no"}, "handover-not-whole"),
        ({"vendor": {**VENDOR, "id": "acme"}}, "handover-of-another-vendor"),
        ({"vendor": {**VENDOR, "account": "999999999999"}}, "handover-of-another-vendor"),
        ({"version": 2}, "handover-not-one"),
        ({"at_vendor": False}, "handover-for-another-account"),
        ({"arn": f"arn:aws:iam::{B}:role/another"}, "handover-of-another-role"),
    ],
)
def test_a_handover_that_cannot_be_used_is_refused(otherwise: dict[str, Any], problem: str) -> None:
    seen = handed(**otherwise)
    assert (seen.state, key(seen), seen.found) == (State.NEEDS_ANSWERS, problem, ())


def test_a_simulated_one_is_taken_on_a_simulated_aws_and_one_that_is_cut_off_nowhere() -> None:
    assert handed(sandbox=True).state is State.SATISFIED
    sandboxed = looked(
        file=json.dumps({**HANDED_OVER, "simulated": True}), at_vendor=True, simulated=True, handover="h"
    )
    assert sandboxed.state is State.SATISFIED
    whole = json.dumps(HANDED_OVER)
    assert key(looked(file=whole[:-9], at_vendor=True, handover="h")) == "handover-not-one"
    assert key(looked(at_vendor=True, handover="h")) == "handover-missing"


def test_it_writes_nothing() -> None:
    assert STEP.writes == ()
