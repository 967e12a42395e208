"""The program: runs what the command line asks for, and turns what escapes into one sentence and an exit code.

Nothing heavy is imported here before it is needed: the first paint waits for neither boto3 nor a front end that is not
used.
"""

from __future__ import annotations

import argparse
import errno
import os
import shlex
import signal
import sys
from collections.abc import Sequence

from wizard.cli.commands import run
from wizard.cli.exported_sandbox import follow_exports
from wizard.cli.options import parse
from wizard.cli.telling import print_completion, print_versions, told
from wizard.cli.usage import UsageProblem
from wizard.host.environment import drop_empty
from wizard.host.program import PROGRAM


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; returns the exit code. Nothing a user can do shows a traceback."""
    drop_empty(os.environ)
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
    if told(words):
        return 0
    options = parse(words)
    if os.name != "posix":
        raise UsageProblem(f"{PROGRAM} runs on Linux, macOS and WSL; use WSL on Windows.")
    if options.version:
        return print_versions()
    if options.print_completion:
        return print_completion(options.print_completion)
    if options.command != "sandbox":
        follow_exports(options)
    options.opened_log = None
    return _logged(options) if options.log else run(options)


def _logged(options: argparse.Namespace) -> int:
    from importlib import metadata

    from wizard.diagnostics.log import LogProblem, run_logged

    try:
        return run_logged(options, run, metadata.version(PROGRAM))
    except LogProblem as problem:
        raise UsageProblem(str(problem)) from None


if __name__ == "__main__":
    sys.exit(main())
