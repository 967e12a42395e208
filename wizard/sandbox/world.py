"""Everything that the simulated AWS knows beyond what moto keeps, in one place.

Each service's own state class lives beside its operations; the world only holds one of each, so that a
test of a service needs no server.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from wizard.sandbox.bedrock.state import BedrockState
from wizard.sandbox.calls import CallLog
from wizard.sandbox.cloudformation.stack import Stacks
from wizard.sandbox.cloudtrail.state import TrailState
from wizard.sandbox.faults import Faults
from wizard.sandbox.identities import Identities
from wizard.sandbox.organizations.state import OrganizationState
from wizard.sandbox.pace import Pace
from wizard.sandbox.portal import Portal
from wizard.sandbox.scenario import Scenario

MANAGEMENT_ACCOUNT = "111122223333"
VENDOR_ACCOUNT = "975050257559"
REGION = "us-east-1"
ADMINISTRATOR = "arn:aws:iam::aws:policy/AdministratorAccess"


@dataclass
class World:
    """The state of one sandbox."""

    scenario: Scenario
    pace: Pace
    # The account that the fixed credentials belong to.
    account: str = MANAGEMENT_ACCOUNT
    identities: Identities = field(default_factory=Identities)
    organizations: OrganizationState = field(default_factory=OrganizationState)
    stacks: Stacks = field(default_factory=Stacks)
    trails: TrailState = field(default_factory=TrailState)
    bedrock: BedrockState = field(default_factory=BedrockState)
    portal: Portal = field(default_factory=Portal)
    calls: CallLog = field(default_factory=CallLog)
    faults: Faults = field(default_factory=Faults)
    # What fails while a stack is created: tables of a resource `type` and the `reason`.
    failing: list[dict[str, Any]] = field(default_factory=list)
    # Where this person's AWS config is kept; None for a sandbox without files.
    files: Path | None = None
    # moto's backends are not safe for threads, and neither is this: one call at a time.
    lock: threading.RLock = field(default_factory=threading.RLock)
