"""Where things are kept: the user's state directory, the checkpoint in it, the sandbox's state file."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

import platformdirs

if TYPE_CHECKING:
    from wizard.sandbox.client import Sandbox

STATE_DIRECTORY = "firetiger-onboard"


def state_directory() -> Path:
    """The user's state directory for this program."""
    return Path(platformdirs.user_state_path(STATE_DIRECTORY, appauthor=False))


def checkpoint_path(options: argparse.Namespace, world: str = "") -> Path:
    """Where progress is kept. world: of the sandbox, "" for real AWS; each has a checkpoint of its own."""
    if options.checkpoint:
        return Path(options.checkpoint).expanduser().absolute()
    name = f"sandbox-{world}" if world else Path(options.vendor).stem
    return state_directory() / f"{name}.json"


def sandbox_state() -> Path:
    """Where the running sandbox is found again."""
    return state_directory() / "sandbox.state.json"


def world_of(sandbox: Sandbox) -> str:
    """Names a sandbox's world; it ends with its process."""
    return f"{sandbox.scenario}-{sandbox.pid}"
