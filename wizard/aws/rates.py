"""Keeps within the rates that AWS publishes, so that nothing is throttled that we alone have sent.

A token bucket for each operation and each account whose credentials call it, because that is how AWS counts. Who has
to wait waits on the thread that makes the call, holding nothing: other operations go on, and quitting ends the wait.
Everybody else in the account draws from the same allowance, so AWS may throttle all the same; then botocore tries
again.

Sources: https://docs.aws.amazon.com/organizations/latest/userguide/orgs_reference_limits.html (API throttling limits)
and https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html (STS, by account and region; counted here
by account alone).
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping
from typing import Any

from wizard.model import Call, CallDelayed, CallError, CallFailed, Target

# Calls a second, and how many at once after a while without any.
PUBLISHED: Mapping[tuple[str, str], tuple[float, float]] = {
    ("organizations", "AttachPolicy"): (2, 3),
    ("organizations", "CloseAccount"): (0.05, 1),
    ("organizations", "CreateAccount"): (0.1, 3),
    ("organizations", "DescribeAccount"): (20, 30),
    ("organizations", "DescribeCreateAccountStatus"): (2, 2),
    ("organizations", "DescribeOrganization"): (1, 2),
    ("organizations", "EnableAWSServiceAccess"): (1, 2),
    ("organizations", "ListAccounts"): (8, 12),
    ("organizations", "ListAccountsForParent"): (5, 8),
    ("organizations", "ListAWSServiceAccessForOrganization"): (1, 3),
    ("organizations", "ListChildren"): (6, 10),
    ("organizations", "ListDelegatedAdministrators"): (5, 8),
    ("organizations", "ListOrganizationalUnitsForParent"): (5, 8),
    ("organizations", "ListParents"): (5, 8),
    ("organizations", "ListPolicies"): (5, 8),
    ("organizations", "ListPoliciesForTarget"): (5, 8),
    ("organizations", "ListRoots"): (1, 2),
    ("organizations", "ListTagsForResource"): (10, 15),
    ("organizations", "MoveAccount"): (2, 3),
    ("sts", "AssumeRole"): (600, 600),
    ("sts", "GetCallerIdentity"): (600, 600),
}
# Calls may arrive closer together than they left.
SPARED = 0.1
# How soon somebody who waits hears that the wizard is quitting.
SLICE = 0.1
KEY = "firetiger_onboard_rate"


class Bucket:
    """One operation's allowance. now: seconds of a clock that never goes back."""

    def __init__(self, rate: float, burst: float, now: float) -> None:
        self._rate, self._most = rate, max(1.0, burst * (1 - SPARED))
        self._tokens, self._filled = self._most, now

    def take(self, now: float) -> float:
        """Take one token, which may be one of later; seconds until it is there."""
        self._tokens = min(self._most, self._tokens + (now - self._filled) * self._rate) - 1
        self._filled = now
        return max(0.0, -self._tokens / self._rate)


class Rates:
    """Every bucket. whose: the account of the credentials that a target uses, "" while AWS has not said.

    told: hears of a call that is held back.
    """

    def __init__(
        self,
        whose: Callable[[Target], str],
        closing: Callable[[], bool] = lambda: False,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
        told: Callable[[CallDelayed], None] = lambda _: None,
    ) -> None:
        self._whose, self._closing, self._clock, self._sleep = whose, closing, clock, sleep
        self._told = told
        self._lock = threading.Lock()
        self._buckets: dict[tuple[str, str, str], Bucket] = {}

    def watch(self, events: Any, present: Callable[[], Target]) -> None:
        """Hold a client's calls back: a first try before it counts as begun, every other one before it is signed."""
        events.register("before-call", lambda model, context, **_: self._before(model, context, present()))
        events.register_first("request-created", lambda request, **_: self._again(request.context, present()))

    def wait(self, target: Target, service: str, operation: str) -> None:
        """Return when the call may leave. Raises CallFailed, as never sent, where the wizard quits meanwhile."""
        allowed = PUBLISHED.get((service, operation))
        if allowed is None:
            return
        with self._lock:
            now = self._clock()
            until = now + self._bucket(target, service, operation, allowed).take(now)
        if until > now:
            self._told(_held_back(target, service, operation, until - now))
        while (left := until - self._clock()) > 0:
            if self._closing():
                raise CallFailed(_unsent(target, service, operation))
            self._sleep(min(left, SLICE))

    def _bucket(self, target: Target, service: str, operation: str, allowed: tuple[float, float]) -> Bucket:
        named, account = f"{target.profile} {target.account} {target.role_name}", self._of(target)
        before = self._buckets.pop((named, service, operation), None)  # from before AWS said whose they are
        fresh = before or Bucket(*allowed, self._clock())
        return self._buckets.setdefault((account or named, service, operation), fresh)

    def _of(self, target: Target) -> str:
        return target.account if target.role_name else self._whose(target)

    def _before(self, model: Any, context: dict[str, Any], target: Target) -> None:
        context[KEY] = (model.service_model.service_name, model.name)
        self.wait(target, *context[KEY])

    def _again(self, context: dict[str, Any], target: Target) -> None:
        if context.get("retries", {}).get("attempt", 1) > 1 and KEY in context:
            self.wait(target, *context[KEY])


def _held_back(target: Target, service: str, operation: str, seconds: float) -> CallDelayed:
    return CallDelayed(
        number=0,
        at=time.time(),
        account=target.account,
        region=target.region,
        service=service,
        operation=operation,
        seconds=seconds,
        cause="limit",
    )


def _unsent(target: Target, service: str, operation: str) -> CallError:
    call = Call(target=target, service=service, operation=operation)
    return CallError.of(call, "Closing", "the wizard was closed before the call was sent", unsent=True)
