"""How much memory the wizard takes, against a bare Textual app: before boto3 is loaded, and once it has looked around.

    python -m tests.benchmarks.memory

Before boto3: the offer to resume is on the screen, which waits for a person. Afterwards: the whole way was looked at on
the simulated AWS. What is counted is the resident size of the process with the screen, then that of the one with boto3,
and their sum (what both have of Python itself is counted twice); and of one process that has both.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from tests.benchmarks.first_paint import BARE
from tests.benchmarks.in_a_terminal import Timed, environment
from tests.faults.runs import with_boto3
from wizard.cli.aws_access import VARIABLE as BOTO3
from wizard.sandbox import client

LIMIT = 1.6


def resident(pid: int) -> float:
    """Megabytes. Linux alone tells them in /proc."""
    status = Path(f"/proc/{pid}/status").read_text()
    (kilobytes,) = [line.split()[1] for line in status.splitlines() if line.startswith("VmRSS")]
    return int(kilobytes) / 1024


def signed_in(environ: dict[str, str]) -> tuple[float, float]:
    """Megabytes of the screen's process and of boto3's, 0 where that is the same."""
    first = Timed(["-m", "wizard", "--sandbox", "--pace", "0"], environ)
    first.wait_for("Sub-account")
    first.wait_for("Next")
    first.rest()
    beside = with_boto3(first.pid)
    sizes = resident(first.pid), resident(beside) if beside else 0.0
    first.close()
    return sizes


def main() -> int:
    """Print the sizes and the ratio."""
    with tempfile.TemporaryDirectory() as directory:
        environ = environment(directory)
        state = Path(directory) / "firetiger-onboard" / "sandbox.state.json"
        try:
            alone, _ = signed_in({**environ, BOTO3: "here"})
            later, boto3 = signed_in(environ)
            bare, waiting = Timed(["-c", BARE], environ), Timed(["-m", "wizard", "--sandbox", "--pace", "0"], environ)
            bare.wait_for("Sign in")
            waiting.wait_for("Welcome back|Sign in")
            bare.rest()
            waiting.rest()
            sizes = {"bare": resident(bare.pid), "before boto3": resident(waiting.pid), "signed in": later}
            sizes |= {"boto3 beside it": boto3, "both": later + boto3, "in one process": alone}
            bare.close()
            waiting.close()
        finally:
            sandbox = client.find(state)
            if sandbox is not None:
                client.stop(sandbox)
    for name, size in sizes.items():
        print(f"{name:<16} {size:5.0f} MB   ratio {size / sizes['bare']:.2f}")
    print(f"limit: the process with the screen, signed in, takes {LIMIT} times the bare app")
    return 0 if sizes["signed in"] <= LIMIT * sizes["bare"] else 1


if __name__ == "__main__":
    sys.exit(main())
