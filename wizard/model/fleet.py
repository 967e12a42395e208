"""A fleet: for each group one role in the central account, and one of the same name in each of the group's accounts.

What a person writes of it, and what steps find out about it. The central account is the one that is signed in to: the
organization's management account, or a delegated administrator of CloudFormation StackSets.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

import msgspec

PREFIX = "CrossAccountManager"
"""What the names of everything made begin with where nobody says otherwise."""


class Chosen(msgspec.Struct, frozen=True, kw_only=True):
    """Which accounts a group has. listed: exactly these; otherwise units, with accounts to add and to leave out.

    tags: only accounts with all of these; they narrow what the rest has chosen.
    """

    listed: tuple[str, ...] = ()
    units: tuple[str, ...] = ()
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    tags: Mapping[str, str] = {}

    @property
    def by_unit(self) -> bool:
        """Whether StackSets' own automatic deployment chooses the same: units alone."""
        return bool(self.units) and not (self.include or self.exclude or self.tags)


class SignInBy(msgspec.Struct, frozen=True, kw_only=True):
    """Who may use a group's role in the central account. saml_provider: its ARN; principals: ARNs."""

    kind: Literal["directory", "saml", "principals"]
    saml_provider: str = ""
    principals: tuple[str, ...] = ()


class Group(msgspec.Struct, frozen=True, kw_only=True):
    """One role for one group of people. name: without the prefix.

    policy: the document that its accounts' roles carry, None where only managed policies do; policy_file: where it was
    read. managed: ARNs of policies. boundary: the ARN of the accounts' roles' boundary, "" for none.
    session_hours: the longest session, 1 to 12. template: a vendor's, as text, where the group is a vendor's: then
    role is the name of the role it makes, and there is no role in the central account (sign_in is None). vendor: its
    id, as the file names it, with what the file answers of its parameters (values) and the external ID it gave.
    """

    name: str
    accounts: Chosen
    sign_in: SignInBy | None = None
    template: str = ""
    role: str = ""
    policy: Mapping[str, Any] | None = None
    policy_file: str = ""
    managed: tuple[str, ...] = ()
    boundary: str = ""
    session_hours: int = 1
    vendor: str = ""
    values: Mapping[str, str] = {}
    external_id: str = ""


class Fleet(msgspec.Struct, frozen=True, kw_only=True):
    """What a person wants of all accounts. region: the one in which the stack sets and their stacks live, "" for ours.

    look_role: by which the wizard looks into an account where StackSets has no stack yet; "" is the role that AWS
    Organizations makes.
    """

    groups: tuple[Group, ...]
    prefix: str = PREFIX
    region: str = ""
    look_role: str = ""

    def stack_set_name(self, group: Group) -> str:
        """The stack set's name, and the name of the ordinary stack in the central account."""
        return f"{self.prefix}-{group.name}"

    def role_name(self, group: Group) -> str:
        """The role's name, in the central account and in each of the group's."""
        return group.role or self.stack_set_name(group)


class Member(msgspec.Struct, frozen=True, kw_only=True):
    """An account of the organization. units: the ids above it, the root first. state: as AWS Organizations says."""

    account: str
    name: str = ""
    email: str = ""
    state: str = "ACTIVE"
    units: tuple[str, ...] = ()


class LeftOut(msgspec.Struct, frozen=True, kw_only=True):
    """An account that was chosen and gets no role by a stack set, and why, in plain words."""

    member: Member
    why: str


class GroupAccounts(msgspec.Struct, frozen=True, kw_only=True):
    """A group with its accounts as they are today. central: the central account itself was chosen: it gets a stack."""

    group: Group
    members: tuple[Member, ...]
    left_out: tuple[LeftOut, ...] = ()
    central: bool = False


class FleetAccounts(msgspec.Struct, frozen=True, kw_only=True):
    """What the groups step finds: the fleet, and each group's accounts. root: the organization root's id."""

    fleet: Fleet
    groups: tuple[GroupAccounts, ...]
    root: str = ""


class TrustedAccess(msgspec.Struct, frozen=True, kw_only=True):
    """CloudFormation StackSets may act in the organization. call_as: as whom each call of StackSets is made."""

    call_as: Literal["SELF", "DELEGATED_ADMIN"] = "SELF"
    management_account: str = ""


class MasterRoles(msgspec.Struct, frozen=True, kw_only=True):
    """The roles of the central account that are there. arns: by the group's name."""

    arns: Mapping[str, str] = {}


class FleetRole(msgspec.Struct, frozen=True, kw_only=True):
    """A group's role in one account. stands: how it does; why: in plain words, where it is not there."""

    group: str
    account: str
    name: str
    email: str
    role_arn: str
    stands: Literal["there", "failed", "waiting", "in-the-way", "not-covered"] = "there"
    why: str = ""


class FleetRoles(msgspec.Struct, frozen=True, kw_only=True):
    """What the stack-sets step finds: each group's role in each account, as far as AWS has confirmed it."""

    fleet: Fleet
    roles: tuple[FleetRole, ...]
    masters: MasterRoles = MasterRoles()
