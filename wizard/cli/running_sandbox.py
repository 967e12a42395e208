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
SANDBOX_STATES = "sandbox*.state.json"
BESIDE = "sandbox.beside-"


def sandbox_state() -> Path:
    """The state file: in the place that this shell has exported, or the ordinary one."""
    exported = os.environ.get(EXPORTED)
    return Path(exported) if exported else state_directory() / SANDBOX_STATE


def state_for(settings: Settings) -> Path:
    """The state file of the sandbox that these settings want: where it runs, or where it would be started.

    That is the ordinary one, unless another process is at work in the sandbox there: starting one that differs would
    stop it, so this one is started beside it, and found there by what it is.
    """
    own = sandbox_state()
    wanted = _wanted(settings)
    there = client.find(own)
    if there is not None and wanted.is_(there):
        return own
    places = sorted(state_directory().glob(f"{BESIDE}*.state.json"))
    beside = next((place for place in places if (found := client.find(place)) and wanted.is_(found)), None)
    if beside is not None:
        return beside
    kept = there is not None and _in_use(there)
    return state_directory() / f"{BESIDE}{os.getpid()}.state.json" if kept else own


def _in_use(sandbox: client.Sandbox) -> bool:
    """Whether somebody holds a checkpoint of its world."""
    from wizard.checkpoint.lock import Lock

    locks = state_directory().glob(f"*{world_of(sandbox)}*.json.lock")
    return any(Lock(lock.with_suffix("")).holder() for lock in locks)


def served_state() -> Path:
    """The state file of a sandbox that this process serves alone, beside the wizard's."""
    return state_directory() / f"sandbox.{os.getpid()}.state.json"


def running_sandboxes() -> dict[Path, client.Sandbox]:
    """Every sandbox that answers, by its state file: this shell's own first, then the wizard's, then those served."""
    places = [sandbox_state(), *sorted(state_directory().glob(SANDBOX_STATES))]
    found = {place: client.find(place) for place in dict.fromkeys(places)}
    return {place: sandbox for place, sandbox in found.items() if sandbox is not None}


def world_of(sandbox: client.Sandbox) -> str:
    """Names a sandbox's world; it ends with its process."""
    return f"{sandbox.scenario}-{sandbox.pid}"


def running_world(settings: Settings) -> str:
    """The world in which these settings would go on: "" for real AWS, and one of which nothing is kept for none."""
    if not settings.sandbox:
        return ""
    running = client.find(state_for(settings))
    return world_of(running) if running is not None and _wanted(settings).is_(running) else "none"


def _wanted(settings: Settings) -> client.Wanted:
    return client.Wanted(settings.sandbox, settings.pace, begun=rehearsed(settings) is not None)
