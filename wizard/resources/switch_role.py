"""The console's own address that switches to a role.

https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_switch-role-console.html
"""

from __future__ import annotations

from urllib.parse import urlencode

COLORS = {"red": "F2B0A9", "orange": "FBBF93", "yellow": "FAD791", "green": "B7CA9D", "blue": "99BCE3"}
"""The console's own colors for its bar, each as the address names it."""
LONGEST_NAME = 64
"""Characters of the name that the console shows for a role."""

_CONSOLES = {
    "aws": "signin.aws.amazon.com",
    "aws-us-gov": "signin.amazonaws-us-gov.com",
    "aws-cn": "signin.amazonaws.cn",
}


def switch_role_url(partition: str, account: str, name: str, *, display_name: str = "", color: str = "") -> str:
    """The console's address that switches to a role. name: with its path. Raises KeyError for an unknown partition."""
    asked = {"roleName": name, "account": account, "displayName": display_name, "color": COLORS.get(color, "")}
    return (
        f"https://{_CONSOLES[partition]}/switchrole?{urlencode({key: value for key, value in asked.items() if value})}"
    )
