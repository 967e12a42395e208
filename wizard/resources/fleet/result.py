"""What came of a fleet, for programs: every role by its group and account, and how many stand how."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from wizard.model import Context, FleetAccounts, FleetRoles, SignedIn


def fleet_result(context: Context) -> Mapping[str, Any]:
    """The fields of the last line. No role is the one, so ``role_arn`` is none; each that AWS has confirmed has its ARN
    in ``role_arns``, by group and account.
    """
    found, signed_in = context.confirmed(FleetRoles), context.find(SignedIn)
    accounts = context.confirmed(FleetAccounts)
    return {
        "role_arn": None,
        "account_id": signed_in.account if signed_in else None,
        "groups": {one.group.name: len(one.members) for one in accounts.groups} if accounts else None,
        "role_arns": _arns(found) if found else None,
        "master_role_arns": dict(found.masters.arns) if found else None,
        "counts": _counts(found) if found else None,
    }


def _arns(found: FleetRoles) -> dict[str, dict[str, str]]:
    there = [role for role in found.roles if role.stands == "there"]
    return {
        group.name: {role.account: role.role_arn for role in there if role.group == group.name}
        for group in found.fleet.groups
    }


def _counts(found: FleetRoles) -> dict[str, int]:
    stand = Counter(role.stands for role in found.roles)
    return {
        "accounts": len({role.account for role in found.roles if role.stands == "there"}),
        "roles": stand["there"],
        "failed": stand["failed"],
        "waiting": stand["waiting"],
        "in_the_way": stand["in-the-way"],
        "not_covered": stand["not-covered"],
    }
