"""The simulated AWS served alone: what it prints is all that the aws command line needs to look around in it."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.e2e.program import outside

AWS = Path(sys.executable).with_name("aws")


@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGTERM])
def test_it_prints_what_to_export_and_ends_when_it_is_told_to(tmp_path: Path, ending: signal.Signals) -> None:
    serving = subprocess.Popen(
        [sys.executable, "-m", "wizard", "sandbox", "org-trail", "--format", "json"],
        env=outside(tmp_path),
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    assert serving.stdout is not None
    exported = json.loads(serving.stdout.readline())
    environ = {name: value for name, value in exported.items() if name.startswith("AWS_")}
    listed = subprocess.run(
        [AWS, "organizations", "list-accounts", "--query", "Accounts[].Name"],
        env={**outside(tmp_path), **environ, "PATH": os.environ["PATH"]},
        capture_output=True,
        text=True,
        check=True,
    )
    assert "Example Corp" in listed.stdout
    serving.send_signal(ending)
    assert serving.wait(timeout=15) == 0


def test_as_text_it_is_a_script_to_source(tmp_path: Path) -> None:
    serving = subprocess.Popen(
        [sys.executable, "-m", "wizard", "sandbox"], env=outside(tmp_path), stdout=subprocess.PIPE, text=True
    )
    assert serving.stdout is not None
    lines = [serving.stdout.readline() for _ in range(8)]
    serving.terminate()
    assert serving.wait(timeout=15) == 0
    assert "Simulated AWS, scenario fresh" in lines[0]
    assert any(line.startswith("export AWS_ENDPOINT_URL=http://127.0.0.1:") for line in lines)
