"""Profiles of which half is missing: a key without its secret, a role without a source, a portal without an account."""

from __future__ import annotations

from collections.abc import Mapping

KEY, SECRET = "aws_access_key_id", "aws_secret_access_key"
# Where a profile has one of these, botocore does not come to its keys.
BEFORE_KEYS = ("role_arn", "web_identity_token_file", "sso_account_id", "sso_role_name")
SOURCES = ("source_profile", "credential_source", "web_identity_token_file")


def half_pair(values: Mapping[str, str]) -> tuple[str, str] | None:
    """The one of key and secret that is there, and the one that is not."""
    there = [name for name in (KEY, SECRET) if values.get(name, "").strip()]
    if len(there) == 1:
        return there[0], SECRET if there[0] == KEY else KEY
    return None


def half_of(section: str, values: Mapping[str, str]) -> tuple[str, str] | None:
    """Why a section gives no credentials although it seems to, and what to do; None where nothing is missing."""
    if "role_arn" in values and not any(name in values for name in SOURCES):
        why = f"[{section}] assumes a role and names neither source_profile nor credential_source"
        return why, "Add source_profile = NAME, the profile that can assume the role"
    lacking = [name for name in ("sso_account_id", "sso_role_name") if name not in values]
    if "sso_session" in values and len(lacking) == 2 and KEY not in values:
        why = f"[{section}] names a portal but no account and role"
        return why, "Add sso_account_id and sso_role_name; aws configure sso asks for them"
    if any(name in values for name in BEFORE_KEYS):
        return None
    if KEY in values and SECRET in values and not (values[KEY].strip() and values[SECRET].strip()):
        return f"[{section}] has an empty key", f"Fill in {KEY} and {SECRET}, or delete both"
    if pair := half_pair(values):
        return f"[{section}] has {pair[0]} and no {pair[1]}", f"Add {pair[1]} to it, or delete {pair[0]}"
    return None
