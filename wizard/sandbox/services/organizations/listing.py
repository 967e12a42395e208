"""The accounts of the sandbox at a glance, for its admin path."""

from __future__ import annotations

from typing import Any

from wizard.sandbox.kernel.world import World
from wizard.sandbox.services.organizations.state import management_of, members


def accounts(world: World) -> list[dict[str, Any]]:
    """Every account of the caller's organization; the caller's alone where there is none."""
    management = management_of(world.account)
    if management is None:
        return [{"id": world.account, "name": "", "email": "", "status": "ACTIVE", "parent": "", "management": False}]
    return [
        {
            "id": account.id,
            "name": account.name,
            "email": account.email,
            "status": account.status,
            "parent": account.parent_id,
            "management": account.id == management,
        }
        for account in members(management)
    ]
