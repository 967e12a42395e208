"""How long the event loop was held at most in a whole onboarding, measured by a watchdog on the loop itself.

    python -m tests.benchmarks.held_loop

The real wizard goes the whole way on the simulated AWS, without a terminal. The watchdog asks to be woken every few
milliseconds; how much later it is woken is how long something held the loop. Each runs in a process of its own: a bare
Textual app, which tells what this machine itself adds; the wizard; the wizard with boto3 in the same process; and the
same screens once more, fed by a port that answers from a table of what the wizard was answered.
"""

from __future__ import annotations

import asyncio
import pickle
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import msgspec
from textual.app import App, ComposeResult
from textual.widgets import Footer, Header

from tests.benchmarks.in_a_terminal import ROOT, percentile
from tests.e2e.program import outside
from tests.screens.driving import started
from wizard.aws.access import Access
from wizard.cli import aws_access
from wizard.cli.full_screen import Wizard
from wizard.cli.options import parse
from wizard.engine.signing_in import Nobody
from wizard.model import Call, CallError, CallFailed, Change, Event, Port, Read, State
from wizard.sandbox import client
from wizard.vendors.profile import load_vendor

EVERY, LIMIT, ABOVE = 0.004, 0.050, 0.016
RUNS = ("bare", "one process", "wizard", "table")
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
    wizard = Wizard(options, load_vendor(options.vendor))
    async with wizard.app.run_test(size=(120, 40)) as pilot, watched() as late:
        await started(pilot)
        until = time.monotonic() + 90
        while not _done(wizard):
            assert time.monotonic() < until, "the onboarding does not come to its end"
            _go_on(wizard)
            await pilot.press("right")
    if wizard.aws is not None:
        wizard.aws.close()
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

    in_background(work, "person")  # a lambda that binds early


class Kept:
    """A port that keeps what it was answered. answers: of each question in their order, errors too."""

    def __init__(self, port: Port, answers: dict[bytes, list[Any]]) -> None:
        self._port, self._answers = port, answers

    def read(self, read: Read) -> Any:
        """Ask, and keep it."""
        return self._keeping(read, lambda: self._port.read(read))

    def send(self, change: Change) -> Any:
        """Likewise."""
        return self._keeping(change, lambda: self._port.send(change))

    def _keeping(self, call: Call, ask: Callable[[], Any]) -> Any:
        kept = self._answers.setdefault(_question(call), [])
        try:
            kept.append(ask())
        except CallFailed as failed:
            kept.append(failed.error)
            raise
        return kept[-1]


class Table:
    """A port that answers from a table, as often as it is asked; the last answer to a question stays its answer."""

    def __init__(self, answers: dict[bytes, list[Any]]) -> None:
        self._answers = answers

    def read(self, read: Read) -> Any:
        """What was answered then. Raises CallFailed."""
        kept = self._answers[_question(read)]
        answer = kept.pop(0) if len(kept) > 1 else kept[0]
        if isinstance(answer, CallError):
            raise CallFailed(answer)
        return answer

    send = read


def _question(call: Call) -> bytes:
    return msgspec.json.encode((call.target, call.service, call.operation, call.parameters))


class Ways:
    """A way to AWS over such a port."""

    def __init__(self, port: Any, behind: Access | None = None) -> None:
        self.gateway = self.quiet = port
        self.signs_in: Any = behind.signs_in if behind else Nobody()
        self._behind = behind

    def follow(self, emit: Callable[[Event], None], closing: Callable[[], bool]) -> None:
        """Have every call told, where there are any."""
        if self._behind:
            self._behind.follow(emit, closing)

    def close(self) -> None:
        """End it."""
        if self._behind:
            self._behind.close()


def measured(what: str, table: Path, home: Path) -> list[float]:
    """How late each wake-up was. table: where the wizard leaves its answers, and the table has them from."""
    opened = aws_access.open_access
    answers: dict[bytes, list[Any]] = pickle.loads(table.read_bytes()) if what == "table" else {}

    def open_access(prepared: Any, *, person: bool) -> Any:
        if what == "table":
            return Ways(Table(answers))
        behind = opened(prepared, person=person)
        return Ways(Kept(behind.gateway, answers), behind)

    aws_access.open_access = open_access
    late = asyncio.run(bare(10) if what == "bare" else onboarding(home))
    if what not in ("bare", "table"):
        table.write_bytes(pickle.dumps(answers))
    return late


def main() -> int:
    """Print the longest holds, and how far the wizard's is above that of the same screens fed from a table."""
    with tempfile.TemporaryDirectory() as directory:
        home, table = Path(directory), Path(directory) / "table"
        environ = {**outside(home), "TERM": "xterm-256color", "PYTHONPATH": str(ROOT)}
        late: dict[str, list[float]] = {}
        try:
            for what in RUNS:
                more = {aws_access.VARIABLE: "here"} if what == "one process" else {}
                command = [sys.executable, "-m", __spec__.name, "--run", what, str(table), str(home)]
                ran = subprocess.run(command, env={**environ, **more}, stdout=subprocess.PIPE, check=True)
                late[what] = msgspec.json.decode(ran.stdout, type=list[float])
                _end_sandbox(home)
        finally:
            _end_sandbox(home)
    for what, values in late.items():
        over = sum(1 for one in values if one > LIMIT)
        high = percentile(values, 0.99)
        print(
            f"{what:<12} held for {max(values) * 1000:5.1f} ms at most, p99 {high * 1000:4.1f} ms; "
            f"{over} of {len(values)} over {LIMIT * 1000:.0f} ms"
        )
    above = max(late["wizard"]) - max(late["table"])
    print(f"above the table {above * 1000:+.1f} ms (limit {ABOVE * 1000:.0f} ms)")
    return 0 if above <= ABOVE else 1


def _end_sandbox(home: Path) -> None:
    sandbox = client.find(home / "state" / "firetiger-onboard" / "sandbox.state.json")
    if sandbox is not None:
        client.stop(sandbox)
    shutil.rmtree(home / "state", ignore_errors=True)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--run"]:
        sys.stdout.buffer.write(msgspec.json.encode(measured(sys.argv[2], Path(sys.argv[3]), Path(sys.argv[4]))))
    else:
        sys.exit(main())
