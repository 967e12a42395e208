"""Somebody else's reading of AWS's policy language: @cloud-copilot/iam-simulate from npm, a process of its own.

`npm ci --prefix tests/sandbox/second_evaluator` installs it. It is run, never imported, and no part of what is built.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

_FOLDER = Path(__file__).parent
_INSTALL = f"npm ci --prefix {_FOLDER.relative_to(Path(__file__).parents[3])}"


class SecondEvaluator:
    """Judges one request after another, in the form of iam-simulate's `Simulation`."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            ["node", str(_FOLDER / "judge.mjs")], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1
        )

    def judge(self, simulation: dict[str, Any]) -> str:
        """Allowed, ExplicitlyDenied or ImplicitlyDenied."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(simulation) + "\n")
        return self._process.stdout.readline().strip()

    def stop(self) -> None:
        self._process.communicate()


def installed() -> None:
    """Skips where it is not installed, which on CI is a failure."""
    if shutil.which("node") and (_FOLDER / "node_modules").is_dir():
        return
    missing = f"The second evaluator is not installed: {_INSTALL}"
    if os.environ.get("CI"):
        pytest.fail(missing)
    pytest.skip(missing)
