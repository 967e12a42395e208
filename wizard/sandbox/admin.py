"""The sandbox's own paths, /_sandbox/…: health, the log of calls, faults, accounts. They are no AWS calls."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from typing import Any

from wizard.sandbox import faults
from wizard.sandbox.organizations.listing import accounts
from wizard.sandbox.wire import Environ, Response
from wizard.sandbox.world import World

PREFIX = "/_sandbox/"
HEALTH = PREFIX + "health"


def handle(world: World, environ: Environ, body: bytes) -> Response:
    """The answer to an admin request; problems are a sentence in JSON."""
    asked = (environ["REQUEST_METHOD"], environ["PATH_INFO"].removeprefix(PREFIX))
    routes: dict[tuple[str, str], Callable[[], Any]] = {
        ("GET", "health"): lambda: _health(world),
        ("GET", "log"): world.calls.listing,
        ("POST", "log/clear"): lambda: _done(world.calls.clear),
        ("POST", "fault"): lambda: _done(lambda: world.faults.add(faults.parse(json.loads(body or b"{}")))),
        ("DELETE", "fault"): lambda: _done(world.faults.clear),
        ("GET", "accounts"): lambda: accounts(world),
    }
    if asked not in routes:
        return _json(404, {"error": f"The sandbox has no {asked[0]} {environ['PATH_INFO']}."})
    try:
        with world.lock:
            return _json(200, routes[asked]())
    except ValueError as wrong:
        return _json(400, {"error": str(wrong)})


def _health(world: World) -> dict[str, Any]:
    return {"status": "ok", "pid": os.getpid(), "scenario": world.scenario.name, "pace": world.pace.factor}


def _done(act: Callable[[], None]) -> dict[str, Any]:
    act()
    return {"status": "ok"}


def _json(status: int, value: Any) -> Response:
    return Response(status, {"Content-Type": "application/json"}, json.dumps(value).encode())
