"""The proof: three calls are read together, and a refusal leads to the side that has to act."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import pytest

from tests.doubles import TableReader
from wizard.model import (
    Answers,
    AssumedRole,
    CallError,
    CallFailed,
    Context,
    Journal,
    Observation,
    Read,
    SignedIn,
    State,
)
from wizard.model.questions import check_answer
from wizard.problems.explain import explain
from wizard.resources.external_id import WRONG
from wizard.steps.proof.step import STEP
from wizard.vendors.profile import load_vendor

ROLE, ID = "arn:aws:iam::222222222222:role/partner", "a1b2c3d4-right"
ADA = SignedIn(arn="arn:aws:iam::111111111111:user/ada", account="111111111111", region="us-east-1", standing="none")
UNTIL = datetime(2026, 11, 26, 13, 0, tzinfo=UTC)
SESSION = "arn:aws:sts::222222222222:assumed-role/partner/firetiger-onboard"
GIVEN = {"Credentials": {"Expiration": UNTIL}, "AssumedRoleUser": {"Arn": SESSION}}
DENIED = CallError(code="AccessDenied", message="is not authorized to perform: sts:AssumeRole", operation="AssumeRole")


def role(takes: Mapping[str, Any]) -> TableReader:
    """A role that answers by the external ID that it is asked with; "" is none, "*" any other."""
    return TableReader({"sts:AssumeRole": lambda read: takes.get(read.parameters.get("ExternalId", ""), takes["*"])})


def look(reader: TableReader, **answers: str) -> Observation[Any]:
    context = Context(vendor=load_vendor("firetiger"), now=UNTIL, found=(ADA,))
    return STEP.observe(reader, Answers(answers), Journal(), context)


def said(observation: Observation[Any]) -> list[tuple[str, str]]:
    return [(finding.mark, finding.text) for finding in observation.findings]


def test_a_role_that_takes_the_right_external_id_alone_is_proven() -> None:
    reader = role({ID: GIVEN, "*": DENIED})
    seen = look(reader, role_arn=ROLE, external_id=ID)
    assert seen.state is State.SATISFIED
    assert seen.found == (AssumedRole(role_arn=ROLE, session=SESSION, until=UNTIL.timestamp(), external_id=True),)
    assert [mark for mark, _ in said(seen)] == ["good"] * 3
    assert [read.parameters.get("ExternalId", "") for read in reader.made] == ["", WRONG, ID]
    assert reader.batches == [["AssumeRole"] * 3]


@pytest.mark.parametrize(
    ("takes", "key"),
    [
        ({"": GIVEN, ID: GIVEN, "*": DENIED}, "external-id-not-demanded"),
        ({"": GIVEN, "*": GIVEN}, "external-id-not-demanded"),
        ({"": DENIED, "*": GIVEN}, "external-id-any"),
    ],
    ids=["none will do", "none and any will do", "any will do"],
)
def test_a_role_that_lets_in_without_the_right_external_id_is_a_finding(takes: Mapping[str, Any], key: str) -> None:
    seen = look(role(takes), role_arn=ROLE, external_id=ID)
    assert (seen.state, seen.trouble and seen.trouble.key, seen.found) == (State.BLOCKED, key, ())
    assert any(mark == "bad" for mark, _ in said(seen))


def test_where_the_right_one_is_refused_the_other_refusals_prove_nothing() -> None:
    seen = look(role({"*": DENIED}), role_arn=ROLE, external_id=ID)
    assert seen.state is State.BLOCKED
    assert ("unknown", "Without an external ID, AWS refused") in said(seen)
    assert not any(mark == "good" for mark, _ in said(seen))


def test_without_an_external_id_there_is_one_call_and_it_says_that_none_is_asked_for() -> None:
    reader = role({"": GIVEN, "*": DENIED})
    seen = look(reader, role_arn=ROLE)
    assert (seen.state, len(reader.made)) == (State.SATISFIED, 1)
    assert ("info", "This role doesn't require an external ID") in said(seen)


@pytest.mark.parametrize(
    ("why", "key", "ready"),
    [
        ("because no identity-based policy allows the sts:AssumeRole action", "assume-not-allowed", f'"{ROLE}"'),
        ("with an explicit deny in an identity-based policy", "assume-forbidden", ""),
        ("because no role trust policy allows the sts:AssumeRole action", "assume-not-trusted", "111111111111:root"),
        ("with an explicit deny in a service control policy", "assume-organization", ""),
        ("", "assume-unsaid", "111111111111:root"),
    ],
)
def test_a_refusal_names_the_side_and_has_the_statement_ready(why: str, key: str, ready: str) -> None:
    error = CallError(code="AccessDenied", message=f"{DENIED.message} {why}".rstrip(), operation="AssumeRole")
    seen = look(role({"*": error}), role_arn=ROLE)
    assert seen.trouble is not None
    assert seen.trouble.key == key
    problem = explain(seen.trouble)
    assert "unknown)" not in "".join((problem.what, problem.why, *problem.todo))
    statements = [finding.detail for finding in seen.findings if '"sts:AssumeRole"' in finding.detail]
    assert [ready in statement for statement in statements] == ([True] if ready else [])


def test_the_authorization_id_is_told_where_aws_gives_one() -> None:
    error = CallError(
        code="AccessDenied", message=f"{DENIED.message}, authorization id: auth-77", operation="AssumeRole"
    )
    assert ("info", "Authorization ID auth-77") in said(look(role({"*": error}), role_arn=ROLE))


@pytest.mark.parametrize("asked", ["", WRONG, ID])
def test_what_says_nothing_of_the_role_is_not_read_as_a_refusal(asked: str) -> None:
    throttled = CallError(code="Throttling", message="Rate exceeded", operation="AssumeRole")
    takes: dict[str, Any] = {"": DENIED, WRONG: DENIED, ID: GIVEN, "*": DENIED}
    with pytest.raises(CallFailed) as failed:
        look(role({**takes, asked: throttled}), role_arn=ROLE, external_id=ID)
    assert failed.value.error.code == "Throttling"


def test_without_a_role_it_asks_and_calls_nobody() -> None:
    reader = role({})
    assert look(reader).state is State.NEEDS_ANSWERS
    assert reader.made == []


def test_a_role_in_another_partition_is_no_answer_at_all() -> None:
    reader = role({})
    asked = next(question for question in look(reader).questions if question.name == "role_arn")
    wrong = check_answer(asked, "arn:aws-cn:iam::222222222222:role/partner")
    assert wrong == "arn:aws-cn:iam::222222222222:role/partner is in partition aws-cn; this workflow is for aws."
    assert check_answer(asked, ROLE) is None


def test_it_plans_nothing_whatever_was_found() -> None:
    for takes in ({"*": GIVEN}, {"*": DENIED}):
        seen = look(role(takes), role_arn=ROLE)
        assert STEP.plan(seen, Answers()).changes == ()
    assert STEP.writes == ()


def test_the_read_is_made_with_the_credentials_that_are_signed_in_with() -> None:
    reader = role({"*": GIVEN})
    look(reader, role_arn=ROLE)
    (read,) = reader.made
    assert isinstance(read, Read)
    assert read.target == ADA.target
