"""In every scenario of the simulated AWS, after every key: something in sight has the focus, and the key line is true.

The real wizard with its real engine, in this process, so that the focus can be seen.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.screens.driving import BIG, SMALL, mounted, press, steps, until
from tests.screens.honest import settled
from wizard.cli.full_screen import Wizard
from wizard.cli.options import parse
from wizard.cli.running_sandbox import sandbox_state
from wizard.sandbox import client
from wizard.vendors.profile import load_vendor

SCENARIOS = [scenario.name for scenario in client.scenarios()]
QUICK = ("fresh", "role-retained")
# A person who reads, tries this and that, answers carelessly, and wants to get on.
KEYS = (
    "enter", "tab", "pagedown", "enter", "e", "escape", "enter", "f1", "escape", "right", "down", "enter", "enter", "a",
    "end", "enter", "r", "left", "enter", "question_mark", "escape", "right", "enter", "right", "enter", "shift+tab",
)  # fmt: skip


@pytest.mark.long
@pytest.mark.parametrize("begins", [(), ("--from-start",)], ids=["opened", "from the start"])
@pytest.mark.parametrize(
    "scenario", [name if name in QUICK else pytest.param(name, marks=pytest.mark.long) for name in SCENARIOS]
)
async def test_something_in_sight_has_the_focus_after_every_key(
    scenario: str, begins: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in [name for name in os.environ if name.startswith("AWS_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    monkeypatch.setenv("FIRETIGER_ONBOARD_TIMING", "pause=0.01 deadline=0.2")
    environ = dict(os.environ)
    options = parse([f"--sandbox={scenario}", *begins, "--pace=0", f"--directory={tmp_path}"])
    wizard = Wizard(options, load_vendor(options.vendor))
    try:
        async with mounted(wizard.app, SMALL if len(scenario) % 2 else BIG) as pilot:
            await until(pilot, lambda: bool(wizard.engine and wizard.engine.settled() and steps(pilot).view), 30)
            await settled(pilot)
            for key in KEYS:
                await press(pilot, key)
            await pilot.resize_terminal(50, 10)
            await pilot.resize_terminal(*SMALL)
            await settled(pilot)
            await press(pilot, "enter")
    finally:
        os.environ.clear()
        os.environ.update(environ)
        running = client.find(sandbox_state())
        if running:
            client.stop(running)
