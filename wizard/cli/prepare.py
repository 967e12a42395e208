"""From settings to what they lead to, without AWS: the vendor is read, the simulated AWS is started or found.

This process is in the simulated AWS from then on: nothing of the real one is left in its environment.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Generic, TypeVar

from wizard.checkpoint.location import S3Place
from wizard.cli.exported_sandbox import EXPORTED
from wizard.cli.places import checkpoint_place_of
from wizard.cli.rehearsal import rehearsed
from wizard.cli.running_sandbox import sandbox_state, state_for, world_of
from wizard.cli.settings import Settings
from wizard.cli.usage import UsageProblem
from wizard.cli.whom import vendor_of
from wizard.host.timing import Timing, TimingProblem, timing_from
from wizard.model import Simulation, Vendor
from wizard.sandbox import client

SettingsT = TypeVar("SettingsT", bound=Settings)


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared(Generic[SettingsT]):
    """Settings, and what they lead to. world: names the sandbox's world; another one gets another checkpoint.

    answers: what a rehearsal has answered already, by step.
    """

    settings: SettingsT
    vendor: Vendor
    world: str = ""
    simulation: Simulation | None = None
    answers: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    @property
    def checkpoint_place(self) -> Path | S3Place:
        """Where progress is kept."""
        return checkpoint_place_of(self.settings, self.vendor, world=self.world)


def prepare(settings: SettingsT) -> Prepared[SettingsT]:
    """Settle everything that needs no AWS; start or find the sandbox. Raises UsageProblem."""
    prepared = Prepared(settings=settings, vendor=vendor_of(settings))
    return _in_sandbox(prepared) if settings.sandbox else prepared


def _in_sandbox(prepared: Prepared[SettingsT]) -> Prepared[SettingsT]:
    """Start or find the simulated AWS, and let nothing of the real one into this process."""
    settings = prepared.settings
    try:
        begun = rehearsed(settings)
        state = state_for(settings)
        sandbox = client.start(settings.sandbox, state, pace=settings.pace, begun=begun is not None)
    except client.SandboxFailed as problem:
        raise UsageProblem(str(problem)) from None
    environ = client.isolate(os.environ, sandbox)
    for name in set(os.environ) - set(environ):
        del os.environ[name]
    os.environ.update(environ)
    if state != sandbox_state():
        os.environ[EXPORTED] = str(state)
    simulation = Simulation(scenario=sandbox.scenario, exports=client.environment(sandbox))
    answers = begun.answers if begun else {}
    return replace(prepared, world=world_of(sandbox), simulation=simulation, answers=answers)


def policy() -> Timing:
    """The policy for timeouts and pauses. Raises UsageProblem."""
    try:
        return timing_from()
    except TimingProblem as problem:
        raise UsageProblem(str(problem)) from None
