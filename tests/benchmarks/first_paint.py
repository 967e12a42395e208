"""How long a person waits for the first screen, against a bare Textual app with a header and a footer.

    python -m tests.benchmarks.first_paint [RUNS]

Both run as processes of their own in a pseudo-terminal, in turns, so that a slow moment of the machine hits both. The
time is from the start of the process until the terminal has received the frame: for the bare app its title, for the
wizard its frame and the first step's title.
"""

from __future__ import annotations

import os
import statistics
import sys
import tempfile
import time
from collections.abc import Sequence

import pexpect

BARE = """
from textual.app import App
from textual.widgets import Footer, Header
class Bare(App):
    TITLE = "Sign in bare"
    def compose(self):
        yield Header()
        yield Footer()
Bare().run()
"""
SIZE = (40, 120)
LIMIT = 1.3


def paint_time(command: Sequence[str], environ: dict[str, str]) -> float:
    """Seconds from the start of the process until its title is on the terminal."""
    started = time.perf_counter()
    child = pexpect.spawn(command[0], list(command[1:]), dimensions=SIZE, env=environ, encoding="utf-8", timeout=20)
    child.expect("Sign in")
    seconds = time.perf_counter() - started
    child.close(force=True)
    return seconds


def main() -> int:
    """Print both medians and their ratio."""
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 10
    with tempfile.TemporaryDirectory() as directory:
        environ = {
            **{name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"},
            "TERM": "xterm-256color",
            "XDG_STATE_HOME": directory,
            "PYTHONPYCACHEPREFIX": f"{directory}/cache",
        }
        commands = {
            "bare": [sys.executable, "-c", BARE],
            "wizard": [sys.executable, "-m", "wizard"],
        }
        times: dict[str, list[float]] = {name: [] for name in commands}
        for run in range(runs + 1):
            for name, command in commands.items():
                seconds = paint_time(command, environ)
                if run:  # the first fills the caches
                    times[name].append(seconds)
    medians = {name: statistics.median(values) for name, values in times.items()}
    for name, values in times.items():
        spread = f"min {min(values) * 1000:.0f}, max {max(values) * 1000:.0f}"
        print(f"{name:<8} median {medians[name] * 1000:.0f} ms ({spread}; {runs} runs)")
    ratio = medians["wizard"] / medians["bare"]
    print(f"ratio    {ratio:.2f} (limit {LIMIT})")
    return 0


if __name__ == "__main__":
    sys.exit(main())
