"""How long a person waits for the first screen, against a bare Textual app with a header and a footer.

    python -m tests.benchmarks.first_paint [RUNS]

Both run as processes of their own in a pseudo-terminal, in turns, so that a slow moment of the machine hits both. The
time is from the start of the process until the terminal has received the frame: for the bare app its title, for the
wizard its frame and the first step's title. That is drawn before Textual is loaded; when Textual's own frame is there,
from which on keys are answered, is told beside it.
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
LIMIT = 1.1


def paint_times(command: Sequence[str], environ: dict[str, str], *texts: str) -> list[float]:
    """Seconds from the start of the process until each of these is on the terminal."""
    started = time.perf_counter()
    child = pexpect.spawn(command[0], list(command[1:]), dimensions=SIZE, env=environ, encoding="utf-8", timeout=20)
    seconds = []
    for text in texts:
        child.expect(text)
        seconds.append(time.perf_counter() - started)
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
        times: dict[str, list[float]] = {"bare": [], "wizard": [], "its Textual": []}
        for run in range(runs + 1):
            seconds = [
                *paint_times([sys.executable, "-c", BARE], environ, "Sign in"),
                *paint_times([sys.executable, "-m", "wizard"], environ, "Sign in", "step 1 of"),
            ]
            if run:  # the first fills the caches
                for name, one in zip(times, seconds, strict=True):
                    times[name].append(one)
    medians = {name: statistics.median(values) for name, values in times.items()}
    for name, values in times.items():
        spread = f"min {min(values) * 1000:.0f}, max {max(values) * 1000:.0f}"
        ratio = medians[name] / medians["bare"]
        print(f"{name:<12} median {medians[name] * 1000:.0f} ms ({spread}; {runs} runs)  ratio {ratio:.2f}")
    print(f"limit: the wizard's first frame within {LIMIT} times the bare app's")
    return 0


if __name__ == "__main__":
    sys.exit(main())
