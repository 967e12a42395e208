"""The sandbox's own paths, /_sandbox/…: health, the log of calls, faults, accounts. They are no AWS calls.

| path | what |
| --- | --- |
| GET and POST portal | the page on which a person allows or denies a sign-in; see `portal_page` |
| GET health, log, accounts | that it is alive; every call; the accounts of the organization |
| POST log/clear | forget the calls |
| POST fault | add one: service, operation, kind, times, at, seconds, code; DELETE takes all back |
| POST failing-resource | `type`, `reason`, and `account` (an id) and `times`: what fails in stacks from now on |
| POST lag | `polls`: new accounts and requests stay out of so many answers of each kind; 0 ends it |
| POST lag | `stack_set_lists`: so many lists of stack instances and of results show what the list before has shown |
| GET held?seconds=N | the calls that are held, as soon as there is one |
| POST release | let them go |
| POST expire | end every session and every sign-in now: `refresh_tokens`, `device_codes` say what ends with them |
| POST reset | the scenario from its beginning |
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs

from wizard.sandbox.kernel import faults
from wizard.sandbox.kernel.wire import Environ, Response
from wizard.sandbox.kernel.world import World
from wizard.sandbox.server.reset import reset
from wizard.sandbox.services import portal_page
from wizard.sandbox.services.cloudformation.stack_sets.state import StackSets
from wizard.sandbox.services.organizations.listing import accounts
from wizard.sandbox.services.organizations.state import OrganizationState
from wizard.sandbox.services.portal import Portal

PREFIX = "/_sandbox/"
HEALTH = PREFIX + "health"


def handle(world: World, environ: Environ, body: bytes) -> Response:
    """The answer to an admin request; problems are a sentence in JSON."""
    if environ["PATH_INFO"] == portal_page.PAGE:
        with world.lock:
            return portal_page.handle(world, environ, body)
    asked = (environ["REQUEST_METHOD"], environ["PATH_INFO"].removeprefix(PREFIX))
    if asked == ("GET", "held"):
        # Without the lock: it waits, and the call that it waits for needs the lock.
        return _json(200, world.faults.holding.wait(_seconds(environ)))
    routes: dict[tuple[str, str], Callable[[], Any]] = {
        ("GET", "health"): lambda: _health(world),
        ("GET", "log"): world.calls.listing,
        ("POST", "log/clear"): lambda: _done(world.calls.clear),
        ("POST", "fault"): lambda: _done(lambda: world.faults.add(faults.parse(json.loads(body or b"{}")))),
        ("DELETE", "fault"): lambda: _done(world.faults.clear),
        ("POST", "failing-resource"): lambda: _done(lambda: _fail(world, json.loads(body or b"{}"))),
        ("POST", "lag"): lambda: _done(lambda: _lag(world, json.loads(body or b"{}"))),
        ("POST", "release"): lambda: _done(world.faults.holding.release),
        ("POST", "expire"): lambda: _done(lambda: _expire(world, json.loads(body or b"{}"))),
        ("POST", "reset"): lambda: _done(lambda: reset(world)),
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


def _seconds(environ: Environ) -> float:
    asked = parse_qs(environ.get("QUERY_STRING", ""))
    return float(asked.get("seconds", ["10"])[0])


def _fail(world: World, asked: Any) -> None:
    if not isinstance(asked, dict) or not {"type", "reason"} <= asked.keys():
        raise ValueError('What is to fail is a JSON object with "type" and "reason".')
    world.failing.append(asked)


def _lag(world: World, asked: Any) -> None:
    if isinstance(asked, dict) and isinstance(asked.get("stack_set_lists"), int):
        world.of(StackSets).lag = asked["stack_set_lists"]
        return
    if not isinstance(asked, dict) or not isinstance(asked.get("polls"), int):
        raise ValueError('A lag is a JSON object with "polls", how many answers it lasts.')
    old = [str(account["id"]) for account in accounts(world)]
    world.faults.lagging.begin(asked["polls"], [*old, *world.of(OrganizationState).requests])


def _expire(world: World, asked: Any) -> None:
    if not isinstance(asked, dict):
        raise ValueError('What is to expire is a JSON object: "refresh_tokens" and "device_codes", true or false.')
    now = world.pace.now()
    world.identities.expire(now)
    renewable, waiting = not asked.get("refresh_tokens", True), bool(asked.get("device_codes", False))
    world.of(Portal).expire(now, refresh_tokens=not renewable, device_codes=waiting)


def _done(act: Callable[[], None]) -> dict[str, Any]:
    act()
    return {"status": "ok"}


def _json(status: int, value: Any) -> Response:
    return Response(status, {"Content-Type": "application/json"}, json.dumps(value).encode())
