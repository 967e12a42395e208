"""The sandbox command: serves a scenario alone until it is interrupted, and prints what to export to use it."""

from __future__ import annotations

import json
import shlex
import signal
import sys
import tempfile
import threading
from collections.abc import Mapping
from pathlib import Path

from wizard.sandbox import client

INTRODUCTION = """\
# Simulated AWS, scenario {scenario}: {summary}
# Every key in it is fake and opens nothing. Ctrl-C ends it.
"""


def serve(name: str, pace: float, *, as_json: bool, exported: str) -> int:
    """Serve, print the exports, wait for Ctrl-C or SIGTERM. Raises SandboxFailed with one sentence.

    exported: the variable that tells whoever reads them where this sandbox is found again.
    """
    ended = _told_to_end()
    with tempfile.TemporaryDirectory() as directory:
        state = Path(directory) / "state.json"
        sandbox = client.start(name, state, pace=pace, idle=86400)
        exports = {**client.environment(sandbox), exported: str(state)}
        try:
            sys.stdout.write(_as_json(sandbox, exports) if as_json else _as_exports(sandbox, exports))
            sys.stdout.flush()
            # In slices: a signal that another thread receives does not wake an endless wait.
            while not ended.wait(0.2):
                pass
        finally:
            client.stop(sandbox)
    return 0


def _as_exports(sandbox: client.Sandbox, exports: Mapping[str, str]) -> str:
    summary = next(one.summary for one in client.scenarios() if one.name == sandbox.scenario)
    lines = [f"export {name}={shlex.quote(value)}" for name, value in exports.items()]
    return INTRODUCTION.format(scenario=sandbox.scenario, summary=summary) + "\n".join(lines) + "\n"


def _as_json(sandbox: client.Sandbox, exports: Mapping[str, str]) -> str:
    return json.dumps({"event": "serving", "scenario": sandbox.scenario, **exports}) + "\n"


def _told_to_end() -> threading.Event:
    """Set when the process is asked to end; from the very start, so that no server is left behind."""
    ended = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, lambda *_: ended.set())
    return ended
