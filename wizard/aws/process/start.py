"""Starts the process with boto3: by exec, in a session of its own, without the terminal, with one end of a socket.

exec and not fork: a copy of this process would have its threads' locks and none of its threads. The other end of the
socket is in this process alone (neither programs that are started here nor those that are started there inherit an
end), so that the system itself tells the one of the other's end, however it comes.
"""

from __future__ import annotations

import contextlib
import socket
import subprocess
import sys
from dataclasses import dataclass

from wizard.aws.process.channel import Channel

# The same places as here, given by hand: PYTHONPATH would reach every program that is started for credentials.
BOOT = "import sys; sys.path[:] = sys.argv[2:]; from wizard.aws.process.serve import main; main(int(sys.argv[1]))"
# Seconds for a process whose socket is closed, before it is killed.
GRACE = 0.2


class CannotStartError(Exception):
    """This computer does not let one process have another; the message says why."""


@dataclass(frozen=True, slots=True)
class Started:
    """A process and the way to it."""

    process: subprocess.Popen[bytes]
    channel: Channel

    def end(self) -> None:
        """Close the way to it, and see that it is gone."""
        self.channel.close()
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(GRACE)
            return
        self.process.kill()
        self.process.wait()


def start(seconds: float) -> Started:
    """Start one; it is not waited for. seconds: how long it may say nothing. Raises CannotStartError."""
    if not sys.executable:
        raise CannotStartError("nobody knows where Python is")
    try:
        ours, theirs = socket.socketpair()
    except OSError as error:
        raise CannotStartError(error.strerror or str(error)) from None
    with theirs:
        try:
            process = subprocess.Popen(
                [sys.executable, "-c", BOOT, str(theirs.fileno()), *sys.path],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                pass_fds=(theirs.fileno(),),
                close_fds=True,
                start_new_session=True,
            )
        except (OSError, RuntimeError, ValueError) as error:
            ours.close()
            raise CannotStartError(getattr(error, "strerror", None) or str(error)) from None
    return Started(process, Channel(ours, seconds))
