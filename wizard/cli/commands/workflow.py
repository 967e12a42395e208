"""The way itself: on the screen or in lines for a person, and ``plan``, ``apply``, ``status`` without one.

What a front end needs is imported when it is chosen, so that the first paint waits for no other.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import shutil
import sys
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from wizard.cli.usage import EVERYTHING, UsageProblem
from wizard.host.garbage import loading, none_at_the_end
from wizard.host.last_resort import ends_for_certain
from wizard.host.signals import terminal_kept, terminated

if TYPE_CHECKING:
    from wizard.engine.engine import Engine

SMALLEST = (60, 16)
INTERRUPTED = 130


def run(options: argparse.Namespace) -> int:
    """Choose the front end; returns the exit code. Raises UsageProblem."""
    if options.command:
        with terminated(_interrupt):
            return _headless(options)
    if _linear(options) and options.present:
        raise UsageProblem("--present needs a terminal that can show the full screen: nothing is masked elsewhere.")
    with ends_for_certain(INTERRUPTED):
        return _prompts(options) if _linear(options) else _screens(options)


def _linear(options: argparse.Namespace) -> bool:
    dumb = os.environ.get("TERM", "dumb") == "dumb"
    return bool(options.prompts or options.plain or dumb or not (sys.stdin.isatty() and sys.stdout.isatty()))


# --- headless ----------------------------------------------------------------------------------------------------


def _headless(options: argparse.Namespace) -> int:
    none_at_the_end()
    with loading():
        from wizard.frontends.headless import run as headless
        from wizard.frontends.headless.stream import Stream

        engine, _lock = _unattended(options)
    stream = options.stream or Stream(as_json=False)
    with contextlib.closing(engine):
        if options.command == "plan":
            return headless.run_plan(engine, stream)
        if options.command == "status":
            return headless.run_status(engine, stream)
        digest = "" if options.approve in (None, EVERYTHING) else options.approve
        return headless.run_apply(engine, stream, wait=options.wait, digest=digest)


def _unattended(options: argparse.Namespace) -> tuple[Engine, object]:
    """The engine, and the lock that holds its checkpoint as long as it is kept. Raises UsageProblem."""
    from wizard.checkpoint.checkpoint import CheckpointProblem
    from wizard.cli.aws_access import open_access
    from wizard.cli.compose import make_engine
    from wizard.cli.open_checkpoint import open_checkpoint
    from wizard.cli.settings import prepare

    way, writes = prepare(options), options.command == "apply"
    aws = open_access(way, person=False)
    try:
        checkpoint, lock = open_checkpoint(way, aws.quiet, writes=writes)
    except CheckpointProblem as problem:
        raise UsageProblem(str(problem)) from None
    engine = make_engine(
        way,
        checkpoint,
        aws,
        listen=lambda _event: None,
        person=False,
        read_only=not writes,
        standing_approval=approval_of(options.approve),
    )
    return engine, lock


def _interrupt() -> None:
    raise KeyboardInterrupt


def approval_of(approve: str | None) -> Callable[[str, Sequence[str]], bool]:
    """Which changes need no person: with a bare ``--approve`` all that the answers spell out, else none by rule.

    Deletions and acts on the whole organization are planned only where the answers name them, so the rule covers them
    exactly then.
    """
    return lambda _step, _digests: approve == EVERYTHING


# --- with a person -----------------------------------------------------------------------------------------------


def _prompts(options: argparse.Namespace) -> int:
    from wizard.cli.linear import run_prompts
    from wizard.cli.settings import prepare

    dumb = os.environ.get("TERM", "dumb") == "dumb" or not (sys.stdin.isatty() and sys.stdout.isatty())
    plain = options.plain or not options.prompts or dumb
    with terminated(_interrupt), terminal_kept(escapes=not plain):
        return run_prompts(prepare(options), plain=plain)


def _screens(options: argparse.Namespace) -> int:
    size = shutil.get_terminal_size()
    if size.columns < SMALLEST[0] or size.lines < SMALLEST[1]:
        have, need = f"{size.columns}×{size.lines}", f"{SMALLEST[0]}×{SMALLEST[1]}"
        raise UsageProblem(f"The terminal is {have}; the wizard needs {need}, --plain needs no size.")
    from screens.gc_pauses import none_yet

    none_yet()
    from wizard.cli.full_screen import run_screens

    return run_screens(options)
