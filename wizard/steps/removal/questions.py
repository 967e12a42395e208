"""What is asked where a permission is taken back: only what is deleted beside it."""

from __future__ import annotations

from dataclasses import replace

from wizard.model import Choice, Question

KEEP = "keep"
DELETE_POLICY = Question(
    name="delete_policy",
    text="Do you want to delete the policy?",
    help="Nobody has it any more. The wizard deletes only a policy that it created itself.",
    example="assume-partner-roles",
    optional=True,
)
DELETE_VERSION = Question(
    name="delete_version",
    text="Which version of the policy do you want to delete?",
    help="AWS keeps five versions of a policy. To add one, the oldest that isn't in use has to be deleted.",
    example="v2",
    optional=True,
    public=True,
)
QUESTIONS = (DELETE_POLICY, DELETE_VERSION)


def whether_to_delete(name: str) -> Question:
    """Delete or keep; keeping is what a bare Enter means."""
    delete = Choice(name, f"Delete {name}", "With all its versions; it can't be brought back")
    return replace(DELETE_POLICY, choices=(Choice(KEEP, "Keep it"), delete), default=KEEP)


def which_version(policy: str, oldest: str) -> Question:
    """The question with the only version that it can be."""
    choice = Choice(oldest, f"Delete {oldest}", f"The oldest version of {policy} that isn't in use")
    return replace(DELETE_VERSION, choices=(choice,))
