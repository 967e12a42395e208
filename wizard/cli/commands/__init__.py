"""The commands: a module each, imported when it is the one that was asked for."""

from __future__ import annotations

import argparse
from importlib import import_module

WORKFLOW = "workflow"
COMMANDS = {
    "plan": WORKFLOW,
    "apply": WORKFLOW,
    "status": WORKFLOW,
    "operator-policy": "operator_policy",
    "answers": "answers",
    "checkpoints": "checkpoints",
    "sandbox": "sandbox",
}


def run(options: argparse.Namespace) -> int:
    """Run the command that was named, or the way for a person; returns the exit code. Raises UsageProblem."""
    module = import_module(f"{__name__}.{COMMANDS.get(options.command, WORKFLOW)}")
    return int(module.run(options))
