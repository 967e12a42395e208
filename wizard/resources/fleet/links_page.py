"""The page of links for the people who switch into the accounts: one file that needs nothing from elsewhere.

The page is written in HTML, CSS and JavaScript under assets/fleet and is filled in here with data as JSON, which its
script makes text of and never markup. Its policy allows exactly its own script and style, by their digests, and no
request at all, so a name that found a way into the markup would still run nothing. What that costs is that the page
shows nothing where scripts are switched off.
"""

from __future__ import annotations

import base64
import hashlib
import html
import json
import re
from collections.abc import Mapping, Sequence
from functools import cache
from importlib import resources
from typing import Any

from wizard.resources.fleet.aws_config import MARKER, account_section, group_section
from wizard.resources.fleet.links import AccountLink, GroupLinks
from wizard.resources.switch_role import COLORS
from wizard.text.sanitize import inert_line

_POLICY = (
    "default-src 'none'; script-src '{script}'; style-src '{style}'; img-src data:; base-uri 'none'; form-action 'none'"
)
_PLACE = re.compile(r"%(\w+)%")
# What could end the element that holds the JSON, or start a comment in it:
# https://html.spec.whatwg.org/multipage/scripting.html#restrictions-for-contents-of-script-elements
_ESCAPES = {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026"}


def links_page(
    groups: Sequence[GroupLinks], title: str, region: str, *, endpoint: str = "", masked: bool = False
) -> str:
    """The page's text. endpoint: of the simulated AWS, "" for AWS. masked: ids and addresses are masked at first."""
    script, style = _asset("links.js"), _asset("links.css")
    policy = _POLICY.format(script=_digest(script), style=_digest(style))
    said = {
        "simulated": bool(endpoint),
        "masked": masked,
        "groups": [_group(group, region, endpoint) for group in groups if group.profile],
    }
    filled = {
        "marker": MARKER,
        "policy": html.escape(policy),
        "title": html.escape(inert_line(title)),
        "style": style,
        "script": script,
        "data": _json(said),
    }
    return _PLACE.sub(lambda place: filled[place[1]], _asset("links.html"))


def _group(group: GroupLinks, region: str, endpoint: str) -> dict[str, Any]:
    return {
        "name": inert_line(group.group.name),
        "role": inert_line(group.role_name),
        "color": COLORS[group.color],
        "profile": group.profile,
        "lines": group_section(group, region, endpoint),
        "accounts": [_account(link, group, region, endpoint) for link in group.reachable],
    }


def _account(link: AccountLink, group: GroupLinks, region: str, endpoint: str) -> dict[str, str]:
    return {
        "id": link.role.account,
        "name": link.name,
        "email": inert_line(link.role.email),
        # A page about a simulated AWS leads into no real account.
        "address": "" if endpoint else link.address,
        "profile": link.profile,
        "lines": account_section(link, group, region, endpoint),
    }


def _json(value: Mapping[str, Any]) -> str:
    text = json.dumps(value, ensure_ascii=True, separators=(",", ":"))
    return re.sub("[<>&]", lambda found: _ESCAPES[found[0]], text)


def _digest(text: str) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"


@cache
def _asset(name: str) -> str:
    return resources.files("assets").joinpath("fleet", name).read_text("utf-8")
