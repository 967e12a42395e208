"""A shell that has exported what ``sandbox`` printed is in that sandbox, as if ``--sandbox`` had been given.

An endpoint alone does not tell that AWS is simulated: what leaves the wizard would look real, and a script that was
saved would reach a real account from any other shell. So ``sandbox`` also exports where its state is kept, and whoever
runs the wizard in that shell gets everything marked and led back to the sandbox.
"""

from __future__ import annotations

import os
from dataclasses import replace

from wizard.cli.settings import Settings
from wizard.cli.usage import UsageProblem

EXPORTED = "FIRETIGER_ONBOARD_SANDBOX"
"""The variable with the state file of the sandbox that a shell was led to by hand."""


def exports_lead() -> bool:
    """Whether this shell has exported a sandbox."""
    return EXPORTED in os.environ


def follow_exports(settings: Settings) -> Settings:
    """The same with ``sandbox`` and ``pace`` as the shell has exported them. Raises UsageProblem where it has ended.

    A scenario that is asked for by name and is another one than the shell's gets a sandbox of its own.
    """
    exported = os.environ.get(EXPORTED)
    if not exported:
        return settings
    from wizard.sandbox import client

    running = client.find(exported)
    if settings.sandbox and (running is None or running.scenario != settings.sandbox):
        del os.environ[EXPORTED]
        return settings
    if running is None:
        raise UsageProblem(
            "the sandbox that this shell's variables point to has ended; start it again, or open another shell."
        )
    return replace(settings, sandbox=running.scenario, pace=running.pace)
