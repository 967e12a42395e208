"""What the steps may ask of a person at all."""

from __future__ import annotations

import re

from wizard.workflows.onboarding import WORKFLOW

SECRETS = re.compile(r"secret|password|access.key|token", re.IGNORECASE)


def test_no_step_ever_asks_for_keys_or_other_secrets() -> None:
    asked = [question for step in WORKFLOW.steps for question in step.questions]
    assert len(asked) > 15
    assert [one.name for one in asked if SECRETS.search(f"{one.name} {one.text} {one.placeholder}")] == []
