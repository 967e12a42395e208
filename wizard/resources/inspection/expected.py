"""What a vendor's profile expects of its role."""

from __future__ import annotations

import msgspec

from wizard.model import Target, Vendor
from wizard.resources.deployment import external_id_parameter, place_of, wanted_role
from wizard.resources.role import Role
from wizard.resources.template import NotUnderstoodError

NOWHERE = "000000000000"
"""An account that nobody has: where the role's own account is not known."""


class Expected(msgspec.Struct, frozen=True, kw_only=True):
    """Who may assume the role, and what it may do.

    external_id: the one that the vendor gave, "" where none is known. demands_id: whether the template asks for one.
    role: the one that the template makes, None where it cannot be judged here.
    """

    vendor: str
    account: str
    partition: str
    external_id: str
    demands_id: bool
    managed: frozenset[str]
    role: Role | None


def expected_of(vendor: Vendor, external_id: str, account: str = "") -> Expected:
    """What a profile expects in this account."""
    target = Target(account=account or NOWHERE, region=vendor.regions[0])
    try:
        role = wanted_role(place_of(vendor, target, vendor.stack_name, external_id or "unknown"), vendor)
    except NotUnderstoodError:
        role = None
    return Expected(
        vendor=vendor.name,
        account=vendor.account,
        partition=vendor.partition,
        external_id=external_id,
        demands_id=bool(external_id) or bool(external_id_parameter(vendor)),
        managed=role.managed if role else frozenset(vendor.policies),
        role=role,
    )
