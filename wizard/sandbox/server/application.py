"""The WSGI application: tells the sandbox's own paths from AWS calls, and notes when the last request came."""

from __future__ import annotations

import io
import time
from collections.abc import Iterable
from typing import Any

from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app
from werkzeug.wrappers import Request

from wizard.sandbox.kernel import faults
from wizard.sandbox.kernel.chaos import Chaos
from wizard.sandbox.kernel.wire import Environ, Response
from wizard.sandbox.kernel.world import World
from wizard.sandbox.server import admin, services
from wizard.sandbox.server.dispatch import BODY, Dispatch

services.load()


class Application:
    """The simulated AWS behind one HTTP port."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._weather = Chaos(world.scenario)
        self._moto = DomainDispatcherApplication(create_backend_app)
        self.last_request = time.monotonic()

    def __call__(self, environ: Environ, start_response: Any) -> Iterable[bytes]:
        body = _buffer(environ)
        if environ["PATH_INFO"] != admin.HEALTH:
            self.last_request = time.monotonic()
        if environ["PATH_INFO"].startswith(admin.PREFIX):
            return _send(admin.handle(self._world, environ, body), start_response)
        exchange = Dispatch(self._world, self._weather, self._moto, environ)
        response = exchange.response()
        if exchange.cut:
            _send(response, start_response)
            return faults.truncated(environ, response.body)
        return _send(response, start_response)


def _buffer(environ: Environ) -> bytes:
    """Reads the body and puts it back, so that it can be read again by moto."""
    body: bytes = Request(environ).get_data()
    environ[BODY] = body
    environ["wsgi.input"] = io.BytesIO(body)
    environ["CONTENT_LENGTH"] = str(len(body))
    environ.pop("HTTP_TRANSFER_ENCODING", None)
    return body


def _send(response: Response, start_response: Any) -> list[bytes]:
    skipped = {"content-length", "connection", "transfer-encoding"}
    headers = [(name, value) for name, value in response.headers.items() if name.lower() not in skipped]
    start_response(str(response.status) + " -", [*headers, ("Content-Length", str(len(response.body)))])
    return [response.body]
