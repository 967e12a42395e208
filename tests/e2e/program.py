"""Runs the real program as a person or a script would: a process, its exit code, its lines."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.json_lines import documented
from wizard.sandbox import client

FAST = "pause=0.01 deadline=0.2"

ACCOUNT = """
[sub-account]
mode = "create"
name = "firetiger"
email = "aws+firetiger@example.com"
"""
BEDROCK = """
[bedrock]
company_name = "Example Corp"
company_website = "https://example.com"
intended_users = "internal"
industry = "Technology"
prove = true
"""


@dataclass(frozen=True)
class Ended:
    """How the program ended."""

    code: int
    out: str
    err: str

    @property
    def events(self) -> list[dict[str, Any]]:
        """Standard output as JSON, an object a line, each of them as it is documented."""
        return documented(self.out)

    @property
    def finished(self) -> dict[str, Any]:
        """The last line, which has to be the ``finished`` event."""
        last = self.events[-1]
        assert last["event"] == "finished"
        return last

    @property
    def states(self) -> dict[str, str]:
        """The steps' states at the end."""
        states: dict[str, str] = self.finished["steps"]
        return states


@dataclass
class Program:
    """The program in a directory of its own, against an endpoint that speaks AWS's protocol."""

    directory: Path
    environ: Mapping[str, str] = field(default_factory=dict)
    endpoint: str = ""

    def run(self, *arguments: str, answers: str = "", stdin: str = "", seconds: float = 60, **environ: str) -> Ended:
        """Run it to its end, within a minute or so many seconds."""
        words = list(arguments)
        if answers:
            (self.directory / "answers.toml").write_text(answers)
            words += ["--answers", "answers.toml"]
        ended = subprocess.run(
            [sys.executable, "-m", "wizard", *words],
            cwd=self.directory,
            env={**self.environ, **environ},
            input=stdin,
            capture_output=True,
            text=True,
            timeout=seconds,
        )
        return Ended(ended.returncode, ended.stdout, ended.stderr)

    def json(self, *arguments: str, **more: Any) -> Ended:
        """Run it with JSON on standard output."""
        return self.run(*arguments, "--format", "json", **more)

    # --- the simulated AWS, seen from outside -------------------------------------------------------------------

    def calls(self) -> list[dict[str, Any]]:
        """Every AWS call that arrived."""
        calls: list[dict[str, Any]] = self._ask("GET", "log")
        return calls

    def writes(self) -> list[str]:
        """Every call that arrived and was not a read, as ``service:Operation``."""
        return [f"{call['service']}:{call['operation']}" for call in self.calls() if call["kind"] == "write"]

    def forget_calls(self) -> None:
        """Count from here."""
        self._ask("POST", "log/clear")

    def fault(self, **what: object) -> None:
        """Have calls fail: service, operation, kind, times."""
        self._ask("POST", "fault", what)

    def _ask(self, method: str, path: str, body: object = None) -> Any:
        data = json.dumps(body).encode() if body is not None else b"" if method == "POST" else None
        request = urllib.request.Request(f"{self.endpoint}/_sandbox/{path}", data=data, method=method)
        with urllib.request.urlopen(request, timeout=10) as answer:
            content = answer.read()
        return json.loads(content) if content else None


def outside(directory: Path) -> dict[str, str]:
    """The environment of somebody who has no AWS of their own, only a place for state.

    The terminal tells its size itself: COLUMNS and LINES, which other tests leave behind, would overrule it.
    """
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("AWS_") and name not in ("COLUMNS", "LINES")
    }
    return {
        **kept,
        "HOME": str(directory),
        "XDG_STATE_HOME": str(directory / "state"),
        "FIRETIGER_ONBOARD_TIMING": FAST,
        "AWS_EC2_METADATA_DISABLED": "true",
    }


@contextmanager
def program(directory: Path, scenario: str = "fresh") -> Iterator[Program]:
    """The program against a simulated AWS that it does not know to be one: AWS_ENDPOINT_URL and keys."""
    sandbox = client.start(scenario, directory / "aws.json", pace=0)
    environ = client.isolate(outside(directory), sandbox)
    work = directory / "work"
    work.mkdir()
    try:
        yield Program(work, environ, sandbox.endpoint)
    finally:
        client.stop(sandbox)
