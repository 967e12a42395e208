"""Scenarios are data: each says what it is, starts, and is what it says."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from wizard.model.questions import check_answer
from wizard.sandbox import client
from wizard.sandbox.kernel.scenario import scenario
from wizard.vendors.profile import load_vendor
from wizard.workflows import workflow_for

from .conftest import Aws, create_account

EXPECTED = (
    "fresh",
    "account-limit",
    "control-tower",
    "email-taken",
    "expiring",
    "flaky",
    "fleet",
    "fleet-large",
    "form-late",
    "form-missing",
    "held-back",
    "large-organization",
    "member",
    "mfa",
    "models-moved",
    "no-external-id",
    "no-quota",
    "open-to-everybody",
    "org-trail",
    "rcp-denied",
    "role-retained",
    "rolled-back",
    "scp-denied",
    "slow",
    "sso",
    "sso-expired",
    "sso-many",
    "stack-elsewhere",
    "standalone",
    "trail-stopped",
    "trail-undelivered",
    "trail-writeonly",
    "two-accounts",
    "unconfigured",
)


def test_there_are_these_scenarios_the_fresh_one_first() -> None:
    assert tuple(each.name for each in client.scenarios()) == EXPECTED


@pytest.mark.parametrize("each", client.scenarios(), ids=lambda each: each.name)
def test_a_scenario_is_summed_up_in_one_sentence(each: client.Scenario) -> None:
    assert each.summary.endswith(".")
    assert each.summary.count(". ") == 0
    assert 20 < len(each.summary) < 110


STEPS = workflow_for("onboarding", load_vendor("firetiger")).steps
ONBOARDING = [step.id for step in STEPS]
FLEET = workflow_for("fleet", load_vendor("firetiger")).steps


@pytest.mark.parametrize("each", client.scenarios(), ids=lambda each: each.name)
def test_a_scenario_says_in_a_line_what_to_try_and_a_fresh_organization_is_as_it_is(each: client.Scenario) -> None:
    if each.name == "fresh":
        assert (each.to_try, each.opens, each.begun().settings) == ("", "", {**each.settings, "answers": {}})
        return
    assert 20 < len(each.to_try) < 90
    assert "\n" not in each.to_try
    assert each.opens in ("", *ONBOARDING)


@pytest.mark.parametrize(
    ("name", "workflow", "tells"),
    [
        ("fleet", "fleet", True),
        ("fleet", "fleet-remove", False),
        ("fleet-large", "fleet-remove", False),
        ("role-retained", "onboarding", True),
        ("role-retained", "verify", False),
        ("sso", "fleet", True),
        ("slow", "grant", True),
    ],
)
def test_what_to_try_is_said_only_where_it_can_be_tried(name: str, workflow: str, tells: bool) -> None:
    each = scenario(name)
    steps = [step.id for step in workflow_for(workflow, load_vendor("firetiger")).steps]
    assert each.hint(workflow, steps) == (each.to_try if tells else "")


@pytest.mark.parametrize("each", client.scenarios(), ids=lambda each: each.name)
def test_what_a_rehearsal_has_answered_is_what_an_answers_file_may_say(each: client.Scenario) -> None:
    steps = FLEET if each.name.startswith("fleet") else STEPS
    order = [step.id for step in steps]
    questions = {step.id: {asked.name: asked for asked in step.questions} for step in steps}
    for step, table in each.begun().answers.items():
        assert not each.opens or order.index(step) <= order.index(each.opens), "nothing is answered after its point"
        for name, value in table.items():
            assert check_answer(questions[step][name], value, table) is None


def test_what_a_scenario_has_itself_is_not_laid_out_twice() -> None:
    (retained,) = [one for one in client.scenarios() if one.name == "role-retained"]
    assert [one["id"] for one in retained.begun().tables("account")] == ["444455556666"]
    assert [one["name"] for one in retained.begun().tables("trail")] == ["management-events"]
    assert retained.tables("trail") == [], "from the start there is none"


def test_where_the_quota_is_used_up_no_account_is_made(scenario: Callable[[str], Aws]) -> None:
    ended = create_account(scenario("account-limit"))
    assert (ended["State"], ended["FailureReason"]) == ("FAILED", "ACCOUNT_LIMIT_EXCEEDED")


def test_the_first_email_asked_for_is_taken_and_another_is_not(scenario: Callable[[str], Aws]) -> None:
    aws = scenario("email-taken")
    assert create_account(aws, "anything@example.com")["FailureReason"] == "EMAIL_ALREADY_EXISTS"
    assert create_account(aws, "Cloud@example.com")["FailureReason"] == "EMAIL_ALREADY_EXISTS"
    assert create_account(aws, "anything+2@example.com")["State"] == "SUCCEEDED"


def test_without_a_clock_a_slow_aws_is_no_slower(scenario: Callable[[str], Aws]) -> None:
    assert create_account(scenario("slow"))["State"] == "SUCCEEDED"
