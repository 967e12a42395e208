"""How long the event loop was held at most in a whole onboarding, measured by a watchdog on the loop itself.

    python -m tests.benchmarks.held_loop

The real wizard goes the whole way on the simulated AWS, in this process, without a terminal. The watchdog asks to be
woken every few milliseconds; how much later it is woken is how long something held the loop. The same watchdog over a
bare Textual app tells what this machine itself adds.
"""

from __future__ import annotations

import asyncio
import os
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from textual.app import App, ComposeResult
from textual.widgets import Footer, Header

from tests.e2e.program import outside
from wizard.cli.full_screen import Wizard
from wizard.cli.options import parse
from wizard.model import State
from wizard.sandbox import client

EVERY, LIMIT = 0.004, 0.050
ANSWERS = {
    "sub-account": {"mode": "create", "name": "firetiger", "email": "aws+firetiger@example.com"},
    "bedrock": {
        "company_name": "Example Corp",
        "company_website": "https://example.com",
        "intended_users": "internal",
        "industry": "Technology",
        "prove": "true",
    },
}


@asynccontextmanager
async def watched() -> AsyncIterator[list[float]]:
    """The lateness of each wake-up, in seconds."""
    late: list[float] = []

    async def watch() -> None:
        while True:
            before = time.perf_counter()
            await asyncio.sleep(EVERY)
            late.append(time.perf_counter() - before - EVERY)

    task = asyncio.create_task(watch())
    try:
        yield late
    finally:
        task.cancel()


class Bare(App[None]):
    """Nothing but a frame."""

    def compose(self) -> ComposeResult:
        """Header and footer."""
        yield Header()
        yield Footer()


async def bare(seconds: float) -> list[float]:
    """The bare app for so long."""
    async with Bare().run_test(size=(120, 40)) as pilot, watched() as late:
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            await pilot.press("a")
    return late


async def onboarding(home: Path) -> list[float]:
    """The whole way; each step is looked at while it is made."""
    options = parse(["--sandbox", "--pace", "0.2", "--directory", str(home)])
    wizard = Wizard(options)
    async with wizard.app.run_test(size=(120, 40)) as pilot, watched() as late:
        await pilot.pause()
        until = time.monotonic() + 90
        while not _done(wizard):
            assert time.monotonic() < until, "the onboarding does not come to its end"
            _go_on(wizard)
            await pilot.press("right")
    return late


def _done(wizard: Wizard) -> bool:
    engine = wizard.engine
    return engine is not None and all(engine.state(step.id) is State.SATISFIED for step in engine.steps)


def _go_on(wizard: Wizard) -> None:
    """What a person would answer and approve; the engine's own file writes are not the loop's business."""
    engine = wizard.engine
    for step in engine.steps if engine else ():
        view = engine.view(step.id) if engine else None
        if engine is None or view is None or view.busy:
            continue
        if view.state is State.NEEDS_ANSWERS:
            _apart(lambda step=step: engine.answer(step.id, ANSWERS[step.id]))
        elif view.state is State.UNMET and view.plan and not view.plan.approved:
            _apart(lambda step=step: engine.approve(step.id))


def _apart(work: object) -> None:
    from wizard.host.threads import in_background

    in_background(work, "person")  # type: ignore[arg-type]  # a lambda that binds early


def main() -> int:
    """Print the longest holds, and where the limit was passed how often."""
    with tempfile.TemporaryDirectory() as directory:
        home = Path(directory)
        os.environ.update(outside(home))
        os.environ["TERM"] = "xterm-256color"
        try:
            ours = asyncio.run(onboarding(home))
        finally:
            sandbox = client.find(home / "state" / "firetiger-onboard" / "sandbox.state.json")
            if sandbox is not None:
                client.stop(sandbox)
        theirs = asyncio.run(bare(len(ours) * EVERY))
    for name, late in (("bare", theirs), ("wizard", ours)):
        over = sum(1 for one in late if one > LIMIT)
        print(
            f"{name:<8} held for {max(late) * 1000:5.1f} ms at most; {over} of {len(late)} over {LIMIT * 1000:.0f} ms"
        )
    print(f"ratio    {max(ours) / max(theirs):.2f}")
    return 0 if max(ours) <= LIMIT else 1


if __name__ == "__main__":
    sys.exit(main())
