"""What the command line and the environment settle before anything is read: for whom, kept where, on which AWS."""

from __future__ import annotations

import argparse
import os
import shlex
from dataclasses import dataclass, replace
from importlib import metadata
from pathlib import Path

from wizard.checkpoint.location import S3Place, checkpoint_place, state_directory
from wizard.cli.exported_sandbox import EXPORTED
from wizard.cli.usage import UsageProblem
from wizard.host.program import PROGRAM
from wizard.host.timing import Timing, TimingProblem, timing_from
from wizard.model import Simulation, Vendor
from wizard.sandbox import client
from wizard.vendors.profile import VendorProblem, load_vendor
from wizard.workflows import ORDINARY

SANDBOX_STATE = "sandbox.state.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What is settled. workflow: what is walked, by its id. sandbox: the scenario's name, or "".

    world: names the sandbox's world; another one gets another checkpoint.
    """

    options: argparse.Namespace
    vendor: Vendor
    version: str
    workflow: str = ORDINARY
    sandbox: str = ""
    world: str = ""
    simulation: Simulation | None = None

    @property
    def checkpoint_path(self) -> Path | S3Place:
        """Where progress is kept."""
        return checkpoint_place(self.options, self.world)


def prepare(options: argparse.Namespace) -> Settings:
    """Settle everything that needs no AWS; start or find the sandbox. Raises UsageProblem."""
    try:
        vendor = load_vendor(options.vendor)
    except VendorProblem as problem:
        raise UsageProblem(str(problem)) from None
    way = Settings(options=options, vendor=vendor, version=metadata.version(PROGRAM))
    return _enter_sandbox(way) if options.sandbox else way


def _enter_sandbox(way: Settings) -> Settings:
    """Start or find the simulated AWS, and let nothing of the real one into this process."""
    try:
        sandbox = client.start(way.options.sandbox, sandbox_state(), pace=way.options.pace)
    except client.SandboxFailed as problem:
        raise UsageProblem(str(problem)) from None
    environ = client.isolate(os.environ, sandbox)
    for name in set(os.environ) - set(environ):
        del os.environ[name]
    os.environ.update(environ)
    simulation = Simulation(scenario=sandbox.scenario, exports=client.environment(sandbox))
    return replace(way, sandbox=sandbox.scenario, world=world_of(sandbox), simulation=simulation)


def policy() -> Timing:
    """The policy for timeouts and pauses. Raises UsageProblem."""
    try:
        return timing_from()
    except TimingProblem as problem:
        raise UsageProblem(str(problem)) from None


def sandbox_state() -> Path:
    """Where the running sandbox is found again: in the place that this shell has exported, or the ordinary one."""
    exported = os.environ.get(EXPORTED)
    return Path(exported) if exported else state_directory() / SANDBOX_STATE


def world_of(sandbox: client.Sandbox) -> str:
    """Names a sandbox's world; it ends with its process."""
    return f"{sandbox.scenario}-{sandbox.pid}"


def resume_command(way: Settings) -> str:
    """The command that goes on from here, with what was given this time."""
    options = way.options
    named = ("checkpoint", "profile", "region", "vendor", "directory")
    ordinary = {"vendor": "firetiger"}
    words = [PROGRAM, "--resume", *(f"--{name}" for name in ("prompts", "plain") if getattr(options, name, False))]
    if way.sandbox:
        words += ["--sandbox" if way.sandbox == "fresh" else f"--sandbox={way.sandbox}"]
        words += [f"--pace={options.pace:g}"] if options.pace != 1 else []
    for name in named:
        value = getattr(options, name, "")
        words += [f"--{name}", value] if value and value != ordinary.get(name) else []
    return shlex.join(words)
