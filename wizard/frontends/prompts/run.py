"""What stands around a conversation: the engine's drive on a thread of its own, and what is said however it ends.

The drive is on a thread, so that Ctrl-C ends the program although a call hangs.
"""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterator, Sequence

from wizard.checkpoint.checkpoint import CheckpointProblem
from wizard.engine.engine import Engine
from wizard.frontends.exits import Exit, exit_of
from wizard.frontends.prompts.asker import Asker, InputEnded, Quit, Terminated
from wizard.frontends.prompts.conversation import Conversation
from wizard.host.program import PROGRAM
from wizard.host.standard_output import complain
from wizard.host.threads import in_background

NOBODY = "There is no terminal to ask on; use plan and apply with --answers."


def talk(conversation: Conversation, kept: Sequence[str]) -> Exit:
    """Hold the conversation to its end. kept: what is said when somebody leaves early."""
    engine, asker = conversation.engine, conversation.asker
    with driven(engine):
        try:
            conversation.hold()
        except Quit:
            asker.say("", *kept)
        except InputEnded as ended:
            if not ended.heard:
                return nobody()
            asker.say("", "The input has ended.", *kept)
        except KeyboardInterrupt:
            return interrupted(asker, kept)
        except CheckpointProblem as problem:
            asker.waited()
            complain(f"{PROGRAM}: {problem}")
            return Exit.FAILED
        return exit_of((engine.state(step.id) for step in engine.steps), broken=engine.broken is not None)


@contextlib.contextmanager
def driven(engine: Engine) -> Iterator[None]:
    """The engine drives while this is held."""
    in_background(lambda: engine.drive(lambda: False), "drive")
    try:
        yield
    finally:
        engine.close()


def nobody() -> Exit:
    """Nobody can answer here."""
    complain(f"{PROGRAM}: {NOBODY}")
    return Exit.USAGE


def terminate() -> None:
    """What a signal that asks the process to end comes to. Raises Terminated."""
    raise Terminated


def interrupted(asker: Asker, kept: Sequence[str]) -> Exit:
    """Somebody stopped it; the terminal may be gone, too."""
    with contextlib.suppress(OSError):
        asker.waited()
        asker.say("", *kept)
    return Exit.INTERRUPTED


def to_the_terminal(text: str) -> None:
    """Text that the terminal itself understands."""
    sys.stdout.write(text)
    sys.stdout.flush()
