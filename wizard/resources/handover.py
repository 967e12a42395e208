"""The file that a customer hands over: which document it is, and whether it is whole.

Whoever writes it (the last step of an onboarding) and whoever is given it (the vendor) agree here.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from wizard.resources.role_arn import role_arn

SCHEMA = "aws-onboarding-handover"
VERSION = 1
# What every such document has, and what of it has to be told by text.
MEMBERS = ("simulated", "written", "role_arn", "account_id", "vendor", "external_id", "steps", "versions")


def read_document(text: str) -> dict[str, Any] | None:
    """The JSON file's content where it is one of ours, else None."""
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return None
    ours = isinstance(value, dict) and value.get("schema") == SCHEMA and value.get("version") == VERSION
    return value if ours else None


def lacking(said: Mapping[str, Any]) -> str:
    """What the document lacks to be used, as the end of a sentence; "" where it is whole."""
    if missing := [name for name in MEMBERS if name not in said]:
        return f"has no {', '.join(missing)}"
    if not said["role_arn"]:
        return "has no role ARN: the customer's role wasn't ready when it was written"
    role = role_arn(str(said["role_arn"]))
    if role is None:
        return "has a role ARN that isn't one"
    if role.account != said["account_id"]:
        return f"is about account {said['account_id']}, but its role is in account {role.account}"
    vendor = said["vendor"]
    if not (isinstance(vendor, Mapping) and {"id", "name", "account"} <= vendor.keys()):
        return "doesn't say which vendor it's for"
    return "" if isinstance(said["simulated"], bool) else "doesn't say whether it's simulated"
