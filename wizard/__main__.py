"""The composition root: the command line, the choice of front end, and what every way ends with.

Nothing heavy is imported here before it is needed: the first paint waits for neither boto3 nor a front end that is not
used.
"""

from __future__ import annotations

import argparse
import contextlib
import errno
import os
import shlex
import shutil
import signal
import sys
from collections.abc import Sequence

from wizard.cli.options import FRESH, PROGRAM, UsageProblem, parse, parser
from wizard.host.signals import terminal_kept, terminated

SMALLEST = (60, 16)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; returns the exit code. Nothing a user can do shows a traceback."""
    words = sys.argv[1:] if arguments is None else list(arguments)
    try:
        code = _run(words)
        sys.stdout.flush()
        return code
    except UsageProblem as problem:
        return _said(f"{PROGRAM}: {problem}", 2)
    except KeyboardInterrupt:
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # a second one must not cut the farewell off
        again = shlex.join([PROGRAM, *words])
        return _said(f"\n{PROGRAM}: interrupted; everything so far is kept. To go on: {again}", 130)
    except BrokenPipeError:
        _let_go()
        return 1
    except Exception as error:
        if isinstance(error, OSError) and error.errno == errno.EIO:  # the terminal is gone
            _let_go()
            return 130
        if os.environ.get("FIRETIGER_ONBOARD_TRACEBACK"):
            raise
        return _said(
            f"{PROGRAM}: a defect of the wizard: {type(error).__name__}: {error}. Nothing that was done is lost. "
            "With FIRETIGER_ONBOARD_TRACEBACK=1 it tells where.",
            1,
        )


def _said(sentence: str, code: int) -> int:
    """The last word, where anybody is still there to read it."""
    try:
        sys.stdout.flush()
        sys.stderr.write(f"{sentence}\n")
        sys.stderr.flush()
    except OSError:
        _let_go()
    return code


def _let_go() -> None:
    """Nobody reads any more: what is still to be flushed goes nowhere, instead of into a traceback at exit."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for descriptor in (1, 2):
        os.dup2(nowhere, descriptor)


def _run(words: Sequence[str]) -> int:
    options = parse(words)
    if os.name != "posix":
        raise UsageProblem(f"{PROGRAM} runs on Linux, macOS and WSL; use WSL on Windows.")
    if options.version:
        return _print_versions()
    if options.print_completion:
        return _print_completion(options.print_completion)
    options.opened_log = None
    return _logged(options) if options.log else _choose(options)


def _logged(options: argparse.Namespace) -> int:
    from importlib import metadata

    from wizard.diagnostics.log import LogProblem, run_logged

    try:
        return run_logged(options, _choose, metadata.version(PROGRAM))
    except LogProblem as problem:
        raise UsageProblem(str(problem)) from None


def _print_versions() -> int:
    from importlib import metadata

    print(f"{PROGRAM} {metadata.version(PROGRAM)}, Python {sys.version.split()[0]}")
    for package in ("boto3", "botocore", "textual", "moto"):
        with contextlib.suppress(metadata.PackageNotFoundError):
            print(f"{package} {metadata.version(package)}")
    return 0


def _print_completion(shell: str) -> int:
    import shtab

    print(shtab.complete(parser(), shell=shell))
    return 0


def _choose(options: argparse.Namespace) -> int:
    if options.command == "sandbox":
        return _serve(options)
    if options.command == "checkpoints":
        return _checkpoints(options)
    if options.command == "operator-policy":
        from wizard.cli.commands.operator_policy import run_operator_policy

        return run_operator_policy(options)
    if options.command:
        with terminated(_interrupt):
            return _headless(options)
    if _linear(options) and options.present:
        raise UsageProblem("--present needs a terminal that can show the full screen: nothing is masked elsewhere.")
    if _linear(options):
        return _prompts(options)
    return _screens(options)


def _serve(options: argparse.Namespace) -> int:
    from wizard.sandbox.client import SandboxFailed
    from wizard.sandbox.serve import serve

    try:
        return serve(options.scenario or options.sandbox or FRESH, options.pace, as_json=options.format == "json")
    except SandboxFailed as problem:
        raise UsageProblem(str(problem)) from None


def _checkpoints(options: argparse.Namespace) -> int:
    from wizard.checkpoint.checkpoint import CheckpointProblem
    from wizard.cli.commands.checkpoints import run_checkpoints

    try:
        return run_checkpoints(options)
    except CheckpointProblem as problem:
        raise UsageProblem(str(problem)) from None


def _linear(options: argparse.Namespace) -> bool:
    dumb = os.environ.get("TERM", "dumb") == "dumb"
    return bool(options.prompts or options.plain or dumb or not (sys.stdin.isatty() and sys.stdout.isatty()))


# --- headless ----------------------------------------------------------------------------------------------------


def _headless(options: argparse.Namespace) -> int:
    from wizard.checkpoint.checkpoint import CheckpointProblem
    from wizard.cli.compose import approval_of, approve_digest, make_engine, open_checkpoint
    from wizard.cli.options import EVERYTHING
    from wizard.cli.settings import prepare
    from wizard.frontends.headless import run as headless

    way = prepare(options)
    as_json, writes = options.format == "json", options.command == "apply"
    try:
        checkpoint, _lock = open_checkpoint(way, writes=writes)
    except CheckpointProblem as problem:
        raise UsageProblem(str(problem)) from None
    engine = make_engine(
        way,
        checkpoint,
        listen=lambda _event: None,
        person=False,
        read_only=not writes,
        standing_approval=approval_of(options.approve),
    )
    with contextlib.closing(engine):
        if options.command == "plan":
            return headless.run_plan(engine, as_json=as_json)
        if options.command == "status":
            return headless.run_status(engine, as_json=as_json)
        if options.approve not in (None, EVERYTHING):
            other = approve_digest(engine, options.approve)
            if other:
                sys.stderr.write(f"{PROGRAM}: {other}\n")
                return 3
        return headless.run_apply(engine, as_json=as_json, wait=options.wait)


def _interrupt() -> None:
    raise KeyboardInterrupt


# --- with a person -----------------------------------------------------------------------------------------------


def _prompts(options: argparse.Namespace) -> int:
    from wizard.cli.settings import prepare
    from wizard.frontends.prompts.run import run_prompts

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


if __name__ == "__main__":
    sys.exit(main())
