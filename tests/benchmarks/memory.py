"""How much memory the wizard takes, against a bare Textual app: before boto3 is loaded, and once it has looked around.

    python -m tests.benchmarks.memory

Before boto3: the offer to resume is on the screen, which waits for a person. Afterwards: the whole way was looked at on
the simulated AWS. What is counted is the resident size of the one process.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from tests.benchmarks.first_paint import BARE
from tests.benchmarks.in_a_terminal import Timed, environment
from wizard.sandbox import client

LIMIT = 2.5


def resident(pid: int) -> float:
    """Megabytes. Linux alone tells them in /proc."""
    status = Path(f"/proc/{pid}/status").read_text()
    (kilobytes,) = [line.split()[1] for line in status.splitlines() if line.startswith("VmRSS")]
    return int(kilobytes) / 1024


def main() -> int:
    """Print the sizes and the ratio."""
    with tempfile.TemporaryDirectory() as directory:
        environ = environment(directory)
        state = Path(directory) / "firetiger-onboard" / "sandbox.state.json"
        try:
            first = Timed(["-m", "wizard", "--sandbox", "--pace", "0"], environ)
            first.wait_for("Sub-account")
            first.wait_for("Continue")
            first.rest()
            later = resident(first.pid)
            first.close()
            bare, waiting = Timed(["-c", BARE], environ), Timed(["-m", "wizard", "--sandbox", "--pace", "0"], environ)
            bare.wait_for("Sign in")
            waiting.wait_for("Welcome back|Sign in")
            bare.rest()
            waiting.rest()
            sizes = {"bare": resident(bare.pid), "before boto3": resident(waiting.pid), "signed in": later}
            bare.close()
            waiting.close()
        finally:
            sandbox = client.find(state)
            if sandbox is not None:
                client.stop(sandbox)
    for name, size in sizes.items():
        print(f"{name:<14} {size:5.0f} MB   ratio {size / sizes['bare']:.2f}")
    print(f"limit: {LIMIT} times the bare app before boto3 is loaded")
    return 0 if sizes["before boto3"] <= LIMIT * sizes["bare"] else 1


if __name__ == "__main__":
    sys.exit(main())
