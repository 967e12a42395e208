"""The sandbox command: serves a scenario alone until it is interrupted, and prints what to export to use it; prints
the same of one that runs, and tells those that run apart.
"""

from __future__ import annotations

import json
import shlex
import signal
import sys
import threading
from collections.abc import Mapping
from pathlib import Path

from wizard.sandbox import client

INTRODUCTION = """\
# Simulated AWS, scenario {scenario}: {summary}
# Every key in it is fake and opens nothing.
"""


def serve(name: str, pace: float | None, state: Path, *, as_json: bool, exported: str) -> int:
    """Serve, print the exports, wait for Ctrl-C or SIGTERM. Raises SandboxFailed with one sentence.

    state: its state file. exported: the variable that tells whoever reads them where this sandbox is found again.
    """
    ended = _told_to_end()
    sandbox = client.start(name, state, pace=pace, idle=86400)
    try:
        said = printed(sandbox, state, as_json=as_json, exported=exported)
        sys.stdout.write(said if as_json else f"{said}# Ctrl-C ends it.\n")
        sys.stdout.flush()
        # In slices: a signal that another thread receives does not wake an endless wait.
        while not ended.wait(0.2):
            pass
    finally:
        client.stop(sandbox)
    return 0


def printed(sandbox: client.Sandbox, state: Path, *, as_json: bool, exported: str) -> str:
    """What leads a shell to it: a script to source, or a line of JSON."""
    exports = {**client.environment(sandbox), exported: str(state)}
    return _as_json(sandbox, exports) if as_json else _as_exports(sandbox, exports)


def listed(running: Mapping[Path, client.Sandbox], *, as_json: bool) -> str:
    """A line for each that runs: its scenario, since when, where, its process and its state file."""
    if as_json:
        return "".join(f"{json.dumps({'event': 'sandbox', **_described(*one)})}\n" for one in running.items())
    if not running:
        return "No sandbox is running.\n"
    rows = [tuple(map(str, _described(*one).values())) for one in running.items()]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = ("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) for row in rows)
    return "".join(f"{line.rstrip()}\n" for line in lines)


def _described(state: Path, sandbox: client.Sandbox) -> dict[str, object]:
    return {
        "scenario": sandbox.scenario,
        "started": sandbox.started,
        "endpoint": sandbox.endpoint,
        "pid": sandbox.pid,
        "state_file": str(state),
    }


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
