"""The file that a vendor is given: the ARN of its role in every account, and what it needs to assume them.

What people here call their accounts, and why a role is missing in one, is nobody else's: both stay out of it.
"""

from __future__ import annotations

import json
from typing import Any

from wizard.model import FleetRoles, Group, Vendor
from wizard.resources.fleet.vendor_group import vendor_of

SCHEMA = "aws-fleet-handover"
VERSION = 1


def handover(group: Group, found: FleetRoles, vendor: Vendor, *, simulated: bool) -> str:
    """The file's text, in ASCII, with the accounts that have no role yet by id."""
    known = vendor_of(group, vendor)
    roles = sorted((role for role in found.roles if role.group == group.name), key=lambda role: role.account)
    said: dict[str, Any] = {
        "simulated": simulated,
        "schema": SCHEMA,
        "version": VERSION,
        "vendor": {"id": known.id, "name": known.name, "account": known.account},
        "role_name": found.fleet.role_name(group),
        "external_id": group.external_id or None,
        "role_arns": {role.account: role.role_arn for role in roles if role.stands == "there"},
        "missing": [role.account for role in roles if role.stands not in ("there", "not-covered")],
    }
    return json.dumps(said, indent=2, ensure_ascii=True) + "\n"


def is_handover(text: str) -> bool:
    """Whether a file is one of these."""
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return False
    return isinstance(value, dict) and (value.get("schema"), value.get("version")) == (SCHEMA, VERSION)
