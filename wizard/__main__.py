"""The program: looks the command up and runs it; what escapes becomes one sentence and an exit code.

Nothing heavy is imported here before it is needed: the first paint waits for neither boto3 nor a front end that is not
used.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

from wizard.cli.commands import command_named
from wizard.cli.ending import USAGE, held_to_its_end
from wizard.cli.json_lines import interruptible, json_stream
from wizard.cli.opening import logged, settled
from wizard.cli.telling import told
from wizard.host.environment import drop_empty, settle_home
from wizard.host.program import PROGRAM
from wizard.host.signals import interruption_kept
from wizard.host.standard_output import complain, open_streams, watch_prints

if TYPE_CHECKING:
    from wizard.frontends.headless.stream import Stream

CLOSED = "standard output is closed, so nothing was done; send it to a file or to /dev/null"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; returns the exit code. Nothing a user can do shows a traceback."""
    drop_empty(os.environ)
    settle_home(os.environ)
    words = sys.argv[1:] if arguments is None else list(arguments)
    if not open_streams():
        complain(f"{PROGRAM}: {CLOSED}.")
        return USAGE
    watch_prints()
    stream = json_stream(words)
    with interruptible(stream), interruption_kept():
        ended = held_to_its_end(lambda: _run(words, stream), words, stream)
    return ended.told()


def _run(words: Sequence[str], stream: Stream | None) -> int:
    if told(words):
        return 0
    settings = settled(words, stream)
    return logged(settings, command_named(settings.command).run)


if __name__ == "__main__":
    sys.exit(main())
