"""What the guides' tests share: two accounts and their people, this program, and the real aws command line."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tests.e2e.program import Ended, Program

A, B = "111111111111", "222222222222"
FIRETIGER = "975050257559"
# Firetiger's own deployment, with no more than what it has been granted.
VENDOR = {
    "AWS_ACCESS_KEY_ID": "AKIASANDBOXVENDOR000",
    "AWS_SECRET_ACCESS_KEY": "sandbox-vendor-secret-opens-nothing-0000",
    "AWS_CONFIG_FILE": "/dev/null",
    "AWS_SHARED_CREDENTIALS_FILE": "/dev/null",
    "AWS_REGION": "us-east-1",
    "AWS_DEFAULT_REGION": "us-east-1",  # what the aws command line reads
}


def at_a_shell(aws: Program, script: str, **environ: str) -> Ended:
    """Run a shell's lines, up to the first that fails: `aws` is the real command line, `onboard` this program."""
    tools = str(Path(sys.executable).parent)
    onboard = f'onboard() {{ "{sys.executable}" -m wizard "$@"; }}'
    path = f"{tools}{os.pathsep}{aws.environ['PATH']}"
    ended = subprocess.run(
        ["sh", "-ec", f"{onboard}\n{script}"],
        cwd=aws.directory,
        env={**aws.environ, "PATH": path, "AWS_PAGER": "", **environ},
        capture_output=True,
        text=True,
        timeout=120,
    )
    return Ended(ended.returncode, ended.stdout, ended.stderr)
