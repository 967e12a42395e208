"""What came of a fleet, for programs: every role by its group and account, and how many stand how."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from wizard.model import Context, FleetRoles, SignedIn


def fleet_result(context: Context) -> Mapping[str, Any]:
    """The fields of the last line: only roles that AWS has confirmed have an ARN there."""
    found, signed_in = context.find(FleetRoles), context.find(SignedIn)
    account = signed_in.account if signed_in else None
    if found is None:
        return {"account_id": account, "role_arns": {}, "master_role_arns": {}, "counts": {}}
    stand = Counter(role.stands for role in found.roles)
    return {
        "account_id": account,
        "role_arns": {
            group.name: {
                role.account: role.role_arn
                for role in found.roles
                if role.group == group.name and role.stands == "there"
            }
            for group in found.fleet.groups
        },
        "master_role_arns": dict(found.masters.arns),
        "counts": {
            "accounts": len({role.account for role in found.roles if role.stands == "there"}),
            "roles": stand["there"],
            "failed": stand["failed"],
            "waiting": stand["waiting"],
            "in_the_way": stand["in-the-way"],
            "not_covered": stand["not-covered"],
        },
    }
