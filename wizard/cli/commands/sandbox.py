"""``sandbox``: serves the simulated AWS alone."""

from __future__ import annotations

import argparse

from wizard.cli.exported_sandbox import EXPORTED
from wizard.cli.usage import FRESH, UsageProblem
from wizard.sandbox.client import SandboxFailed
from wizard.sandbox.serve import serve


def run(options: argparse.Namespace) -> int:
    """Serve until interrupted. Raises UsageProblem."""
    try:
        return serve(
            options.scenario or options.sandbox or FRESH,
            options.pace,
            as_json=options.format == "json",
            exported=EXPORTED,
        )
    except SandboxFailed as problem:
        raise UsageProblem(str(problem)) from None
