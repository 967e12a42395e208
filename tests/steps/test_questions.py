"""What the steps may ask of a person at all, and whose answers anybody may read."""

from __future__ import annotations

import re

import pytest

from wizard.workflows import WORKFLOWS, workflow_named
from wizard.workflows.onboarding import WORKFLOW

SECRETS = re.compile(r"secret|password|access.key|token", re.IGNORECASE)


def test_no_step_ever_asks_for_keys_or_other_secrets() -> None:
    asked = [question for step in WORKFLOW.steps for question in step.questions]
    assert len(asked) > 15
    assert [one.name for one in asked if SECRETS.search(f"{one.name} {one.text} {one.placeholder}")] == []


# A choice that everybody has, yes or no, a region, a model: nothing in the answer tells whose it is.
PUBLIC = {
    "sign-in": {"region", "sso_region"},
    "sub-account": {"mode", "create_organization", "accept_workloads", "despite_control_tower"},
    "cloudtrail": {"mode", "despite_delivery_error"},
    "template": {"on_existing", "on_failed_stack"},
    "bedrock": {"intended_users", "industry", "prove", "models", "substitute"},
    "handover": set(),
}


def test_these_questions_are_public_and_every_other_is_private() -> None:
    assert {step.id: set(step.public) for step in WORKFLOW.steps} == PUBLIC


@pytest.mark.parametrize("workflow", WORKFLOWS)
def test_of_no_workflow_a_secret_is_asked_and_yes_or_no_is_always_public(workflow: str) -> None:
    asked = [question for step in workflow_named(workflow).steps for question in step.questions]
    assert [one.name for one in asked if SECRETS.search(f"{one.name} {one.text} {one.placeholder}")] == []
    assert all(one.public for one in asked if one.yes_or_no)


def test_what_is_yes_or_no_tells_nobody_and_is_public() -> None:
    asked = [question for step in WORKFLOW.steps for question in step.questions if question.yes_or_no]
    assert asked
    assert all(question.public for question in asked)
