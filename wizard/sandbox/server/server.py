"""The server process: listens on loopback, writes its state file, ends when it has been idle or is told to."""

from __future__ import annotations

import json
import os
import signal
import tempfile
import threading
import time
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from moto.moto_server.werkzeug_app import MotoRequestHandler
from werkzeug.serving import make_server

from wizard.sandbox.kernel.clock import Clock
from wizard.sandbox.kernel.scenario import Scenario
from wizard.sandbox.kernel.world import REGION, VENDOR_ACCOUNT, World
from wizard.sandbox.server import aws_files, seed
from wizard.sandbox.server.application import Application

_BEARER = "x-amz-sso_bearer_token"
_ENDING = frozenset({signal.SIGTERM, signal.SIGINT})


@dataclass(frozen=True)
class Options:
    """How to serve: `idle` is in seconds, `pace` a factor on every duration, port 0 any free one.

    begun: whether the scenario's `before` is among what is laid out.
    """

    scenario: Scenario
    state_file: Path
    host: str = "127.0.0.1"
    port: int = 0
    pace: float = 1.0
    idle: float = 600.0
    begun: bool = False


class _QuietHandler(MotoRequestHandler):  # type: ignore[misc]  # moto has no types
    """Says nothing: the log of calls is asked for over HTTP."""

    def log(self, *_: Any) -> None:
        return

    def make_environ(self) -> dict[str, Any]:
        environ: dict[str, Any] = super().make_environ()
        # werkzeug drops headers with an underscore in their name, and AWS has given the portal's token such a one.
        if (token := self.headers.get(_BEARER)) is not None:
            environ["HTTP_" + _BEARER.upper().replace("-", "_")] = token
        return environ


def serve(options: Options) -> None:
    """Serves until idle or told to stop; the state file exists exactly while requests are answered."""
    _hold_signals()
    world = World(options.scenario, Clock(options.pace * float(options.scenario.settings.get("pace", 1.0))))
    world.files = options.state_file.with_suffix(".aws")
    seed.seed(world)
    application = Application(world)
    server = make_server(options.host, options.port, application, threaded=True, request_handler=_QuietHandler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    address = server.socket.getsockname()
    _write_state(options, world, f"http://{options.host}:{address[1]}")
    try:
        _wait(application, options.idle)
    finally:
        # The process ends with this, and with it every thread: nothing is worth waiting for.
        _remove_state(options.state_file, world.files)


def _hold_signals() -> None:
    """Keeps the signals that end us for `_wait`.

    A handler would not do: the kernel may give a signal to any thread, and the main one, which alone runs
    handlers, would sleep on.
    """
    signal.pthread_sigmask(signal.SIG_BLOCK, _ENDING)


def _wait(application: Application, idle: float) -> None:
    """Returns when a signal has come, or nobody has asked for anything for `idle` seconds."""
    while (left := application.last_request + idle - time.monotonic()) > 0:
        if signal.sigtimedwait(_ENDING, left) is not None:
            return


def _write_state(options: Options, world: World, endpoint: str) -> None:
    described = {
        "endpoint": endpoint,
        "pid": os.getpid(),
        "scenario": options.scenario.name,
        "pace": options.pace,
        "begun": options.begun,
        "started": datetime.now(UTC).isoformat(timespec="seconds"),
        "region": REGION,
        "access_key_id": seed.USER_KEY,
        "secret_access_key": seed.USER_SECRET,
        "account_id": world.account,
        "aws_directory": str(world.files) if aws_files.described(world.scenario) else "",
        "vendor_account_id": VENDOR_ACCOUNT,
        "vendor_access_key_id": seed.VENDOR_KEY,
        "vendor_secret_access_key": seed.VENDOR_SECRET,
        "root_access_key_id": seed.ROOT_KEY,
        "root_secret_access_key": seed.ROOT_SECRET,
    }
    # mkstemp makes the file with mode 0600; renaming keeps it.
    handle, name = tempfile.mkstemp(dir=options.state_file.parent, prefix=options.state_file.name)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        json.dump(described, file, indent=2)
    Path(name).replace(options.state_file)


def _remove_state(state_file: Path, files: Path) -> None:
    with suppress(OSError, ValueError):
        if json.loads(state_file.read_text("utf-8")).get("pid") == os.getpid():
            aws_files.remove(files)
            state_file.unlink()
