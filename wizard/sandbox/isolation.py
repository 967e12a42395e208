"""No connection leaves the machine from a sandbox: the interpreter itself refuses.

An audit hook sees every connect, bind and name lookup of the process, whichever library asks for it, and
cannot be removed again. It costs under a microsecond a call and makes the promise independent of
what moto does inside.
"""

from __future__ import annotations

import os
import sys
from typing import Any

LOOPBACK = ("127.0.0.1", "::1", "localhost")

_LOOKUPS = frozenset({"socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr"})
_OPENINGS = frozenset({"socket.connect", "socket.bind", "socket.sendto", "socket.sendmsg"})


class LeavingError(PermissionError):
    """Something in the sandbox wanted to leave loopback."""


def confine() -> None:
    """From here on this process reaches loopback and nothing else."""
    sys.addaudithook(_refuse)


def clean_environment() -> None:
    """Takes out what could lead moto or botocore to a real account, and sets what moto is to do."""
    for name in list(os.environ):
        if name.upper().startswith(("AWS_", "MOTO_")) or name.upper().endswith("_PROXY"):
            del os.environ[name]
    os.environ["MOTO_EC2_LOAD_DEFAULT_AMIS"] = "false"
    os.environ["AWS_EC2_METADATA_DISABLED"] = "true"
    # botocore would read ~/.aws: a person's own copies of models there change what services moto knows.
    os.environ["HOME"] = os.devnull


def _refuse(event: str, arguments: tuple[Any, ...]) -> None:
    if event in _OPENINGS:
        _check(arguments[1])
    elif event in _LOOKUPS and arguments[0] not in (None, "", *LOOPBACK):
        raise LeavingError(f"The sandbox looks up no names: {arguments[0]!r}.")


def _check(address: Any) -> None:
    # Addresses of Unix sockets are strings and stay on the machine by nature.
    if isinstance(address, tuple) and address[0] not in LOOPBACK:
        raise LeavingError(f"The sandbox doesn't leave loopback: {address[0]!r}.")
