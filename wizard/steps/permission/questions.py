"""What is asked about the policy in which the permission is written."""

from __future__ import annotations

import re

from wizard.model import Question
from wizard.resources.policy_versions import DELETE_VERSION
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
QUESTIONS = (MANAGED, DELETE_VERSION)
