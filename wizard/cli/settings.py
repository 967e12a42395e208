"""From the command line to a Way: the vendor, and the simulated AWS where it is asked for."""

from __future__ import annotations

import argparse
import os
from dataclasses import replace
from importlib import metadata

from wizard.checkpoint.location import sandbox_state, world_of
from wizard.cli.compose import Way
from wizard.cli.options import PROGRAM, UsageProblem
from wizard.sandbox import client
from wizard.vendors.profile import VendorProblem, load_vendor


def prepare(options: argparse.Namespace) -> Way:
    """Settle everything that needs no AWS; start or find the sandbox. Raises UsageProblem."""
    try:
        vendor = load_vendor(options.vendor)
    except VendorProblem as problem:
        raise UsageProblem(str(problem)) from None
    way = Way(options=options, vendor=vendor, version=metadata.version(PROGRAM))
    return _enter_sandbox(way) if options.sandbox else way


def _enter_sandbox(way: Way) -> Way:
    """Start or find the simulated AWS, and let nothing of the real one into this process."""
    try:
        sandbox = client.start(way.options.sandbox, sandbox_state(), pace=way.options.pace)
    except client.SandboxFailed as problem:
        raise UsageProblem(str(problem)) from None
    environ = client.isolate(os.environ, sandbox)
    for name in set(os.environ) - set(environ):
        del os.environ[name]
    os.environ.update(environ)
    return replace(way, sandbox=sandbox.scenario, world=world_of(sandbox))
