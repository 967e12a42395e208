"""Injected faults: what a bad network and a bad day at AWS look like from the caller's side.

A fault is for a service and an operation ("*" for any) and happens so many times. Kinds that are AWS
errors are spelled in the service's own protocol; the others break HTTP itself. `reset-after` and
`truncate` do what was asked and lose the answer, which is the case that a careless client gets wrong. The `hold`
kinds keep the caller waiting for whoever wants to act at exactly that instant (see `holding`): before, the request is
never handled; after, its answer goes out late.
"""

from __future__ import annotations

import socket
import struct
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from wizard.sandbox.kernel import errors as refusals
from wizard.sandbox.kernel.errors import AwsError
from wizard.sandbox.kernel.eventual_consistency import EventualConsistency
from wizard.sandbox.kernel.hold import Hold
from wizard.sandbox.kernel.wire import Environ, Message, Response, protocol

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
    "hold-before",
    "hold-after",
)

_HTML = b"<html><head><title>502 Bad Gateway</title></head><body><h1>502 Bad Gateway</h1></body></html>"


@dataclass
class Fault:
    """A fault, and how many times it still happens.

    at: the first call that it meets, counting from 1 those of its service and operation since it was asked for.
    code: another name for the error, for services that spell the same thing in several ways.
    """

    service: str
    operation: str
    kind: str
    times: int
    seconds: float = 0.0
    at: int = 1
    code: str = ""

    def hits(self, service: str, operation: str) -> bool:
        """Whether this call meets it; every call of its kind is counted by asking."""
        if self.service not in ("*", service) or self.operation not in ("*", operation):
            return False
        self.at -= 1
        return self.at < 1 and self.times > 0


class Faults:
    """The faults that wait for their calls, in the order they were asked for."""

    def __init__(self) -> None:
        self._waiting: list[Fault] = []
        self.holding = Hold()
        self.lagging = EventualConsistency()

    def add(self, fault: Fault) -> None:
        self._waiting.append(fault)

    def clear(self) -> None:
        self._waiting.clear()

    def take(self, service: str, operation: str) -> Fault | None:
        """The fault that this call meets, used up once."""
        # Every fault counts the call, also where another one takes it.
        met = [fault for fault in self._waiting if fault.hits(service, operation)]
        if not met:
            return None
        met[0].times -= 1
        return met[0]


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
        at=int(described.get("at", 1)),
        code=str(described.get("code", "")),
    )


def error(fault: Fault, message: Message, arn: str) -> AwsError | None:
    """The AWS error of a fault, None for the kinds that break HTTP instead."""
    spoken = protocol(message)
    made: dict[str, Callable[[], AwsError]] = {
        "throttle": lambda: refusals.throttled(message.service, spoken),
        "500": lambda: refusals.internal(spoken),
        "503": lambda: refusals.unavailable(spoken),
        "expired-token": lambda: refusals.expired_token(spoken, message.service),
        "request-expired": lambda: refusals.request_expired(spoken),
        "access-denied": lambda: refusals.denied(spoken, arn, message.service, message.operation),
        "scp-denied": lambda: refusals.scp_denied(spoken, arn, message.service, message.operation),
    }
    if fault.kind not in made:
        return None
    refused = made[fault.kind]()
    refused.code = fault.code or refused.code
    return refused


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
