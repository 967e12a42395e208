"""External IDs: which are possible, and one that nobody's role has.

https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html, ExternalId.
"""

from __future__ import annotations

import re

from wizard.text.sanitize import inert_line

_LENGTHS = range(2, 1225)
_FOREIGN = re.compile(r"[^\w+=,.@:/-]", re.ASCII)
# What a role is asked with that has to refuse it. A vendor's IDs are long and random, so it is none of them.
WRONG = "not-the-external-id"
NO_EXTERNAL_ID = (
    "An external ID keeps {vendor} from using your role for another of its customers, who only has to know the role's"
    " ARN (the confused deputy problem). This role has none, so {vendor} alone has to check whose request it is. The"
    " vendor creates the ID for you; don't make one up."
)
"""What it means that a role demands none: https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html."""


def check_external_id(value: str) -> str | None:
    """One clear sentence about what is wrong with it, or None; "" is none at all."""
    if foreign := _FOREIGN.search(value):
        named = "a space" if foreign[0].isspace() else inert_line(foreign[0])
        return f"An external ID can't have {named}; only A-Z, a-z, digits and +=,.@:/_-."
    if value and len(value) not in _LENGTHS:
        return f"An external ID has 2 to {_LENGTHS[-1]:,} characters; this one has {len(value):,}."
    return None


def another_than(value: str) -> str:
    """An external ID that is not this one, and tells nothing of it."""
    return WRONG if value != WRONG else f"{WRONG}-either"
