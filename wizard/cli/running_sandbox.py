"""Where the running simulated AWS is found again, and what its world is called."""

from __future__ import annotations

import os
from pathlib import Path

from wizard.checkpoint.location import state_directory
from wizard.cli.exported_sandbox import EXPORTED
from wizard.cli.rehearsal import rehearsed
from wizard.cli.settings import Settings
from wizard.sandbox import client

SANDBOX_STATE = "sandbox.state.json"


def sandbox_state() -> Path:
    """The state file: in the place that this shell has exported, or the ordinary one."""
    exported = os.environ.get(EXPORTED)
    return Path(exported) if exported else state_directory() / SANDBOX_STATE


def served_state() -> Path:
    """The state file of a sandbox that this process serves alone, beside the wizard's."""
    return state_directory() / f"sandbox.{os.getpid()}.state.json"


def running_sandboxes() -> dict[Path, client.Sandbox]:
    """Every sandbox that answers, by its state file: this shell's own first, then the wizard's, then those served."""
    places = [sandbox_state(), *sorted(state_directory().glob("sandbox*.state.json"))]
    found = {place: client.find(place) for place in dict.fromkeys(places)}
    return {place: sandbox for place, sandbox in found.items() if sandbox is not None}


def world_of(sandbox: client.Sandbox) -> str:
    """Names a sandbox's world; it ends with its process."""
    return f"{sandbox.scenario}-{sandbox.pid}"


def running_world(settings: Settings) -> str:
    """The world in which these settings would go on: "" for real AWS, and one of which nothing is kept for none."""
    if not settings.sandbox:
        return ""
    running = client.find(sandbox_state())
    wanted = (settings.sandbox, rehearsed(settings) is not None)
    return world_of(running) if running is not None and (running.scenario, running.begun) == wanted else "none"
