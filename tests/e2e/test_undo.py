"""Everything that an onboarding made, taken back by the commands it hands over, with the real aws command line."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.program import Program, program

ROLE = "CrossAccountManager-Firetiger"


@pytest.fixture
def fresh(tmp_path: Path) -> Iterator[Program]:
    with program(tmp_path) as running:
        yield running


def run(script: str, on: Program) -> subprocess.CompletedProcess[str]:
    """As a person runs it: saved, and by sh, with the credentials of the shell."""
    file = on.directory / "undo.sh"
    file.write_text(script)
    environ = {**on.environ, "PATH": f"{Path(sys.executable).parent}:{on.environ['PATH']}"}
    return subprocess.run(
        ["sh", str(file)], cwd=on.directory, env=environ, capture_output=True, text=True, timeout=120, check=False
    )
