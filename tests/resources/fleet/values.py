"""Fleets as steps find them, made up."""

from __future__ import annotations

from typing import Any

from wizard.model import Chosen, Fleet, FleetRole, FleetRoles, Group, MasterRoles, SignInBy

CENTRAL = "999900001111"
DIRECTORY = SignInBy(kind="directory")
PEOPLE = SignInBy(kind="principals", principals=(f"arn:aws:iam::{CENTRAL}:user/ada",))


def group(name: str, sign_in: SignInBy | None = PEOPLE, **more: Any) -> Group:
    return Group(name=name, accounts=more.pop("accounts", Chosen(units=("ou-exam-ple00001",))), sign_in=sign_in, **more)


def role(group: str, account: str, name: str = "", **more: Any) -> FleetRole:
    """A group's role in an account, by default there."""
    arn = more.pop("role_arn", f"arn:aws:iam::{account}:role/CrossAccountManager-{group}")
    email = more.pop("email", f"aws+{account[:4]}@example.com")
    return FleetRole(group=group, account=account, name=name, email=email, role_arn=arn, **more)


def fleet_roles(*roles: FleetRole, groups: tuple[Group, ...] = ()) -> FleetRoles:
    """With a role in the central account for each group that people sign in to."""
    known = groups or tuple(group(name) for name in dict.fromkeys(one.group for one in roles))
    arns = {one.name: f"arn:aws:iam::{CENTRAL}:role/CrossAccountManager-{one.name}" for one in known if one.sign_in}
    return FleetRoles(fleet=Fleet(groups=known), roles=roles, masters=MasterRoles(arns=arns))
