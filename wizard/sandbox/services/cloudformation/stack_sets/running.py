"""The order of events of an operation: which instances are worked on when, and when it gives up.

In each region as many at a time as its preferences allow, begun over some seconds, as AWS does; a region in which more
failed than is tolerated takes no further ones, and no further region begins. At pace zero every look at the operation
finishes what had begun and begins the next.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from wizard.sandbox.kernel.clock import Course
from wizard.sandbox.kernel.world import World
from wizard.sandbox.services.cloudformation.removal import Part
from wizard.sandbox.services.cloudformation.stack_sets.drift import of_all
from wizard.sandbox.services.cloudformation.stack_sets.execution_role import provision
from wizard.sandbox.services.cloudformation.stack_sets.state import Operation, Result, StackSet
from wizard.sandbox.services.cloudformation.stack_sets.targets import states
from wizard.sandbox.services.cloudformation.stack_sets.work import Work, works_of

_PREPARING = 2.0
_TICK = 3.0
# So many parts of what may be under way at once begin together.
_PARTS = 3
_MOST_AT_ONCE = 100
_PROVISIONED_AT_ONCE = 200
_EXCEEDED = "Cancelled since failure tolerance has exceeded"
_STOPPED = "Cancelled since the operation was stopped by the user"


def running(world: World, stack_set: StackSet, operation: Operation) -> Course:
    """RUNNING to SUCCEEDED, FAILED or STOPPED."""
    when = yield _PREPARING
    operation.results = operation.resolve(operation)
    operation.resolved = True
    for result in operation.results:
        result.instance.operation = operation.id
        if operation.action != "DETECT_DRIFT":
            result.instance.detailed = "PENDING"
    if operation.provisions:
        when = yield from _provisioned(world, stack_set, operation, when)
    lanes = _lanes(world, stack_set, operation)
    while lanes:
        when = yield from _tick(operation, lanes, when)
    _end(stack_set, operation, when)


def _provisioned(world: World, stack_set: StackSet, operation: Operation, when: datetime) -> Part[datetime]:
    """The execution role is seen to, in some hundred accounts at a time; nothing is done where one is suspended."""
    known = states(stack_set.owner)
    accounts = list(dict.fromkeys(result.instance.account for result in operation.results))
    for account in accounts:
        if operation.provisioned and operation.provisioned % _PROVISIONED_AT_ONCE == 0:
            when = yield _TICK
        made = known.get(account) == "ACTIVE" and provision(world, stack_set, account, when)
        operation.provisioned += 1
        operation.without_role += not made
    return (yield _TICK)


def _tick(operation: Operation, lanes: list[_Lane], when: datetime) -> Part[datetime]:
    """What happens at one moment; the lanes that are done are taken out."""
    for lane in list(lanes):
        lane.advance(when, stopping=operation.status == "STOPPING")
        if lane.failed_too_often:
            for other in lanes:
                other.cancel(_EXCEEDED)
        if lane.done:
            lanes.remove(lane)
        elif not lane.parallel:
            break
    return (yield _TICK) if lanes else when


def _end(stack_set: StackSet, operation: Operation, when: datetime) -> None:
    operation.ended = when
    if operation.status == "STOPPING":
        operation.status = "STOPPED"
    else:
        operation.status = "FAILED" if _beyond_tolerance(operation) else "SUCCEEDED"
    if operation.action == "DELETE" and not stack_set.instances:
        stack_set.units, stack_set.regions = [], []
    if operation.action == "DETECT_DRIFT":
        stack_set.drift = of_all(operation)


def _beyond_tolerance(operation: Operation) -> bool:
    by_region: dict[str, list[Result]] = {}
    for result in operation.results:
        by_region.setdefault(result.instance.region, []).append(result)
    return any(
        sum(result.status == "FAILED" for result in results) > tolerance(operation.preferences, len(results))
        for results in by_region.values()
    )


def _lanes(world: World, stack_set: StackSet, operation: Operation) -> list[_Lane]:
    by_region: dict[str, list[Work]] = {}
    for work in works_of(world, stack_set, operation):
        by_region.setdefault(work.result.instance.region, []).append(work)
    return [_Lane(each, operation.preferences) for each in by_region.values()]


def tolerance(preferences: dict[str, Any], accounts: int) -> int:
    """In how many accounts of a region it may fail."""
    if "FailureTolerancePercentage" in preferences:
        return accounts * int(preferences["FailureTolerancePercentage"]) // 100
    return int(preferences.get("FailureToleranceCount", 0))


def _most_at_once(preferences: dict[str, Any], accounts: int) -> int:
    if "MaxConcurrentPercentage" in preferences:
        asked = max(1, accounts * int(preferences["MaxConcurrentPercentage"]) // 100)
    else:
        asked = int(preferences.get("MaxConcurrentCount", 1))
    return min(asked, _MOST_AT_ONCE)


class _Lane:
    """The accounts of one region."""

    def __init__(self, waiting: list[Work], preferences: dict[str, Any]) -> None:
        self._waiting = list(reversed(waiting))
        self._under_way: list[Work] = []
        self._failed = 0
        self._tolerated = tolerance(preferences, len(waiting))
        self._limit = _most_at_once(preferences, len(waiting))
        self._soft = preferences.get("ConcurrencyMode") == "SOFT_FAILURE_TOLERANCE"
        self.parallel = preferences.get("RegionConcurrencyType") == "PARALLEL"

    @property
    def done(self) -> bool:
        return not self._waiting and not self._under_way

    @property
    def failed_too_often(self) -> bool:
        return self._failed > self._tolerated

    def advance(self, when: datetime, *, stopping: bool) -> None:
        """Finishes what is finished by then, and begins what there is room for."""
        for work in self._under_way:
            work.go_on(when)
        self._settle()
        if stopping:
            self.cancel(_STOPPED)
        if self.failed_too_often:
            self.cancel(_EXCEEDED)
        limit = self._at_once
        for _ in range(min(limit - len(self._under_way), -(-limit // _PARTS))):
            if not self._waiting or self.failed_too_often:
                break
            work = self._waiting.pop()
            work.begin(when)
            self._under_way.append(work)
        self._settle()

    def cancel(self, reason: str) -> None:
        """Nothing that has not begun will begin."""
        while self._waiting:
            self._waiting.pop().end("CANCELLED", reason)

    @property
    def _at_once(self) -> int:
        # Strictly, so few that there can never be more failures than one beyond what is tolerated.
        return self._limit if self._soft else max(1, min(self._limit, self._tolerated + 1 - self._failed))

    def _settle(self) -> None:
        ended = [work for work in self._under_way if work.ended]
        self._failed += sum(work.result.status == "FAILED" for work in ended)
        self._under_way = [work for work in self._under_way if not work.ended]
