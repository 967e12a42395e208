"""What is asked where a permission is taken back: only what is deleted beside it."""

from __future__ import annotations

from dataclasses import replace

from wizard.model import Choice, Question
from wizard.resources.policy_versions import DELETE_VERSION

KEEP = "keep"
DELETE_POLICY = Question(
    name="delete_policy",
    text="Do you want to delete the policy?",
    help="Nobody has it any more. The wizard deletes only a policy that it created itself.",
    example="assume-partner-roles",
    optional=True,
)
QUESTIONS = (DELETE_POLICY, DELETE_VERSION)


def whether_to_delete(name: str) -> Question:
    """Delete or keep; keeping is what a bare Enter means."""
    delete = Choice(name, f"Delete {name}", "With all its versions; it can't be brought back")
    return replace(DELETE_POLICY, choices=(Choice(KEEP, "Keep it"), delete), default=KEEP)
