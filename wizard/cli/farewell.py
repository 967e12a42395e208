"""The last lines on the person's own screen, after the full screen has closed: the ARN, the files, how to come back."""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Iterator

from wizard.host.program import PROGRAM

SANDBOX_STAYS = "10 minutes"
"""How long the simulated AWS outlives its last call, as its server's `idle` has it."""


def last_lines(
    options: argparse.Namespace, told: Iterable[tuple[str, str]], written: Iterable[str], *, complete: bool
) -> Iterator[str]:
    """What is said at the end. told: what has come of it, with what it is called. written: the files to hand over."""
    simulated = f"SANDBOX, a simulated AWS (scenario {options.sandbox}): " if options.sandbox else ""
    if complete:
        yield f"{simulated}Everything is done."
    else:
        yield simulated + _how_to_go_on(options)
    for label, value in told:
        yield from (f"{label}:", value)
    yield from (f"Written: {path}" for path in written)


def _how_to_go_on(options: argparse.Namespace) -> str:
    again = f"To go on: {_command(options, '--resume')}"
    if not options.sandbox:
        return f"Everything so far is kept. {again}"
    if not _sandbox_answers(options.sandbox):
        return f"It has ended, and everything created in it is gone. To start over: {_command(options)}"
    return f"Everything so far is kept for {SANDBOX_STAYS}; then the simulated AWS ends. {again}"


def _sandbox_answers(scenario: str) -> bool:
    from wizard.cli.settings import sandbox_state
    from wizard.sandbox import client

    running = client.find(sandbox_state())
    return running is not None and running.scenario == scenario


def _command(options: argparse.Namespace, *words: str) -> str:
    given = [PROGRAM, *words]
    if options.present:
        given.append("--present")
    if options.sandbox:
        given.append(f"--sandbox={options.sandbox}")
    return " ".join(
        [*given, *(f"--{name}={value}" for name in ("checkpoint", "vendor") if (value := _given(options, name)))]
    )


def _given(options: argparse.Namespace, name: str) -> str:
    value = getattr(options, name) or ""
    return "" if name == "vendor" and value == "firetiger" else str(value)
