"""One end of the socket: whole frames go out of it and come into it, or an error does, in a stated time.

A frame is the lengths of its two parts, a head (one of `frames`) and a body (an answer, mostly none), which the reader
of frames does not look into. The cost of a stated size is that both are kept in memory as a whole.
"""

from __future__ import annotations

import contextlib
import select
import socket
import struct
import threading

import msgspec

from wizard.aws.process.frames import Reply, Request
from wizard.aws.process.slices import extension

# Bytes of a head and of a body. The largest answers that AWS gives are a few megabytes a page.
LARGEST = 64 * 1024 * 1024
LENGTHS = struct.Struct(">II")

_REQUESTS = msgspec.msgpack.Decoder(Request, ext_hook=extension)
_REPLIES = msgspec.msgpack.Decoder(Reply, ext_hook=extension)


class ConnectionLostError(Exception):
    """Nothing more goes over this connection; the message says why, in a few words."""


class CannotCrossError(ValueError):
    """A frame that is not sent: something in it is no data, such as half a character."""


class TooLargeError(CannotCrossError):
    """A frame that is not sent: it is larger than the other side takes."""


class Channel:
    """Frames over a socket. seconds: how long the other side may say nothing, and not listen; None for ever.

    send may be called from any thread, receive from one.
    """

    def __init__(self, connected: socket.socket, seconds: float | None = None) -> None:
        self._socket = connected
        self._socket.settimeout(seconds)
        self._sending = threading.Lock()

    def send(self, frame: Request | Reply, body: bytes = b"") -> None:
        """Send a frame whole. Raises ConnectionLostError, and CannotCrossError before anything is sent."""
        try:
            head = msgspec.msgpack.encode(frame)
        except (ValueError, TypeError, OverflowError) as error:
            raise CannotCrossError(str(error)) from None
        if max(len(head), len(body)) > LARGEST:
            raise TooLargeError(f"{max(len(head), len(body))} bytes are more than {LARGEST}")
        try:
            with self._sending:
                self._socket.sendall(LENGTHS.pack(len(head), len(body)) + head)
                if body:
                    self._socket.sendall(body)
        except OSError as error:
            self._hang_up()  # half a frame may have left: nothing that came after it could be read
            raise ConnectionLostError(_why(error)) from None

    def request(self) -> Request:
        """The next frame, at the end with boto3. Raises ConnectionLostError."""
        head, _ = self._received()
        try:
            request: Request = _REQUESTS.decode(head)
            return request
        except (msgspec.DecodeError, ValueError):
            raise ConnectionLostError("a request could not be read") from None

    def reply(self) -> tuple[Reply, memoryview]:
        """The next frame and its body, at the end with the screen. Raises ConnectionLostError."""
        head, body = self._received()
        try:
            return _REPLIES.decode(head), body
        except (msgspec.DecodeError, ValueError):
            raise ConnectionLostError("it sent something that is no answer") from None

    def close(self) -> None:
        """Let the other side read its end."""
        self._hang_up()
        self._socket.close()

    def _hang_up(self) -> None:
        with contextlib.suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)

    def _received(self) -> tuple[memoryview, memoryview]:
        lengths = LENGTHS.unpack(self._exactly(LENGTHS.size))
        if max(lengths) > LARGEST:
            raise ConnectionLostError(f"it sent {max(lengths)} bytes at once")
        head, body = (self._exactly(length) for length in lengths)
        return head, body

    def _exactly(self, length: int) -> memoryview:
        content = memoryview(bytearray(length))
        there = 0
        while there < length:
            try:
                more = self._socket.recv_into(content[there:])
            except TimeoutError as error:
                # After a stop of this process (Ctrl-Z) the time is over, and the bytes may be there all the same.
                if not self._is_there():
                    raise ConnectionLostError(_why(error)) from None
                continue
            except (OSError, ValueError) as error:
                raise ConnectionLostError(_why(error)) from None
            if not more:
                raise ConnectionLostError("it has ended")
            there += more
        return content

    def _is_there(self) -> bool:
        look = select.poll()
        look.register(self._socket, select.POLLIN)
        return bool(look.poll(0))


def _why(error: Exception) -> str:
    if isinstance(error, TimeoutError):
        return "it doesn't answer any more"
    return "it has ended" if isinstance(error, ConnectionError) else str(error)
