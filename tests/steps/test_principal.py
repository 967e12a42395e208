"""Who should be able to assume a role: looked up by name, created only where that is said."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.doubles import Reply, TableReader, refused
from tests.steps.access import GONE, SIGNED_IN, TRUSTING, A, context
from wizard.model import Answers, CallFailed, Journal, Observation, Principal, State
from wizard.model.questions import check_answer
from wizard.steps.principal.step import EXISTING, STEP, TO

GROUP = {"GroupName": "developers", "Arn": f"arn:aws:iam::{A}:group/developers", "Path": "/"}


def looked(step: Any = STEP, replies: dict[str, Reply] | None = None, **answers: str) -> Observation[Any]:
    read = TableReader({f"iam:{name}": reply for name, reply in (replies or {}).items()})
    seen: Observation[Any] = step.observe(read, Answers(answers), Journal(), context(SIGNED_IN, TRUSTING))
    return seen


def test_without_an_answer_it_asks_who() -> None:
    assert [question.name for question in looked().questions] == ["to"]


@pytest.mark.parametrize(
    ("value", "right"),
    [("user/ben", True), ("group/a.b@c", True), ("role/x" + "x" * 63, True), ("role/x" + "x" * 64, False),
     ("group/" + "g" * 128, True), ("ben", False), ("user/", False), ("people/ben", False), ("user/a/b", False)],
)  # fmt: skip
def test_it_is_a_kind_and_a_name(value: str, right: bool) -> None:
    assert (check_answer(TO, value) is None) == right


def test_a_group_is_found_with_everybody_in_it() -> None:
    users = [{"UserName": "cleo"}, {"UserName": "ben"}]
    seen = looked(replies={"GetGroup": {"Group": GROUP, "Users": users}}, to="group/developers")
    (found,) = seen.found
    assert isinstance(found, Principal)
    assert (seen.state, found.members) == (State.SATISFIED, ("ben", "cleo"))
    assert any("2 users are in the group: ben, cleo" in finding.text for finding in seen.findings)
    assert set(seen.where.private) >= {"developers", "ben", "cleo"}


def test_a_group_with_nobody_in_it_is_warned_about() -> None:
    seen = looked(replies={"GetGroup": {"Group": GROUP, "Users": []}}, to="group/developers")
    assert [finding.mark for finding in seen.findings if "Nobody is in the group" in finding.text] == ["warning"]


def test_a_boundary_and_a_path_are_kept() -> None:
    about = {"RoleName": "deployer", "Arn": f"arn:aws:iam::{A}:role/ci/deployer", "Path": "/ci/",
             "PermissionsBoundary": {"PermissionsBoundaryArn": "arn:aws:iam::aws:policy/PowerUserAccess"}}  # fmt: skip
    (found,) = looked(replies={"GetRole": {"Role": about}}, to="role/deployer").found
    assert isinstance(found, Principal)
    assert (found.arn, found.boundary) == (about["Arn"], "arn:aws:iam::aws:policy/PowerUserAccess")


@pytest.mark.parametrize("path", ["/aws-reserved/sso.amazonaws.com/", "/aws-service-role/x.amazonaws.com/"])
def test_a_role_that_aws_manages_is_refused(path: str) -> None:
    about = {"RoleName": "r", "Arn": f"arn:aws:iam::{A}:role{path}r", "Path": path}
    seen = looked(replies={"GetRole": {"Role": about}}, to="role/r")
    assert (seen.state, seen.trouble.key if seen.trouble else "") == (State.NEEDS_ANSWERS, "principal-of-aws")


@pytest.mark.parametrize("said", [{}, {"create": "false"}])
def test_one_that_is_missing_is_asked_about_and_not_created_unasked(said: dict[str, str]) -> None:
    seen = looked(replies={"GetUser": GONE}, to="user/nobody", **said)
    assert (seen.state, seen.trouble.key if seen.trouble else "") == (State.NEEDS_ANSWERS, "principal-missing")
    assert [question.name for question in seen.questions] == ["to", "create"]


@pytest.mark.parametrize("kind", ["user", "group", "role"])
def test_where_it_is_said_it_is_created_by_its_name(kind: str) -> None:
    title = kind.capitalize()
    seen = looked(replies={f"Get{title}": GONE}, to=f"{kind}/new", create="true")
    (made,) = STEP.plan(seen, Answers()).changes
    assert (made.operation, made.parameters[f"{title}Name"]) == (f"Create{title}", "new")
    assert "EntityAlreadyExists" in made.landed
    assert (seen.found, STEP.preview(seen, Answers(), context()).found != ()) == ((), True)


def test_a_new_role_trusts_its_own_account_alone() -> None:
    (made,) = STEP.plan(looked(replies={"GetRole": GONE}, to="role/new", create="true"), Answers()).changes
    (statement,) = json.loads(made.parameters["AssumeRolePolicyDocument"])["Statement"]
    assert statement["Principal"] == {"AWS": f"arn:aws:iam::{A}:root"}


def test_where_access_is_taken_back_nobody_is_created() -> None:
    seen = looked(EXISTING, {"GetUser": GONE}, to="user/nobody", create="true")
    assert (seen.state, [question.name for question in seen.questions]) == (State.NEEDS_ANSWERS, ["to"])
    assert seen.trouble is not None
    assert seen.trouble.key == "principal-unknown"
    assert EXISTING.writes == ()


def test_a_refusal_to_look_is_no_absence() -> None:
    with pytest.raises(CallFailed):
        looked(replies={"GetUser": refused("AccessDenied")}, to="user/ben", create="true")
