"""A port in front of the simulated AWS that can be shut: connections that are there break, new ones are refused.

Nothing else in a test can refuse a connection in the middle of a run: the server itself would lose its state.
"""

from __future__ import annotations

import selectors
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from urllib.parse import urlsplit


class Door:
    """Passes bytes on between its own port and the server's, until it is shut."""

    def __init__(self, endpoint: str) -> None:
        self._server = ("127.0.0.1", urlsplit(endpoint).port or 80)
        self._listening = socket.create_server(("127.0.0.1", 0), backlog=64)
        self._open: list[socket.socket] = []
        self.endpoint = f"http://127.0.0.1:{self._listening.getsockname()[1]}"
        threading.Thread(target=self._welcome, daemon=True).start()

    def shut(self) -> None:
        """From now on nobody gets in, and who is in is thrown out. May be called twice."""
        with suppress(OSError):
            self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()
        for side in [*self._open]:
            with suppress(OSError):
                side.shutdown(socket.SHUT_RDWR)

    def _welcome(self) -> None:
        with suppress(OSError):
            while True:
                caller, _ = self._listening.accept()
                server = socket.create_connection(self._server)
                self._open += [caller, server]
                threading.Thread(target=_pass_on, args=(caller, server), daemon=True).start()


def _pass_on(caller: socket.socket, server: socket.socket) -> None:
    other = {caller: server, server: caller}
    with selectors.DefaultSelector() as ready, caller, server, suppress(OSError):
        for side in other:
            ready.register(side, selectors.EVENT_READ)
        while True:
            for key, _ in ready.select():
                side = next(one for one in other if one.fileno() == key.fd)
                data = side.recv(65536)
                if not data:
                    return
                other[side].sendall(data)


@contextmanager
def door(endpoint: str) -> Iterator[Door]:
    """A door that is shut at the end."""
    made = Door(endpoint)
    try:
        yield made
    finally:
        made.shut()
