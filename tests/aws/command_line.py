"""The real aws command line as a parser: from a command to the parameters it would send, without sending them.

It runs in a process of its own, because it brings another botocore along under the same name; one process answers
for all commands, so that a property can be tried on hundreds of them.
"""

from __future__ import annotations

import json
import os
import shlex
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

SERVER = """
import contextlib, io, json, os, sys
from awscli.clidriver import create_clidriver

driver = create_clidriver()
seen = {}

def keep(call_parameters, parsed_globals, **_):
    seen.update(parameters=call_parameters, region=parsed_globals.region, profile=parsed_globals.profile)
    return 0

driver.session.register("calling-command", keep)
for line in sys.stdin:
    asked = json.loads(line)
    seen.clear()
    os.chdir(asked["folder"])
    said = io.StringIO()
    with contextlib.redirect_stderr(said), contextlib.redirect_stdout(said):
        try:
            status = driver.main(asked["arguments"])
        except SystemExit as end:
            status = end.code
    answer = {"status": status, "said": said.getvalue(), **seen}
    print(json.dumps(answer, default=lambda value: {"bytes": value.decode()}), flush=True)
"""


class CommandLine:
    """A running parser; ``stop`` it."""

    def __init__(self) -> None:
        environ = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
        environ |= {"AWS_CONFIG_FILE": os.devnull, "AWS_SHARED_CREDENTIALS_FILE": os.devnull, "AWS_REGION": "us-east-1"}
        self._process = subprocess.Popen(
            [sys.executable, "-c", SERVER], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environ
        )

    def parse(self, line: str, folder: Path) -> Mapping[str, Any]:
        """``parameters`` (bytes as {"bytes": text}), ``region``, ``profile``. Fails where it does not parse."""
        name, *arguments = shlex.split(line)
        assert name == "aws"
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(json.dumps({"arguments": arguments, "folder": str(folder)}) + "\n")
        self._process.stdin.flush()
        answer: dict[str, Any] = json.loads(self._process.stdout.readline())
        assert answer["status"] == 0, f"{line}\n{answer['said']}"
        return answer

    def stop(self) -> None:
        """End the process."""
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.close()
        self._process.wait(timeout=10)
        self._process.stdout.close()


def as_parsed(parameters: Mapping[str, Any]) -> Any:
    """A change's parameters as the parser tells them."""
    return json.loads(json.dumps(dict(parameters), default=lambda value: {"bytes": value.decode()}))
