"""A permission taken back: exactly what names the role, and nothing that somebody else put there."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.doubles import TableReader
from tests.steps.access import ROLE, A, B, allow, arn, context, document, iam
from wizard.model import Answers, Change, Journal, JournalEntry, Observation, State
from wizard.resources.identity_policies import MADE_BY_US
from wizard.steps.removal.step import STEP

OTHER = f"arn:aws:iam::{B}:role/other"
EVERYTHING = {"Effect": "Allow", "Action": "s3:*", "Resource": "*"}


def looked(
    read: TableReader, journal: tuple[JournalEntry, ...] = (), *, person: bool = False, **answers: str
) -> Observation[Any]:
    return STEP.observe(read, Answers(answers), Journal(journal), context(person=person))


def changes(seen: Observation[Any]) -> list[Change]:
    return list(STEP.plan(seen, Answers()).changes)


def test_where_nothing_names_the_role_nothing_is_to_be_done() -> None:
    assert looked(iam(inline={"mine": document(EVERYTHING)})).state is State.SATISFIED


def test_the_role_goes_out_of_its_statement_and_the_rest_stays() -> None:
    (put,) = changes(looked(iam(inline={"mine": document(EVERYTHING, allow(OTHER, ROLE))})))
    assert (put.operation, put.parameters["PolicyName"]) == ("PutUserPolicy", "mine")
    assert json.loads(put.parameters["PolicyDocument"]) == document(EVERYTHING, allow(OTHER))


def test_an_inline_policy_of_which_nothing_is_left_is_deleted() -> None:
    (gone,) = changes(looked(iam(inline={"mine": document(allow(ROLE))})))
    assert (gone.operation, "NoSuchEntity" in gone.landed) == ("DeleteUserPolicy", True)


def test_every_policy_that_names_it_is_shortened_in_one_round() -> None:
    read = iam(inline={"one": document(allow(ROLE)), "two": document(allow(ROLE, OTHER))},
               attached={"three": document(allow(ROLE))})  # fmt: skip
    assert [one.operation for one in changes(looked(read))] == [
        "DeleteUserPolicy", "PutUserPolicy", "DetachUserPolicy",
    ]  # fmt: skip


def test_a_managed_policy_for_this_role_alone_is_detached_though_others_have_it() -> None:
    said = document(allow(ROLE))
    read = iam(attached={"roles": said}, local={"roles": {"document": said, "attached": 5}})
    assert [one.operation for one in changes(looked(read))] == ["DetachUserPolicy"]


def test_a_managed_policy_that_says_more_gets_a_version_without_the_role() -> None:
    (version,) = changes(looked(iam(attached={"roles": document(EVERYTHING, allow(ROLE))})))
    assert (version.operation, version.retry) == ("CreatePolicyVersion", False)
    assert json.loads(version.parameters["PolicyDocument"]) == document(EVERYTHING)


def test_one_that_others_have_for_more_is_left_alone_and_said() -> None:
    said = document(EVERYTHING, allow(ROLE))
    seen = looked(iam(attached={"roles": said}, local={"roles": {"document": said, "attached": 2}}))
    assert (seen.state, seen.trouble.key if seen.trouble else "") == (State.BLOCKED, "policy-shared")


@pytest.mark.parametrize(
    "read",
    [iam(inline={"wide": document(allow("*"))}), iam(of_group={"theirs": document(allow(ROLE))})],
    ids=["a pattern", "a group"],
)
def test_what_still_allows_it_is_not_touched_and_is_not_called_done(read: TableReader) -> None:
    seen = looked(read)
    assert (seen.state, seen.trouble.key if seen.trouble else "") == (State.BLOCKED, "still-allowed")


# --- the managed policy that nobody has any more -------------------------------------------------------------------


DETACHED = JournalEntry(
    step="removal", digest="d", attempt=1, service="iam", operation="DetachUserPolicy", account=A, region="us-east-1",
    sentence="Detach it", note={"policy": arn("roles")}, intended="2026-11-26T10:00:00Z", outcome="landed",
)  # fmt: skip


def unused(**otherwise: Any) -> TableReader:
    about = {"document": document(allow(ROLE)), "attached": 0, "versions": 2, "description": MADE_BY_US}
    return iam(local={"roles": {**about, **otherwise}})


def test_a_person_is_asked_and_keeping_it_is_the_default() -> None:
    seen = looked(unused(), (DETACHED,), person=True)
    assert (seen.state, seen.questions[0].default) == (State.NEEDS_ANSWERS, "keep")
    assert looked(unused(), (DETACHED,), person=True, delete_policy="keep").state is State.SATISFIED


def test_without_a_person_it_stays_and_is_told() -> None:
    seen = looked(unused(), (DETACHED,))
    assert seen.state is State.SATISFIED
    assert any("nobody has it" in finding.text for finding in seen.findings)


def test_where_the_answers_name_it_it_goes_with_its_versions() -> None:
    seen = looked(unused(), (DETACHED,), delete_policy="roles")
    assert [one.operation for one in changes(seen)] == ["DeletePolicyVersion", "DeletePolicy"]
    assert all("NoSuchEntity" in one.landed for one in changes(seen))


@pytest.mark.parametrize("otherwise", [{"attached": 1}, {"description": "by hand"}])
def test_one_that_somebody_has_or_made_is_never_deleted(otherwise: dict[str, Any]) -> None:
    assert looked(unused(**otherwise), (DETACHED,), delete_policy="roles").state is State.SATISFIED


def test_the_deletion_is_foreseen_behind_the_detaching() -> None:
    said = document(allow(ROLE))
    local = {"roles": {"document": said, "attached": 1, "description": MADE_BY_US}}
    answers = Answers({"delete_policy": "roles"})
    seen = looked(iam(attached={"roles": said}, local=local), delete_policy="roles")
    rounds = STEP.preview(seen, answers, context()).rounds
    assert [[one.operation for one in plan.changes] for plan in rounds] == [["DetachUserPolicy"], ["DeletePolicy"]]
