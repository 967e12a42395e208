"""What is known of the central account's roles."""

from __future__ import annotations

from dataclasses import dataclass

from wizard.model import FleetAccounts, GroupAccounts
from wizard.resources.fleet.role_documents import Central
from wizard.resources.role import Role, differences


@dataclass(frozen=True, slots=True, kw_only=True)
class CentralRole:
    """A group's role in the central account, as it should be and as it is; live is None where there is none."""

    chosen: GroupAccounts
    wanted: Role
    live: Role | None = None

    @property
    def right(self) -> bool:
        """Whether nothing has to change."""
        return self.live is not None and not differences(self.live, self.wanted)


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """All roles of the central account."""

    fleet: FleetAccounts
    central: Central
    roles: tuple[CentralRole, ...] = ()
