"""What is asked about the policy in which the permission is written."""

from __future__ import annotations

import re
from dataclasses import replace

from wizard.model import Choice, Question
from wizard.text import shapes

INLINE = "AssumeRoles"
"""The inline policy that the wizard writes: one a principal, with a statement for all of its roles."""


def _wrong_name(value: str) -> str | None:
    if re.fullmatch(shapes.POLICY_NAME, value, re.ASCII):
        return None
    return f"{value!r} isn't a policy's name: letters, digits and +=,.@_-, 128 at most."


MANAGED = Question(
    name="managed",
    text="What is the managed policy called?",
    help=f"The wizard creates it if it doesn't exist. Leave this empty to use the inline policy {INLINE}.",
    example="assume-partner-roles",
    check=_wrong_name,
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
QUESTIONS = (MANAGED, DELETE_VERSION)


def which_version(policy: str, oldest: str) -> Question:
    """The question with the only version that it can be."""
    choice = Choice(oldest, f"Delete {oldest}", f"The oldest version of {policy} that isn't in use")
    return replace(DELETE_VERSION, choices=(choice,))
