"""The proof at the end of a grant: from the principal into the role, where that can be tried from here."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import pytest

from tests.doubles import TableReader
from wizard.model import (
    Answers,
    CallError,
    CallFailed,
    Context,
    Journal,
    Observation,
    Permitted,
    Principal,
    SignedIn,
    Simulation,
    State,
    Target,
    TrustingRole,
)
from wizard.steps.granted_proof.step import STEP
from wizard.vendors.profile import load_vendor

A, B = "111111111111", "222222222222"
ROLE, OWN, ID = f"arn:aws:iam::{B}:role/partner", f"arn:aws:iam::{A}:role/team/deployer", "a1b2c3d4-right"
HERE = Target(region="us-east-1", profile="admin")
ADA = SignedIn(arn=f"arn:aws:iam::{A}:user/ada", account=A, region="us-east-1", standing="none", profile="admin")
GIVEN = {"AssumedRoleUser": {"Arn": f"arn:aws:sts::{B}:assumed-role/partner/firetiger-onboard"}}
DENIED = CallError(code="AccessDenied", message="is not authorized to perform: sts:AssumeRole", operation="AssumeRole")
DEPLOYER = Principal(kind="role", name="deployer", arn=OWN, target=HERE)


def answering(takes: Mapping[str, Any], *, own: Any = GIVEN) -> TableReader:
    """Who becomes the deployer, and a role that answers by the external ID that it is asked with; "*" is any other."""

    def answer(read: Any) -> Any:
        if read.parameters["RoleArn"] == OWN:
            return own
        return takes.get(read.parameters.get("ExternalId", ""), takes["*"])

    return TableReader({"sts:AssumeRole": answer})


def look(
    reader: TableReader, principal: Principal = DEPLOYER, simulation: Simulation | None = None, **about: Any
) -> Observation[Any]:
    role = TrustingRole(**{"arn": ROLE, "account": B, "name": "partner", **about})
    found = (ADA, principal, role, Permitted(principal=principal.arn, role=ROLE))
    context = Context(
        vendor=load_vendor("firetiger"), now=datetime(2026, 11, 26, tzinfo=UTC), found=found, simulation=simulation
    )
    return STEP.observe(reader, Answers({}), Journal(), context)


def said(seen: Observation[Any]) -> list[tuple[str, str]]:
    return [(finding.mark, finding.text) for finding in seen.findings]


def test_a_role_that_can_be_assumed_here_assumes_the_other_one_from_there() -> None:
    reader = answering({"*": GIVEN})
    seen = look(reader)
    assert (seen.state, seen.summary) == (State.SATISFIED, "proven")
    first, second = reader.made
    assert first.target == ADA.target
    assert (second.target.account, second.target.role_name, second.target.profile) == (A, "team/deployer", "admin")
    assert second.parameters["RoleArn"] == ROLE


def test_with_an_external_id_the_refusals_of_the_others_are_part_of_the_proof() -> None:
    assert [mark for mark, _ in said(look(answering({ID: GIVEN, "*": DENIED}), external_id=ID))] == ["good", "good"]
    loose = look(answering({"*": GIVEN}), external_id=ID)
    assert [mark for mark, _ in said(loose)] == ["good", "warning"]


@pytest.mark.parametrize("kind", ["user", "group"])
def test_users_and_groups_are_not_spoken_for(kind: Any) -> None:
    reader = answering({"*": GIVEN})
    principal = Principal(kind=kind, name="ben", arn=f"arn:aws:iam::{A}:{kind}/ben", target=HERE)
    seen = look(reader, principal, external_id=ID)
    assert (seen.state, reader.made) == (State.SATISFIED, [])
    assert seen.findings[-1].detail == f"firetiger-onboard verify {ROLE} --external-id {ID}"


def test_whoever_cannot_become_the_principal_is_given_the_command() -> None:
    seen = look(answering({"*": GIVEN}, own=DENIED))
    assert (seen.state, seen.summary) == (State.SATISFIED, "not checked from here")


def test_without_the_external_id_that_is_asked_for_nothing_is_tried() -> None:
    reader = answering({"*": GIVEN})
    assert look(reader, asks_for_external_id=True).summary == "not checked from here"
    assert reader.made == []


def test_a_refusal_is_told_and_after_a_handover_it_is_waited_for_and_then_in_the_way() -> None:
    told = look(answering({"*": DENIED}))
    assert (told.state, said(told)[0][0]) == (State.SATISFIED, "warning")
    handed_over = look(answering({"*": DENIED}), policy="partner-222222222222")
    assert handed_over.state is State.PENDING
    assert handed_over.waiting is not None
    assert handed_over.waiting.refused == DENIED


@pytest.mark.parametrize("where", ["own", "other"])
def test_a_failure_that_says_nothing_about_the_role_is_one(where: str) -> None:
    broken = CallError(code="Unreachable", message="no route", operation="AssumeRole", unsure=True)
    with pytest.raises(CallFailed):
        look(answering({"*": broken}, own=broken if where == "own" else GIVEN))


def test_on_a_simulated_aws_the_command_stays_there() -> None:
    ben = Principal(kind="user", name="ben", arn=f"arn:aws:iam::{A}:user/ben", target=HERE)
    seen = look(answering({"*": GIVEN}), ben, Simulation(scenario="two-accounts", exports={}))
    assert seen.findings[-1].detail == f"firetiger-onboard verify {ROLE} --sandbox=two-accounts"
