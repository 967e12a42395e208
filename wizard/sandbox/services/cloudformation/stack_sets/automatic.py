"""Automatic deployment: accounts that came into a stack set's units get its stack, those that left them lose it.

It is found out when somebody next calls StackSets, as everything here that happens by itself.
"""

from __future__ import annotations

import uuid
from datetime import datetime

from wizard.sandbox.kernel.operations import Call, gate
from wizard.sandbox.kernel.world import World
from wizard.sandbox.services.cloudformation.stack_sets import targets
from wizard.sandbox.services.cloudformation.stack_sets.operations import Asked, enter
from wizard.sandbox.services.cloudformation.stack_sets.state import Instance, Operation, Result, StackSet, StackSets

# Nobody's preferences hold for it.
_ALL = {"OperationPreferences": {"FailureTolerancePercentage": 100, "MaxConcurrentPercentage": 100}}


@gate("cloudformation")
def catch_up(call: Call) -> None:
    """Begins what automatic deployment would have begun by now."""
    if not call.get("StackSetName"):
        return
    for stack_set in call.world.of(StackSets).all:
        if stack_set.status == "ACTIVE" and stack_set.auto_deployment.get("Enabled") and stack_set.units:
            _compare(call.world, stack_set, call.world.pace.now())


def _compare(world: World, stack_set: StackSet, now: datetime) -> None:
    housed = targets.below(stack_set.owner, stack_set.units)
    if stack_set.seen == housed:
        return
    before, stack_set.seen = stack_set.seen, housed
    deployed = {account for account, _ in stack_set.instances}
    left = [account for account in before if housed.get(account) != before[account] and account in deployed]
    came = [account for account in housed if housed[account] != before.get(account)]
    if left:
        _begin(world, stack_set, left, now, leaving=True)
    new = [account for account in came if account not in deployed or account in left]
    if before and new:
        _begin(world, stack_set, new, now, leaving=False)


def _begin(world: World, stack_set: StackSet, accounts: list[str], now: datetime, *, leaving: bool) -> None:
    def resolve(_: Operation) -> list[Result]:
        places = [(account, region) for region in stack_set.regions for account in accounts]
        if leaving:
            return [Result(stack_set.instances[place]) for place in places if place in stack_set.instances]
        for account, region in places:
            new = Instance(account, region, stack_set.seen.get(account, ""))
            stack_set.instances.setdefault((account, region), new)
        return [Result(stack_set.instances[place]) for place in places]

    about = {"OrganizationalUnitIds": stack_set.units, "Accounts": accounts, "AccountFilterType": "INTERSECTION"}
    request = {**_ALL, "DeploymentTargets": about}
    if leaving:
        retain = bool(stack_set.auto_deployment.get("RetainStacksOnAccountRemoval"))
        asked = Asked("DELETE", "DeleteStackInstances", {**request, "RetainStacks": retain}, resolve)
    else:
        asked = Asked("CREATE", "CreateStackInstances", request, resolve, provisions=True)
    enter(world, stack_set, str(uuid.uuid4()), asked, now)
