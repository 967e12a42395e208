"""A shell that has exported what ``sandbox`` printed is in that sandbox, as if ``--sandbox`` had been given.

An endpoint alone does not tell that AWS is simulated: what leaves the wizard would look real, and a script that was
saved would reach a real account from any other shell. So ``sandbox`` also exports where its state is kept, and whoever
runs the wizard in that shell gets everything marked and led back to the sandbox.
"""

from __future__ import annotations

import argparse
import os

from wizard.cli.usage import UsageProblem

EXPORTED = "FIRETIGER_ONBOARD_SANDBOX"
"""The variable with the state file of the sandbox that a shell was led to by hand."""


def exports_lead() -> bool:
    """Whether this shell has exported a sandbox."""
    return EXPORTED in os.environ


def follow_exports(options: argparse.Namespace) -> None:
    """Settle ``sandbox`` and ``pace`` by what the shell has exported. Raises UsageProblem where it has ended.

    A scenario that is asked for by name and is another one than the shell's gets a sandbox of its own.
    """
    exported = os.environ.get(EXPORTED)
    if not exported:
        return
    from wizard.sandbox import client

    running = client.find(exported)
    if options.sandbox and (running is None or running.scenario != options.sandbox):
        del os.environ[EXPORTED]
    elif running is None:
        raise UsageProblem(
            "the sandbox that this shell's exports lead to has ended; start it again, or open another shell."
        )
    else:
        options.sandbox, options.pace = running.scenario, running.pace
