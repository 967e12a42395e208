"""The version of a managed policy that has to go before another one can be made.

AWS keeps five: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
"""

from __future__ import annotations

from dataclasses import replace

from wizard.model import Choice, Question

DELETE_VERSION = Question(
    name="delete_version",
    text="Which version of the policy do you want to delete?",
    help="AWS keeps five versions of a policy. To add one, the oldest that isn't in use has to be deleted.",
    example="v2",
    optional=True,
    public=True,
)


def which_version(policy: str, oldest: str) -> Question:
    """The question with the only version that it can be."""
    choice = Choice(oldest, f"Delete {oldest}", f"The oldest version of {policy} that isn't in use")
    return replace(DELETE_VERSION, choices=(choice,))
