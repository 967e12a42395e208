"""The program: runs what the command line asks for, and turns what escapes into one sentence and an exit code.

Nothing heavy is imported here before it is needed: the first paint waits for neither boto3 nor a front end that is not
used.
"""

from __future__ import annotations

import argparse
import contextlib
import errno
import itertools
import os
import shlex
import signal
import sys
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from wizard.cli.commands import COMMANDS, WORKFLOW, run
from wizard.cli.exported_sandbox import exports_lead, follow_exports
from wizard.cli.options import command_in, parse
from wizard.cli.telling import print_completion, print_versions, told
from wizard.cli.usage import UsageProblem
from wizard.host.environment import drop_empty
from wizard.host.program import PROGRAM
from wizard.host.signals import interruption_kept, terminated
from wizard.host.standard_output import ERR, OUT, OutputLost, complain, let_go, open_streams, output_lost, watch_prints

if TYPE_CHECKING:
    from wizard.frontends.headless.stream import Stream

CLOSED = "standard output is closed, so nothing was done; send it to a file or to /dev/null"


class Ended(NamedTuple):
    """How a run ended. reason: the sentence for whoever started it, "" where all is said. gone: nobody is there."""

    code: int
    reason: str = ""
    gone: bool = False


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; returns the exit code. Nothing a user can do shows a traceback."""
    drop_empty(os.environ)
    words = sys.argv[1:] if arguments is None else list(arguments)
    if not open_streams():
        complain(f"{PROGRAM}: {CLOSED}.")
        return 2
    watch_prints()
    stream = _json_stream(words)
    with _interruptible(stream), interruption_kept():
        ended = _held_to_its_end(words, stream)
    if ended.gone:
        let_go(OUT, ERR)
    elif ended.reason:
        complain(f"\n{PROGRAM}: {ended.reason}" if ended.code == 130 else f"{PROGRAM}: {ended.reason}")
    return ended.code


def _held_to_its_end(words: Sequence[str], stream: Stream | None) -> Ended:
    """Run it, see that what was printed arrives, and that the JSON lines have their last one."""
    ended = _ended(words, stream)
    lost = output_lost()
    if stream is not None and not lost:
        try:
            stream.finish(ended.code, ended.reason or None)
            stream.close(hurried=ended.code == 130)
        except KeyboardInterrupt:
            ended = _interrupted(words)
        except OutputLost as problem:
            lost = problem
    if lost:
        let_go(OUT)
        return ended if ended.gone or ended.reason else _unheard(lost)
    return ended


def _ended(words: Sequence[str], stream: Stream | None) -> Ended:
    try:
        return Ended(_run(words, stream))
    except SystemExit as end:  # argparse's --help
        return Ended(int(end.code or 0))
    except UsageProblem as problem:
        return Ended(2, str(problem))
    except KeyboardInterrupt:
        return _interrupted(words)
    except OutputLost as problem:
        return _unheard(problem)
    except Exception as error:
        if _was_interrupted(error):
            return _interrupted(words)
        lost = OutputLost(error) if isinstance(error, OSError) and error.errno == errno.EIO else output_lost()
        if lost and isinstance(error, OSError):
            return _unheard(lost)
        if os.environ.get("FIRETIGER_ONBOARD_TRACEBACK"):
            raise
        return Ended(
            1,
            f"a defect of the wizard: {type(error).__name__}: {error}. Nothing that was done is lost. "
            "With FIRETIGER_ONBOARD_TRACEBACK=1 it tells where.",
        )


def _unheard(lost: OutputLost) -> Ended:
    """Nobody reads any more, or nothing can be written: what was done until then is kept."""
    if lost.error.errno == errno.EIO:  # the terminal is gone
        return Ended(130, gone=True)
    if lost.reader_left:
        return Ended(1, gone=True)
    return Ended(
        1,
        f"standard output can't be written: {lost.error.strerror}. Free some space or redirect it, then run the same "
        "command again; nothing that was done is lost.",
    )


def _was_interrupted(error: BaseException | None) -> bool:
    """Whether cleaning up after an interruption failed, as argparse's does in the middle of its work."""
    while error is not None and not isinstance(error, KeyboardInterrupt):
        error = error.__context__
    return error is not None


def _interrupted(words: Sequence[str]) -> Ended:
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)  # a second one must not cut the farewell off
    again = shlex.join([PROGRAM, *words])
    return Ended(130, f"interrupted; everything so far is kept. To go on: {again}")


def _json_stream(words: Sequence[str]) -> Stream | None:
    """Where JSON lines go, where they are asked for: that holds for arguments which are not understood, too."""
    if "--format=json" not in words and ("--format", "json") not in itertools.pairwise(words):
        return None
    from wizard.frontends.headless.stream import Stream

    named = command_in(words)
    command = named if named in COMMANDS else None
    simulated = exports_lead() or any(word.split("=")[0] == "--sandbox" for word in words)
    tool = command is not None and COMMANDS[command] != WORKFLOW
    return Stream(as_json=True, simulated=simulated, command=command, tool=tool)


@contextlib.contextmanager
def _interruptible(stream: Stream | None) -> Iterator[None]:
    """A script that ends the command gets the last line at any moment; a person's front end sees to it by itself."""
    if stream is None:
        yield
        return

    def interrupt() -> None:
        raise KeyboardInterrupt

    with terminated(interrupt):
        yield


def _run(words: Sequence[str], stream: Stream | None) -> int:
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
    options.opened_log, options.stream = None, stream
    if stream is not None:
        stream.simulated = bool(options.sandbox)
        stream.begin()
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
