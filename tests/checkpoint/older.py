"""Checkpoints as an older program wrote them in front of the simulated AWS, at several stages of an onboarding.

They are what people may still have on their disks, so nobody makes them again or edits them.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

FIXTURES = Path(__file__).with_name("fixtures")
ANSWERED = "answered"
ACCOUNT_ANSWER_LOST = "account_answer_lost"
STACK_ANSWER_LOST = "stack_answer_lost"
REFUSED = "refused"
"""AWS denied the trail's bucket, and nobody was signed in any more when the stack was sent."""

COMPLETE = "complete"
BEFORE_WORKFLOWS = "before_workflows"
"""Bedrock is skipped, everything else is done, and the field ``workflow`` was not there yet."""

HOME = "/home/ada/work"
"""Where they were written from: the directory of the handover files that they tell of."""


def names() -> list[str]:
    """All of them."""
    return sorted(path.stem for path in FIXTURES.glob("*.json"))


def content(name: str) -> bytes:
    """One of them, byte for byte."""
    return (FIXTURES / f"{name}.json").read_bytes()


def told(name: str) -> dict[str, Any]:
    """What one of them says."""
    said: dict[str, Any] = json.loads(content(name))
    return said
