"""From the command line to a Way: the vendor, and the simulated AWS where it is asked for."""

from __future__ import annotations

import argparse
import os
from pathlib import Path

from wizard.onboarding import Way, state_directory
from wizard.options import UsageProblem
from wizard.sandbox import client
from wizard.vendor import VendorProblem, load_vendor


def prepare(options: argparse.Namespace, version: str) -> Way:
    """Settle everything that needs no AWS; start or find the sandbox. Raises UsageProblem."""
    way = known_way(options, version)
    return enter_sandbox(way) if options.sandbox else way


def known_way(options: argparse.Namespace, version: str) -> Way:
    """What the command line alone settles; a sandbox is not started yet. Raises UsageProblem."""
    try:
        vendor = load_vendor(options.vendor)
        if options.sandbox:
            client.check(options.sandbox)
    except (VendorProblem, client.SandboxFailed) as problem:
        raise UsageProblem(str(problem)) from None
    return Way(options=options, vendor=vendor, version=version)


def enter_sandbox(way: Way) -> Way:
    """Start or find the simulated AWS, and let nothing of the real one into this process. Raises UsageProblem."""
    try:
        sandbox = client.start(way.options.sandbox, sandbox_state(), pace=way.options.pace)
    except client.SandboxFailed as problem:
        raise UsageProblem(str(problem)) from None
    environ = client.isolate(os.environ, sandbox)
    for name in set(os.environ) - set(environ):
        del os.environ[name]
    os.environ.update(environ)
    return way.in_world(sandbox)


def sandbox_state() -> Path:
    """Where the running sandbox is found again."""
    return state_directory() / "sandbox.state.json"
