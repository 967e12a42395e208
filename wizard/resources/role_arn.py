"""The ARN of a role, taken apart: which account it is in, and what it is called there."""

from __future__ import annotations

import re
from collections.abc import Callable

import msgspec

from wizard.text import shapes

_SESSION = re.compile(shapes.ASSUMED_ROLE_ARN)


class RoleArn(msgspec.Struct, frozen=True, kw_only=True):
    """A role's ARN. path: with a slash at both ends."""

    partition: str
    account: str
    path: str
    name: str

    @property
    def text(self) -> str:
        """As AWS writes it."""
        return f"arn:{self.partition}:iam::{self.account}:role{self.path}{self.name}"


def role_arn(text: str) -> RoleArn | None:
    """The ARN taken apart; None for what is none of a role."""
    found = re.fullmatch(shapes.ROLE_ARN, text, re.ASCII)
    return RoleArn(partition=found[1], account=found[2], path=found[3], name=found[4]) if found else None


def check_role_arn(text: str) -> str | None:
    """One clear sentence about what is wrong with it, or None."""
    if role_arn(text):
        return None
    if _SESSION.match(text):
        return f"{text!r} is the ARN of a session. The role's is arn:aws:iam::ACCOUNT:role/NAME, with its path."
    return f"{text!r} isn't a role's ARN, such as arn:aws:iam::123456789012:role/NAME."


def check_role_arn_in(partition: str) -> Callable[[str], str | None]:
    """The same for a role that is in this partition: credentials are valid in one alone."""

    def check(text: str) -> str | None:
        found = role_arn(text)
        if found is None or found.partition == partition:
            return check_role_arn(text)
        return f"{text} is in partition {found.partition}; this workflow is for {partition}."

    return check
