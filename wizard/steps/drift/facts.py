"""What is known of the drift of a fleet's roles."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from wizard.model import Change, FleetAccounts, OperationProgress
from wizard.resources.fleet.drift import RoleDrift


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What was looked at, and what CloudFormation has found.

    there: by group, in how many accounts its role should be. every: all of them were looked into.
    changing: the stack sets that AWS is at work on, whose accounts nobody looks into meanwhile. moving: how far
    CloudFormation is with looking for drift; late: it has looked, and does not list yet what it found. detections:
    what has it look, where that is wanted and has not just been done; unseen: where it could not, in words.
    """

    fleet: FleetAccounts
    there: Mapping[str, int]
    found: tuple[RoleDrift, ...] = ()
    every: bool = False
    changing: tuple[str, ...] = ()
    moving: tuple[OperationProgress, ...] = ()
    late: bool = False
    detections: tuple[Change, ...] = ()
    unseen: tuple[str, ...] = ()

    @property
    def drifted(self) -> tuple[RoleDrift, ...]:
        """What is not as its stack makes it."""
        return tuple(one for one in self.found if one.drifted)

    @property
    def repairs(self) -> tuple[Change, ...]:
        """What makes the roles again as their stacks do."""
        return tuple(change for one in self.found for change in one.repairs)

    @property
    def blind(self) -> bool:
        """Whether nothing at all could be found out: by us, nor by CloudFormation."""
        return bool(self.found) and all(one.stands == "unread" and not one.place.aws for one in self.found)
