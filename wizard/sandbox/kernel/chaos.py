"""What a scenario does to every call: latency, random faults, throttling, denials by service control policies."""

from __future__ import annotations

import fnmatch
import random
from typing import Any

from wizard.sandbox.kernel import errors as refusals
from wizard.sandbox.kernel.faults import Fault
from wizard.sandbox.kernel.operations import Call
from wizard.sandbox.kernel.rates import Rates
from wizard.sandbox.kernel.scenario import Scenario, data

# The SDK gives a call three attempts by default: after two faults in a row a third would be cruel.
_LONGEST_ROW = 2


class Chaos:
    """The scenario's `latency`, `flaky` and `deny` tables and its `published_rates`, at work."""

    def __init__(self, scenario: Scenario) -> None:
        # Seconds at pace 1. The scenario's own pace makes things take longer, not calls.
        self.latency = float(scenario.table("latency").get("seconds", 0.0)) / float(scenario.settings.get("pace", 1.0))
        flaky = scenario.table("flaky")
        self._share = float(flaky.get("share", 0.0))
        self._kinds = [str(kind) for kind in flaky.get("kinds", ["throttle", "500", "503"])]
        self._random = random.Random(int(flaky.get("seed", 0)))
        self._row: dict[tuple[str, str], int] = {}
        self._denials = scenario.tables("deny")
        self._rates = Rates(data("rates") if scenario.settings.get("published_rates") else {})

    def fault(self, account: str, service: str, operation: str) -> Fault | None:
        """What is in the way of a call: it comes too soon after others, or bad luck has it."""
        if self._rates.exceeded(account, service, operation):
            return Fault(service, operation, "throttle", 1)
        return self._bad_luck(service, operation)

    def _bad_luck(self, service: str, operation: str) -> Fault | None:
        """A random fault, repeatable by the scenario's seed, never more than two in a row for one operation."""
        key = (service, operation)
        if self._random.random() >= self._share or self._row.get(key, 0) >= _LONGEST_ROW:
            self._row[key] = 0
            return None
        self._row[key] = self._row.get(key, 0) + 1
        return Fault(service, operation, self._random.choice(self._kinds), 1)

    def check(self, call: Call, protocol: str, management: str | None) -> None:
        """Raises the denial of a service control policy. None ever binds the management account."""
        if call.account == management or management is None:
            return
        for rule in self._denials:
            if _applies(rule, call):
                resource = str(rule.get("resource", "*"))
                raise refusals.scp_denied(protocol, call.principal.arn, call.service, call.operation, resource=resource)


def _applies(rule: dict[str, Any], call: Call) -> bool:
    services = rule.get("services", ["*"])
    if not any(fnmatch.fnmatchcase(call.service, str(pattern)) for pattern in services):
        return False
    if not any(fnmatch.fnmatchcase(call.operation, str(pattern)) for pattern in rule.get("operations", ["*"])):
        return False
    outside = rule.get("regions_outside")
    return outside is None or call.region not in outside
