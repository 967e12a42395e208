"""Trusted access: who can run a fleet at all, and that nothing turns StackSets on but an answer that names it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Literal

import pytest

from tests.doubles import Reply, TableReader, refused
from tests.steps.access import context
from wizard.model import Answers, Journal, Observation, SignedIn, State, TrustedAccess
from wizard.resources.fleet.trusted_access import SERVICE
from wizard.steps.trusted_access.step import STEP

MANAGEMENT, OURS = "111122223333", "444455556666"
Standing = Literal["management", "delegated", "member", "none", "unknown"]


def signed_in(standing: Standing = "management") -> SignedIn:
    account = MANAGEMENT if standing == "management" else OURS
    arn = f"arn:aws:iam::{account}:user/ada"
    return SignedIn(
        arn=arn, account=account, region="eu-west-1", standing=standing, management_account=MANAGEMENT,
        organization_id="o-abcdefghij",
    )  # fmt: skip


def reader(**replies: Reply) -> TableReader:
    return TableReader(
        {
            "organizations:DescribeOrganization": {"Organization": {"FeatureSet": "ALL"}},
            "organizations:ListDelegatedAdministrators": {"DelegatedAdministrators": [{"Id": OURS}]},
            "organizations:ListAWSServiceAccessForOrganization": {"EnabledServicePrincipals": []},
            "cloudformation:DescribeOrganizationsAccess": {"Status": "ENABLED"},
            **{name.replace("__", ":"): reply for name, reply in replies.items()},
        }
    )


OFF: dict[str, Reply] = {"cloudformation__DescribeOrganizationsAccess": {"Status": "DISABLED"}}


def look(standing: Standing = "management", read: TableReader | None = None, **answers: str) -> Observation[Any]:
    return STEP.observe(read or reader(), Answers(answers), Journal(), context(signed_in(standing)))


def key(seen: Observation[Any]) -> str:
    return seen.trouble.key if seen.trouble else ""


def test_the_management_account_acts_for_itself() -> None:
    read = reader()
    seen = look(read=read)
    assert (seen.state, seen.found) == (State.SATISFIED, (TrustedAccess(management_account=MANAGEMENT),))
    (asked,) = [one for one in read.made if one.operation == "DescribeOrganizationsAccess"]
    assert (asked.target.region, asked.parameters) == ("eu-west-1", {})


def test_a_delegated_administrator_calls_as_that_and_the_management_account_is_told_as_not_covered() -> None:
    read = reader()
    seen = look("delegated", read)
    assert seen.found == (TrustedAccess(call_as="DELEGATED_ADMIN", management_account=MANAGEMENT),)
    assert f"The management account {MANAGEMENT} isn't covered" in [one.text for one in seen.findings]
    (asked,) = [one for one in read.made if one.operation == "DescribeOrganizationsAccess"]
    assert asked.parameters == {"CallAs": "DELEGATED_ADMIN"}


@pytest.mark.parametrize(
    ("standing", "replies", "problem"),
    [
        ("none", {}, "fleet-no-organization"),
        ("member", {}, "fleet-from-member"),
        ("unknown", {}, "fleet-organization-unread"),
        ("management", {"organizations__DescribeOrganization": {"Organization": {"FeatureSet": "BILLING"}}},
         "fleet-all-features-off"),
        ("delegated", {"organizations__ListDelegatedAdministrators": {"DelegatedAdministrators": []}},
         "fleet-not-delegated"),
        ("delegated", {"organizations__ListDelegatedAdministrators": refused("AccessDeniedException")},
         "fleet-not-delegated"),
        ("delegated", OFF, "trusted-access-of-management"),
    ],
)  # fmt: skip
def test_who_cannot_run_a_fleet_is_told_one_reason(standing: Standing, replies: dict[str, Reply], problem: str) -> None:
    seen = look(standing, reader(**replies), activate="true")
    assert (seen.state, key(seen)) == (State.BLOCKED, problem)
    assert STEP.plan(seen, Answers({"activate": "true"})).changes == ()


@pytest.mark.parametrize(
    ("answers", "problem"), [({}, "trusted-access-missing"), ({"activate": "false"}, "trusted-access-declined")]
)
def test_nothing_is_planned_before_an_answer_names_it(answers: dict[str, str], problem: str) -> None:
    seen = look(read=reader(**OFF), **answers)
    assert (seen.state, key(seen)) == (State.NEEDS_ANSWERS, problem)
    assert [question.name for question in seen.questions] == ["activate"]
    assert STEP.plan(seen, Answers(answers)).changes == ()


def test_a_person_who_has_not_answered_yet_sees_the_question_and_no_problem() -> None:
    somebody = replace(context(signed_in()), person=True)
    asked = STEP.observe(reader(**OFF), Answers({}), Journal(), somebody)
    assert (asked.state, asked.trouble) == (State.NEEDS_ANSWERS, None)
    declined = STEP.observe(reader(**OFF), Answers({"activate": "false"}), Journal(), somebody)
    assert key(declined) == "trusted-access-declined"


def test_the_answer_plans_exactly_the_activation_in_a_round_of_its_own() -> None:
    seen = look(read=reader(**OFF), activate="true")
    plan = STEP.plan(seen, Answers({"activate": "true"}))
    (change,) = plan.whole
    assert (change.service, change.operation) == ("cloudformation", "ActivateOrganizationsAccess")
    assert (change.target.account, change.target.region) == (MANAGEMENT, "eu-west-1")
    assert "whole organization" in change.warning
    assert [call.operation for call in change.undo.calls] == ["DeactivateOrganizationsAccess"]
    assert plan.consent


def test_the_switch_in_organizations_alone_is_told_as_not_enough() -> None:
    half = {"EnabledServicePrincipals": [{"ServicePrincipal": SERVICE}]}
    seen = look(read=reader(**OFF, organizations__ListAWSServiceAccessForOrganization=half))
    assert "It is on in AWS Organizations; that isn't enough until StackSets activates it, too" in [
        one.text for one in seen.findings
    ]
    assert seen.state is State.NEEDS_ANSWERS


def test_later_steps_foresee_with_the_access_that_is_planned() -> None:
    seen = look(read=reader(**OFF), activate="true")
    foreseen = STEP.preview(seen, Answers({"activate": "true"}), context(signed_in()))
    assert foreseen.found == (TrustedAccess(management_account=MANAGEMENT),)
