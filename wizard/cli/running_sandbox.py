"""Where the running simulated AWS is found again, and what its world is called."""

from __future__ import annotations

import os
from pathlib import Path

from wizard.checkpoint.location import state_directory
from wizard.cli.exported_sandbox import EXPORTED
from wizard.sandbox import client

SANDBOX_STATE = "sandbox.state.json"


def sandbox_state() -> Path:
    """The state file: in the place that this shell has exported, or the ordinary one."""
    exported = os.environ.get(EXPORTED)
    return Path(exported) if exported else state_directory() / SANDBOX_STATE


def world_of(sandbox: client.Sandbox) -> str:
    """Names a sandbox's world; it ends with its process."""
    return f"{sandbox.scenario}-{sandbox.pid}"
