"""How the wizard finds, starts and ends a sandbox: by a state file and loopback HTTP.

The server is a process of its own and outlives the wizard, so that quitting and resuming can be
tried. Its state file says where it listens; whether it still does is asked of the server itself,
never concluded from a process id that may have been given to somebody else. Standard library alone: this
module is imported on the way to the first screen.
"""

from __future__ import annotations

import importlib.util
import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.parse
from contextlib import suppress
from dataclasses import fields
from pathlib import Path
from typing import IO, NamedTuple

from wizard.sandbox.environ import Sandbox, environment, isolate, without_aws
from wizard.sandbox.kernel.scenario import Scenario, UnknownScenarioError, scenario, scenarios

__all__ = [
    "Sandbox",
    "SandboxFailed",
    "SandboxMissing",
    "Scenario",
    "Wanted",
    "check",
    "environment",
    "find",
    "isolate",
    "scenarios",
    "start",
    "stop",
]

ORDINARY_PACE = 1.0
START_DEADLINE = 20.0
STOP_DEADLINE = 5.0


class SandboxFailed(Exception):
    """The sandbox did not start or stop; the text is one sentence for a person."""


class SandboxMissing(SandboxFailed):
    """The sandbox's own requirements are not installed."""


def find(state_file: Path | str) -> Sandbox | None:
    """The sandbox that this file describes, if it answers; None otherwise."""
    found = _read(Path(state_file))
    if found is None:
        return None
    health = _health(found.endpoint)
    return found if health is not None and health.get("pid") == found.pid else None


class Wanted(NamedTuple):
    """What is asked for: a scenario, its pace where one is named, and whether what comes before its point is done."""

    scenario: str
    pace: float | None = None
    begun: bool = False

    def is_(self, sandbox: Sandbox) -> bool:
        """Whether this sandbox is that."""
        paced = self.pace is None or self.pace == sandbox.pace
        return paced and (self.scenario, self.begun) == (sandbox.scenario, sandbox.begun)


def start(
    name: str, state_file: Path | str, *, pace: float | None = None, idle: float = 600, begun: bool = False
) -> Sandbox:
    """A running sandbox of that scenario: the one there is, or a new one.

    pace: None takes one that runs at any, and starts a new one at 1. begun: with what comes before the point of the
    scenario done. A sandbox that differs in one of these, at the same state file, is stopped first. Raises
    SandboxMissing or SandboxFailed, each with one sentence.
    """
    check(name)
    path = Path(state_file)
    running = find(path)
    if running is not None and Wanted(name, pace, begun).is_(running):
        return running
    if running is not None:
        stop(running)
    try:
        starting = _spawn(name, path, ORDINARY_PACE if pace is None else pace, idle, begun)
    except OSError as error:
        raise SandboxFailed(f"The sandbox can't be started: {path.parent}: {error.strerror}.") from None
    return _await_ready(starting, path)


def stop(sandbox: Sandbox) -> None:
    """Ends that sandbox and waits until it is gone; does nothing if it already is."""
    health = _health(sandbox.endpoint)
    if health is None or health.get("pid") != sandbox.pid:
        return
    with suppress(ProcessLookupError):
        os.kill(sandbox.pid, signal.SIGTERM)
    deadline = time.monotonic() + STOP_DEADLINE
    while _health(sandbox.endpoint) is not None:
        if time.monotonic() > deadline:
            raise SandboxFailed(f"The sandbox (process {sandbox.pid}) didn't stop within {STOP_DEADLINE:.0f} s.")
        time.sleep(0.02)


def check(name: str) -> None:
    """Raises SandboxFailed for a scenario that is not there, SandboxMissing without the sandbox's requirements."""
    try:
        scenario(name)
    except UnknownScenarioError as unknown:
        raise SandboxFailed(str(unknown)) from None
    if importlib.util.find_spec("moto") is None:
        raise SandboxMissing(
            "The sandbox needs its own extra, which isn't installed: pip install 'firetiger-onboard[sandbox]'."
        )


def _spawn(name: str, path: Path, pace: float, idle: float, begun: bool) -> subprocess.Popen[bytes]:
    # The child's complaint goes to a file, not to a pipe: a pipe would tie its life to ours.
    arguments = ["--scenario", name, "--state-file", str(path), "--pace", str(pace), "--idle", str(idle)]
    arguments += ["--begun", str(int(begun))]
    with _new_complaint(path) as complaint:
        return subprocess.Popen(
            [sys.executable, "-m", "wizard.sandbox", *arguments],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=complaint,
            env=_importable(without_aws(os.environ)),
            start_new_session=True,
            close_fds=True,
        )


def _importable(environ: dict[str, str]) -> dict[str, str]:
    # The child starts in whatever directory we are in, and must find the same wizard package as we did.
    root = str(Path(__file__).resolve().parents[2])
    return environ | {"PYTHONPATH": os.pathsep.join(filter(None, (root, environ.get("PYTHONPATH", ""))))}


def _await_ready(child: subprocess.Popen[bytes], path: Path) -> Sandbox:
    deadline = time.monotonic() + START_DEADLINE
    while time.monotonic() < deadline:
        found = find(path)
        if found is not None and found.pid == child.pid:
            _complaint(path).unlink(missing_ok=True)
            # The child is meant to outlive us, so nobody will wait for it: say so before Popen complains.
            child.returncode = 0
            return found
        if child.poll() is not None:
            raise SandboxFailed(f"The sandbox ended while starting: {_last_words(path)}")
        time.sleep(0.02)
    child.terminate()
    raise SandboxFailed(f"The sandbox wasn't ready within {START_DEADLINE:.0f} s.")


def _complaint(path: Path) -> Path:
    return path.with_name(path.name + ".err")


def _new_complaint(path: Path) -> IO[bytes]:
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        path.unlink(missing_ok=True)
        return _complaint(path).open("wb")
    except OSError as error:
        raise SandboxFailed(
            f"The sandbox's state can't be saved in {path.parent}: {error.strerror}. "
            "Name a directory that you can write to with XDG_STATE_HOME."
        ) from None


def _last_words(path: Path) -> str:
    try:
        lines = _complaint(path).read_text("utf-8", "replace").strip().splitlines()
        _complaint(path).unlink()
    except OSError:
        lines = []
    return lines[-1] if lines else "it printed nothing."


def _read(path: Path) -> Sandbox | None:
    try:
        described = json.loads(path.read_text("utf-8"))
        return Sandbox(**{field.name: described[field.name] for field in fields(Sandbox)})
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _health(endpoint: str) -> dict[str, object] | None:
    # By hand: urllib would ask the environment for a proxy, and http.client loads readers of e-mail headers.
    address = urllib.parse.urlsplit(endpoint)
    if address.hostname != "127.0.0.1" or address.port is None:
        return None
    try:
        with socket.create_connection((address.hostname, address.port), timeout=2) as connection:
            connection.sendall(b"GET /_sandbox/health HTTP/1.0\r\n\r\n")
            answer = json.loads(connection.makefile("rb").read().partition(b"\r\n\r\n")[2])
    except (OSError, ValueError):
        return None
    return answer if isinstance(answer, dict) else None
