"""How a run ends: whatever escapes becomes one sentence and an exit code, and what was printed has arrived.

Nothing a user can do shows a traceback; FIRETIGER_ONBOARD_TRACEBACK=1 asks for the one of a defect.
"""

from __future__ import annotations

import errno
import os
import shlex
import signal
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from wizard.cli.usage import UsageProblem
from wizard.host.program import PROGRAM
from wizard.host.signals import ENDING
from wizard.host.standard_output import ERR, OUT, OutputLost, complain, let_go, output_lost

if TYPE_CHECKING:
    from wizard.frontends.headless.stream import Stream

FAILED, USAGE, INTERRUPTED = 1, 2, 130
"""As the front ends' own `Exit` has them, which isn't loaded where none is needed."""


class Ended(NamedTuple):
    """How a run ended. reason: the sentence for whoever started it, "" where all is said. gone: nobody is there."""

    code: int
    reason: str = ""
    gone: bool = False

    def told(self) -> int:
        """The exit code, once the sentence is said to whoever is there."""
        if self.gone:
            let_go(OUT, ERR)
        elif self.reason:
            complain(f"\n{PROGRAM}: {self.reason}" if self.code == INTERRUPTED else f"{PROGRAM}: {self.reason}")
        return self.code


def held_to_its_end(run: Callable[[], int], words: Sequence[str], stream: Stream | None) -> Ended:
    """Run it, see that what was printed arrives, and that the JSON lines have their last one. words: how to repeat."""
    ended = _ended(run, words)
    lost = output_lost()
    if stream is not None and not lost:
        try:
            stream.finish(ended.code, ended.reason or None)
            stream.close(hurried=ended.code == INTERRUPTED)
        except KeyboardInterrupt:
            ended = _interrupted(words)
        except OutputLost as problem:
            lost = problem
    if lost:
        let_go(OUT)
        return ended if ended.gone or ended.reason else _unheard(lost)
    return ended


def _ended(run: Callable[[], int], words: Sequence[str]) -> Ended:
    try:
        return Ended(run())
    except SystemExit as end:  # a library's way out
        return Ended(int(end.code or 0))
    except UsageProblem as problem:
        return Ended(USAGE, str(problem))
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
        if wrong := _wrong_place(error, words):
            return Ended(USAGE, wrong)
        return Ended(
            FAILED,
            f"a bug in the wizard: {type(error).__name__}: {error}. Nothing is lost. "
            "FIRETIGER_ONBOARD_TRACEBACK=1 shows where it happened.",
        )


def _wrong_place(error: Exception, words: Sequence[str]) -> str:
    """The sentence where a file or directory of this computer can't be used; "" for anything else."""
    from wizard.text.sanitize import within_line

    if isinstance(error, OSError) and isinstance(error.filename, str) and error.strerror:
        return f"{within_line(error.filename)} can't be used: {error.strerror}."
    if isinstance(error, RuntimeError):  # what pathlib raises for "~name" of nobody
        for value in (word.partition("=")[2] if word.startswith("-") else word for word in words):
            if value.startswith("~") and os.path.expanduser(value) == value:  # noqa: PTH111 - Path would raise
                user = value[1:].partition("/")[0]
                return f"{within_line(value)} can't be used: this computer has no user {within_line(user)}."
    return ""


def _unheard(lost: OutputLost) -> Ended:
    """Nobody reads any more, or nothing can be written: what was done until then is kept."""
    if lost.error.errno == errno.EIO:  # the terminal is gone
        return Ended(INTERRUPTED, gone=True)
    if lost.reader_left:
        return Ended(FAILED, gone=True)
    return Ended(
        FAILED,
        f"standard output can't be written: {lost.error.strerror}. Free some space or redirect it, then run the same "
        "command again; nothing is lost.",
    )


def _was_interrupted(error: BaseException | None) -> bool:
    """Whether cleaning up after an interruption failed, as argparse's does in the middle of its work."""
    while error is not None and not isinstance(error, KeyboardInterrupt):
        error = error.__context__
    return error is not None


def _interrupted(words: Sequence[str]) -> Ended:
    for number in (signal.SIGINT, *ENDING):
        signal.signal(number, signal.SIG_IGN)  # a second one must not cut the farewell off
    again = shlex.join([PROGRAM, *words])
    return Ended(INTERRUPTED, f"interrupted; your progress is saved. To continue: {again}")
