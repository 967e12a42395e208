"""What is known of a fleet's stack sets, and what is wanted of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from wizard.model import Fleet, FleetAccounts, MasterRoles, OperationProgress, Target
from wizard.resources.fleet.central_stack import CentralStack
from wizard.resources.fleet.operations import Set
from wizard.resources.fleet.planned import Deed, GroupPlan, Planned
from wizard.resources.fleet.role_documents import Central, entered


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """By group what becomes of each account. sets: by the group's name.

    moving: what AWS is at work on; strangers: whether somebody else has started some of it, each in words.
    """

    fleet: FleetAccounts
    central: Central
    masters: MasterRoles = field(default_factory=MasterRoles)
    sets: Mapping[str, Set] = field(default_factory=dict)
    plans: tuple[GroupPlan, ...] = ()
    stacks: tuple[CentralStack, ...] = ()
    moving: tuple[OperationProgress, ...] = ()
    strangers: tuple[str, ...] = ()
    settling: str = ""
    again: bool = False

    @property
    def whole(self) -> Fleet:
        """The fleet as its file says it."""
        return self.fleet.fleet

    def of(self, *deeds: Deed) -> tuple[tuple[GroupPlan, Planned], ...]:
        """Every account of which one of these becomes, with its group."""
        return tuple((plan, one) for plan in self.plans for one in plan.of(*deeds))

    @property
    def open(self) -> bool:
        """Whether something is to be sent that neither failed before nor deletes anything."""
        return any(plan.open for plan in self.plans) or not all(stack.right for stack in self.stacks)


def into(facts: Facts, account: str) -> Target:
    """An account of the organization, entered by the look role."""
    return entered(facts.whole, facts.central, account)
