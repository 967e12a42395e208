"""What a group may do in its accounts: a policy document in a file of its own, or written in the table."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from wizard.resources.assume_policy import INLINE_LIMITS
from wizard.resources.fleet.entries import Entries, kind_of
from wizard.resources.policy import listed

LARGEST = INLINE_LIMITS["role"]
KEY = "policy"


def policy_in(group: Entries, texts: Mapping[str, str] | None) -> Mapping[str, Any] | None:
    """A group's policy, None where it has none. texts: of the files, by what they are called in the group's table.

    None for texts: nobody has read the files yet. Raises KeyError for a file that was not read.
    """
    value = group.values.get(KEY)
    if value is None:
        return None
    if isinstance(value, Mapping):
        return _checked(group, value, "")
    file = group.text(KEY)
    if not file or texts is None:
        return None
    try:
        document = json.loads(texts[file].removeprefix("\ufeff"))
    except (ValueError, RecursionError) as error:
        group.say(KEY, f"{file} isn't JSON: {error}.")
        return None
    return _checked(group, document, f"{file} ")


def size_of(document: object) -> int:
    """How large IAM finds a policy: its characters without blanks."""
    return len(re.sub(r"\s", "", json.dumps(document, ensure_ascii=False)))


def _checked(group: Entries, document: object, file: str) -> Mapping[str, Any] | None:
    wrong = _wrong(document)
    if wrong:
        group.say(KEY, f"{file}{wrong}.")
    return document if isinstance(document, Mapping) and not wrong else None


def _wrong(document: object) -> str:
    if not isinstance(document, Mapping):
        return f"has to be a policy document, not {kind_of(document)}"
    statements = listed(document.get("Statement"))
    if not statements or not all(isinstance(one, Mapping) for one in statements):
        return "has no Statement, so it isn't a policy document"
    if any("Principal" in one or "NotPrincipal" in one for one in statements):
        return "has a Principal, so it is a trust policy; name a policy that says what the role can do"
    if any(one.get("Effect") not in ("Allow", "Deny") for one in statements):
        return "has a statement whose Effect is neither Allow nor Deny"
    size = size_of(document)
    if size > LARGEST:
        return f"has {size:,} characters without blanks; a role's inline policies can have {LARGEST:,}"
    return ""
