"""The profiles for the aws command line, a piece of ~/.aws/config: one for each group, one for each of its accounts.

A profile of an account assumes the role there with the credentials of its group's profile. How people get those is
known where the group's role trusts principals; where it trusts a directory or a SAML provider, only they know it, and
the file says what to add. https://docs.aws.amazon.com/cli/latest/userguide/cli-configure-role.html
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

from wizard.model import FleetRoles
from wizard.resources.fleet.links import AccountLink, GroupLinks
from wizard.resources.role_profile import role_profile
from wizard.text.sanitize import inert_line

SCHEMA = "aws-fleet-links"
VERSION = 1
MARKER = f"{SCHEMA} {VERSION}"
"""By which each of the files is known again as ours."""

SOURCE = "default"
"""Whose credentials assume the group's role, where the person who uses the profiles says nothing else."""

_OWN = "Name your own profile as source_profile if it isn't {source}."
_ELSEWHERE = "People sign in to this role {how}. Add how they get its credentials here, such as credential_process."
_HOW = {"directory": "through a directory", "saml": "through a SAML provider"}


def aws_config(groups: Sequence[GroupLinks], region: str, endpoint: str = "") -> str:
    """The whole piece. endpoint: of the simulated AWS, so that no profile of it reaches a real account; "" for AWS."""
    lines = [f"# {MARKER}: profiles for the roles of a fleet. Add them to your ~/.aws/config."]
    if endpoint:
        lines.append("# SIMULATED: these profiles reach the simulated AWS on this computer, and no real account.")
    sections = [part for group in groups for part in _of_group(group, region, endpoint)]
    return "\n".join(lines) + "\n" + "".join(f"\n{part}" for part in sections)


def group_section(group: GroupLinks, region: str, endpoint: str = "") -> str:
    """The profile of the group's role in the central account, with a word on whose credentials it needs."""
    by = group.group.sign_in
    if by is not None and by.kind == "principals":
        settings = {"role_arn": _line(group.master), "source_profile": SOURCE}
        note = _OWN.format(source=SOURCE)
    else:
        settings, note = {}, _ELSEWHERE.format(how=_HOW[by.kind] if by else "elsewhere")
    section = role_profile(group.profile, **settings, region=_line(region), endpoint_url=_line(endpoint))
    return f"# {_line(group.role_name)}. {note}\n{section}"


def account_section(link: AccountLink, group: GroupLinks, region: str, endpoint: str = "") -> str:
    """The profile of the role in one account."""
    return role_profile(
        link.profile,
        role_arn=_line(link.role.role_arn),
        source_profile=group.profile,
        region=_line(region),
        endpoint_url=_line(endpoint),
    )


def links_document(groups: Sequence[GroupLinks], found: FleetRoles, region: str, *, simulated: bool) -> dict[str, Any]:
    """The same as JSON values, with the roles that are not there and why."""
    return {
        "simulated": simulated,
        "schema": SCHEMA,
        "version": VERSION,
        "prefix": found.fleet.prefix,
        "region": region,
        "groups": [_group_values(group) for group in groups],
    }


def as_json(document: dict[str, Any]) -> str:
    """The document as text, in ASCII so that no terminal escape survives a ``cat``."""
    return json.dumps(document, indent=2, ensure_ascii=True) + "\n"


def is_ours(name: str, text: str) -> bool:
    """Whether a file of links was written by us; an empty one may be overwritten too."""
    if not text.strip():
        return True
    if not name.endswith(".json"):
        return MARKER in text[:200]
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return False
    return isinstance(value, dict) and (value.get("schema"), value.get("version")) == (SCHEMA, VERSION)


def _of_group(group: GroupLinks, region: str, endpoint: str) -> Iterator[str]:
    if not group.profile:
        return
    yield group_section(group, region, endpoint)
    for link in group.reachable:
        yield f"# {link.name}\n{account_section(link, group, region, endpoint)}"


def _group_values(group: GroupLinks) -> dict[str, Any]:
    by = group.group.sign_in
    return {
        "name": group.group.name,
        "role_name": group.role_name,
        "master_role_arn": group.master or None,
        "sign_in": by.kind if by else None,
        "profile": group.profile or None,
        "accounts": [_account_values(link) for link in group.links],
    }


def _account_values(link: AccountLink) -> dict[str, Any]:
    role = link.role
    there = role.stands == "there"
    return {
        "account_id": role.account,
        "name": role.name,
        "email": role.email,
        "status": role.stands,
        "why": role.why or None,
        "role_arn": role.role_arn if there else None,
        "switch_role_url": link.address or None,
        "profile": link.profile or None,
    }


def _line(text: str) -> str:
    """A value on its line: none of them can end it and write a section of its own."""
    return inert_line(text)
