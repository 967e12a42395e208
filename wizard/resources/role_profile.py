"""A profile of ~/.aws/config that assumes a role, as its lines.

https://docs.aws.amazon.com/cli/latest/userguide/cli-configure-role.html
"""

from __future__ import annotations

import re

# What needs no quotes in a section's title, and what no tool stumbles over.
_NAME = re.compile(r"[A-Za-z0-9_][\w.+@-]{0,63}", re.ASCII)


def check_profile_name(name: str) -> str | None:
    """One clear sentence about what is wrong with it, or None."""
    ok = _NAME.fullmatch(name) and name != "default"
    return None if ok else f"{name!r} can't be the profile's name: use letters, digits and _.+@-, and not default."


def role_profile(name: str, **settings: str) -> str:
    """The section, with every setting that has a value."""
    lines = [f"[profile {name}]", *(f"{key} = {value}" for key, value in settings.items() if value)]
    return "\n".join(lines) + "\n"
