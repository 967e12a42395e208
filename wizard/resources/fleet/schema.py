"""The tables of a fleet as an editor checks them, and as a template shows them. What is really right, `file` knows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from wizard.text import shapes

_TEXT: Mapping[str, Any] = {"type": "string", "pattern": r"\S"}
_TEXTS: Mapping[str, Any] = {"type": "array", "items": _TEXT}
_ACCOUNTS: Mapping[str, Any] = {
    "type": "array",
    "items": {"type": "string", "pattern": f"^{shapes.ACCOUNT_AT_SIGHT}$"},
    "examples": [["111122223333"]],
}


def _table(**properties: Mapping[str, Any]) -> dict[str, Any]:
    return {"type": "object", "additionalProperties": False, "properties": properties}


_SIGN_IN = _table(
    directory={"const": True, "description": "Groups of your directory (AWS Directory Service)."},
    saml_provider={**_TEXT, "description": "The ARN of a SAML provider in the account that people sign in to."},
    principals={**_TEXTS, "description": "ARNs of users, roles or accounts."},
)
_CHOSEN: Mapping[str, Any] = {
    "accounts": {
        "anyOf": [
            _ACCOUNTS,
            _table(
                units={"type": "array", "items": {"type": "string", "pattern": shapes.UNIT_AT_SIGHT}},
                include=_ACCOUNTS,
                exclude=_ACCOUNTS,
            ),
        ],
        "description": "The group's accounts: a list, or units with accounts to add and leave out.",
    },
    "tags": {
        "type": "object",
        "additionalProperties": {"type": "string"},
        "description": "Only accounts with all of these tags.",
    },
}
_OF_PEOPLE = {
    **_table(
        policy={
            "type": ["string", "object"],
            "description": "The file of the policy that the role has in each account, or the policy itself.",
        },
        managed={**_TEXTS, "description": "ARNs of managed policies that the role has in each account."},
        boundary={**_TEXT, "description": "The ARN of the permissions boundary of the role in each account."},
        session_hours={"type": "integer", "minimum": 1, "maximum": 12, "description": "The longest session."},
        sign_in={**_SIGN_IN, "minProperties": 1, "maxProperties": 1, "description": "Who can use the role."},
        **_CHOSEN,
    ),
    "required": ["accounts", "sign_in"],
}
_OF_VENDOR = {
    **_table(
        vendor={**_TEXT, "description": "The vendor whose role each account gets; run it with --vendor."},
        values={
            "type": "object",
            "additionalProperties": {"type": "string"},
            "description": "Answers to the vendor's own questions, by name.",
        },
        external_id={**_TEXT, "description": "The external ID that the vendor gave you."},
        **_CHOSEN,
    ),
    "required": ["accounts", "vendor"],
}
_GROUP: Mapping[str, Any] = {"if": {"required": ["vendor"]}, "then": _OF_VENDOR, "else": _OF_PEOPLE}
SCHEMA: Mapping[str, Mapping[str, Any]] = {
    "fleet": _table(
        prefix={**_TEXT, "description": "What the names of everything begin with."},
        region={**_TEXT, "description": "The region of the stack sets."},
        look_role={**_TEXT, "description": "The role by which the wizard looks into accounts."},
    ),
    "groups": {"type": "object", "additionalProperties": _GROUP},
}
EXAMPLE = """\
[fleet]
prefix = "CrossAccountManager"

[groups.DevOps]
policy = "policies/devops.json"
accounts = { units = ["ou-ab12-11111111"], exclude = ["111122223333"] }
sign_in = { directory = true }

[groups.ReadOnly]
managed = ["arn:aws:iam::aws:policy/ReadOnlyAccess"]
accounts = ["111122223333", "444455556666"]
sign_in = { principals = ["arn:aws:iam::111122223333:role/people"] }
"""
