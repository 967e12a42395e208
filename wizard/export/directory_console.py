"""The console's way to let a group of a directory use a role: there is no API for it.

https://docs.aws.amazon.com/directoryservice/latest/admin-guide/assign_role.html, read 2026-11-26.
"""

from __future__ import annotations

from wizard.problems.console import console_address

_PAGE = "directoryservicev2/home?region={region}#!/directories"


def directories_address(region: str) -> str:
    """The page that lists the directories of a region."""
    return console_address(_PAGE, {"region": region})


def assigning_steps(role_names: tuple[str, ...], region: str) -> tuple[str, ...]:
    """What to do there, once for each role, in the console's words."""
    *most, last = role_names
    roles = f"{', '.join(most)} or {last}" if most else last
    return (
        f"Open {directories_address(region)} in the account that has the roles, and choose your directory ID.",
        "Choose the Application management tab.",
        "Under AWS Management Console, choose Actions, Enable, if it isn't enabled.",
        f"Under Delegate console access, choose the role: {roles}.",
        "Under Manage users and groups for this role, choose Add, find the directory's group, and choose Add again.",
        "Give each role a directory group that no other role has. Members of nested groups don't get the role.",
    )
