"""What the AWS tools leave out of their configuration without a word, told where nothing else works."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from wizard.model import CallError, Finding, Trouble

# A file with forty sections without the word profile in front is told by its first ones.
MOST = 5
# What no credentials come for; anything else has a reason of its own.
WITHOUT = ("NoCredentials", "ProfileNotFound")
# A file that a variable names and that is not there yet: nothing was left out of it.
MISSING = "missing"

Offered = Mapping[str, Any]
Item = Mapping[str, str]


def about(profile: str, offered: Offered) -> Sequence[Item]:
    """What explains that a profile is not there or has no credentials; of "" everything does."""
    items: Sequence[Item] = offered.get("PassedOver", ())
    chain = _with_sources(profile, offered)
    named = [item for item in items if item["Name"] in chain]
    return named or [item for item in items if not profile or not item["Name"]]


def _with_sources(profile: str, offered: Offered) -> Sequence[str]:
    """The profile, the one it is assumed from, and so on."""
    sources = {str(one["Name"]): str(one.get("Source", "")) for one in offered["Profiles"]}
    chain: list[str] = []
    while profile and profile not in chain:
        chain.append(profile)
        profile = sources.get(profile, "")
    return chain


def sentence(item: Item) -> str:
    """All of it."""
    return f"{item['Where']}: {item['Why']}. {item['Todo']}."


def told(items: Sequence[Item]) -> tuple[Finding, ...]:
    """A line for each, and how many more there are."""
    lines = [Finding(mark="warning", text=f"{item['Where']}: {item['Why']}", detail=item["Todo"]) for item in items]
    more = len(lines) - MOST
    rest = [Finding(mark="warning", text=f"{more} more are ignored for similar reasons")] if more > 0 else []
    return (*lines[:MOST], *rest)


def explained(profile: str, offered: Offered, error: CallError) -> Trouble | None:
    """That something was left out, where that is why no credentials came; None where it is not."""
    items = [item for item in about(profile, offered) if item.get("Kind") != MISSING]
    if error.code == "BadConfig":  # a profile that names another one, or a portal, and botocore does not find that
        items = [
            item for item in offered.get("PassedOver", ()) if item["Name"] and f'"{item["Name"]}"' in error.message
        ]
    elif error.code not in WITHOUT:
        items = []
    if not items:
        return None
    first = items[0]
    values = {"place": first["Where"], "why": first["Why"], "todo": first["Todo"]}
    return Trouble(key="passed-over", values=values, error=error)
