"""Everything that the simulated AWS knows beyond what moto keeps, in one place.

Each service's own state class lives beside its operations and is asked for by its type, so the world knows no service,
and a test of a service needs no server.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from wizard.sandbox.kernel.call_log import CallLog
from wizard.sandbox.kernel.clock import Clock
from wizard.sandbox.kernel.faults import Faults
from wizard.sandbox.kernel.identities import Identities
from wizard.sandbox.kernel.scenario import Scenario

StateT = TypeVar("StateT")

MANAGEMENT_ACCOUNT = "111122223333"
VENDOR_ACCOUNT = "975050257559"
REGION = "us-east-1"
ADMINISTRATOR = "arn:aws:iam::aws:policy/AdministratorAccess"


@dataclass
class World:
    """The state of one sandbox."""

    scenario: Scenario
    pace: Clock
    # The account that the fixed credentials belong to.
    account: str = MANAGEMENT_ACCOUNT
    identities: Identities = field(default_factory=Identities)
    calls: CallLog = field(default_factory=CallLog)
    faults: Faults = field(default_factory=Faults)
    # What fails while a stack is created: tables of a resource `type` and the `reason`.
    failing: list[dict[str, Any]] = field(default_factory=list)
    # Where this person's AWS config is kept; None for a sandbox without files.
    files: Path | None = None
    # moto's backends are not safe for threads, and neither is this: one call at a time.
    lock: threading.RLock = field(default_factory=threading.RLock)
    # What each service keeps for itself, by its type.
    states: dict[type[Any], Any] = field(default_factory=dict)

    def of(self, kind: type[StateT]) -> StateT:
        """A service's own state; it begins empty when it is first asked for."""
        if kind not in self.states:
            self.states[kind] = kind()
        state: StateT = self.states[kind]
        return state

    def put(self, state: object) -> None:
        """Have a service begin with this state."""
        self.states[type(state)] = state
