"""Injected faults: what a bad network and a bad day at AWS look like from the caller's side.

A fault is for a service and an operation ("*" for any) and happens so many times. Kinds that are AWS
errors are spelled in the service's own protocol; the others break HTTP itself. `reset-after` and
`truncate` do what was asked and lose the answer, which is the case that a careless client gets wrong.
"""

from __future__ import annotations

import socket
import struct
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from wizard.sandbox import refusals
from wizard.sandbox.operations import AwsError
from wizard.sandbox.wire import Environ, Message, Response, protocol

KINDS = (
    "throttle",
    "500",
    "503",
    "html",
    "reset-before",
    "reset-after",
    "hang",
    "truncate",
    "expired-token",
    "access-denied",
    "scp-denied",
    "request-expired",
)

_HTML = b"<html><head><title>502 Bad Gateway</title></head><body><h1>502 Bad Gateway</h1></body></html>"


@dataclass
class Fault:
    """A fault, and how many times it still happens."""

    service: str
    operation: str
    kind: str
    times: int
    seconds: float = 0.0

    def hits(self, service: str, operation: str) -> bool:
        return self.times > 0 and self.service in ("*", service) and self.operation in ("*", operation)


class Faults:
    """The faults that wait for their calls, in the order they were asked for."""

    def __init__(self) -> None:
        self._waiting: list[Fault] = []

    def add(self, fault: Fault) -> None:
        self._waiting.append(fault)

    def clear(self) -> None:
        self._waiting.clear()

    def take(self, service: str, operation: str) -> Fault | None:
        """The fault that this call meets, used up once."""
        for fault in self._waiting:
            if fault.hits(service, operation):
                fault.times -= 1
                return fault
        return None


def parse(described: Any) -> Fault:
    """A fault from the JSON of an admin request; raises ValueError with one sentence."""
    if not isinstance(described, dict):
        raise ValueError("A fault is a JSON object.")
    kind = str(described.get("kind", ""))
    if kind not in KINDS:
        raise ValueError(f"There is no fault kind {kind!r}; there are: {', '.join(KINDS)}.")
    return Fault(
        service=str(described.get("service", "*")),
        operation=str(described.get("operation", "*")),
        kind=kind,
        times=int(described.get("times", 1)),
        seconds=float(described.get("seconds", 0.0)),
    )


def error(kind: str, message: Message, arn: str) -> AwsError | None:
    """The AWS error of a fault, None for the kinds that break HTTP instead."""
    spoken = protocol(message)
    made: dict[str, Callable[[], AwsError]] = {
        "throttle": lambda: refusals.throttled(message.service, spoken),
        "500": lambda: refusals.internal(spoken),
        "503": lambda: refusals.unavailable(spoken),
        "expired-token": lambda: refusals.expired_token(spoken),
        "request-expired": lambda: refusals.request_expired(spoken),
        "access-denied": lambda: refusals.denied(spoken, arn, message.service, message.operation),
        "scp-denied": lambda: refusals.scp_denied(spoken, arn, message.service, message.operation),
    }
    return made[kind]() if kind in made else None


def html() -> Response:
    """What a proxy says that has lost the server behind it."""
    return Response(502, {"Content-Type": "text/html"}, _HTML)


def reset(environ: Environ) -> None:
    """Cuts the connection so that the caller sees a reset, and ends the request."""
    connection: socket.socket | None = environ.get("werkzeug.socket")
    if connection is not None:
        with suppress(OSError):
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            connection.shutdown(socket.SHUT_RDWR)
    raise ConnectionResetError("a fault was asked for")


def truncated(environ: Environ, body: bytes) -> Iterator[bytes]:
    """Half of the body, and then no connection."""
    yield body[: max(1, len(body) // 2)]
    reset(environ)
