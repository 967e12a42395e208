"""What several end-to-end tests begin with."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.program import Program, outside
from wizard.cli.running_sandbox import sandbox_state
from wizard.sandbox import client


@pytest.fixture
def rehearsal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Program]:
    """Somebody who rehearses; the sandbox that it starts ends with the test."""
    environ = outside(tmp_path)
    monkeypatch.setenv("XDG_STATE_HOME", environ["XDG_STATE_HOME"])
    work = tmp_path / "work"
    work.mkdir()
    yield Program(work, environ)
    running = client.find(sandbox_state())
    if running is not None:
        client.stop(running)
