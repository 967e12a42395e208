"""What steps find out for the steps after them, looked up by type."""

from __future__ import annotations

from typing import Literal

import msgspec

from wizard.model.calls import Target


class SignedIn(msgspec.Struct, frozen=True, kw_only=True):
    """Who is signed in. standing: where the caller's account stands in its organization.

    until: when a person will have to sign in again, in seconds since the epoch; 0 where nobody has said.
    """

    arn: str
    account: str
    region: str
    profile: str = ""
    standing: Literal["management", "delegated", "member", "none", "unknown"]
    management_account: str = ""
    organization_id: str = ""
    until: float = 0

    @property
    def target(self) -> Target:
        """The signed-in credentials in the chosen region."""
        return Target(account=self.account, region=self.region, profile=self.profile)


class SubAccount(msgspec.Struct, frozen=True, kw_only=True):
    """The dedicated account and how to reach it; its id is ``new:<email>`` before it exists.

    symbol: ``new:<email>`` where the account is made by this wizard; approvals are given in its name. occupied:
    something else runs there, and a person has accepted that.
    """

    account: str
    target: Target
    name: str = ""
    symbol: str = ""
    occupied: bool = False


class GrantedRole(msgspec.Struct, frozen=True, kw_only=True):
    """The role the vendor may assume, as IAM confirmed it.

    kept_out: what of the organization denies it to the vendor all the same, "" for nothing that is known; exception:
    what would except the role from it.
    """

    role_arn: str
    stack_name: str = ""
    template_sha256: str = ""
    external_id: bool = False
    kept_out: str = ""
    exception: str = ""


class AssumedRole(msgspec.Struct, frozen=True, kw_only=True):
    """A role that AWS has let somebody assume. session: as whom, an ARN; until: in seconds since the epoch.

    external_id: whether it was refused without its external ID, and with another one.
    """

    role_arn: str
    session: str
    until: float
    external_id: bool


class TrustingRole(msgspec.Struct, frozen=True, kw_only=True):
    """The role in another account that somebody in this one should be able to assume.

    external_id: the one it is assumed with, "" where none is known. asks_for_external_id: whether its trust policy asks
    for one, None where nobody could read that. policy: what a managed policy for it is called where its owner's
    handover settles it. missing: what its trust policy lacks, "" for nothing, None where it could not be read.
    """

    arn: str
    account: str
    name: str
    external_id: str = ""
    asks_for_external_id: bool | None = None
    policy: str = ""
    missing: str | None = None


class Permitted(msgspec.Struct, frozen=True, kw_only=True):
    """A policy of the principal lets it assume the role; whether the role lets it in is another matter."""

    principal: str
    role: str


class Principal(msgspec.Struct, frozen=True, kw_only=True):
    """A user, group or role of the account that is signed in to.

    boundary: the ARN of its permissions boundary, "" for none. members: of a group, by name.
    """

    kind: Literal["user", "group", "role"]
    name: str
    arn: str
    target: Target
    boundary: str = ""
    members: tuple[str, ...] = ()

    @property
    def words(self) -> str:
        """As it is told: the group developers."""
        return f"the {self.kind} {self.name}"
