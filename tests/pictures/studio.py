"""Where pictures are taken: a home directory with nothing in it, and a simulated AWS that one can ask for things."""

from __future__ import annotations

import json
import os
import shlex
import subprocess
import sys
import urllib.request
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.pictures.drawing import svg_of_command
from tests.pictures.scene import Scene
from tests.screens.driving import started
from wizard.cli.commands.wizard import about_role
from wizard.cli.full_screen import Wizard
from wizard.cli.opening import settled
from wizard.cli.settings import ForPerson
from wizard.sandbox import client
from wizard.vendors.profile import load_vendor

ROOT = Path(__file__).resolve().parents[2]
SIZE = (120, 40)
NOTHING_BY_ITSELF = "pause=100000"


def surroundings(home: Path) -> dict[str, str]:
    """The environment of somebody who has nothing: no AWS, no display, no clipboard, no colours of their own."""
    return {
        "HOME": str(home),
        "PATH": "",
        "XDG_STATE_HOME": str(home / "state"),
        "TERM": "xterm-256color",
        "COLORTERM": "truecolor",
        "LANG": "C.UTF-8",
        "TZ": "UTC",
        "SSH_CONNECTION": "nobody's clipboard is touched",
        "FIRETIGER_ONBOARD_TIMING": NOTHING_BY_ITSELF,
    }


@dataclass
class Studio:
    """One simulated AWS, whoever opens the wizard on it, and the pictures taken so far."""

    home: Path
    taken: dict[str, str] = field(default_factory=dict)

    @asynccontextmanager
    async def opened(self, scenario: str, *options: str) -> AsyncIterator[Scene]:
        """The wizard, until it is left."""
        arguments = [f"--sandbox={scenario}", "--from-start", "--pace", "0", "--directory", str(self.home), *options]
        settings = settled(arguments, None)
        assert isinstance(settings, ForPerson)
        wizard = Wizard(settings, load_vendor(settings.vendor), commands=about_role)
        scene = Scene(wizard, self.home, self.ask, self.taken)
        wizard.app.animation_level = "none"
        async with wizard.app.run_test(size=SIZE) as pilot:
            scene.pilot = pilot
            await started(pilot)
            yield scene
            await scene.left()

    def run(self, name: str, command: str) -> None:
        """Take the picture of a command and what it prints, in the home directory."""
        words = shlex.split(command)[1:]
        environ = {**os.environ, "PYTHONPATH": str(ROOT)}
        ended = subprocess.run(
            [sys.executable, "-m", "wizard", *words], cwd=self.home, env=environ, capture_output=True, text=True
        )
        assert not ended.stderr, ended.stderr
        self.taken[name] = svg_of_command(command, ended.stdout)

    def write(self, name: str, text: str) -> str:
        """A file in the home directory; its path."""
        (self.home / name).write_text(text)
        return str(self.home / name)

    def ask(self, path: str, **body: object) -> None:
        """Have the simulated AWS do something, by one of its own paths."""
        sandbox = self._sandbox()
        assert sandbox is not None
        data = json.dumps(body).encode()
        urllib.request.urlopen(f"{sandbox.endpoint}/_sandbox/{path}", data=data, timeout=10).close()

    def close(self) -> None:
        """End the simulated AWS."""
        sandbox = self._sandbox()
        if sandbox is not None:
            client.stop(sandbox)

    def _sandbox(self) -> client.Sandbox | None:
        return client.find(self.home / "state" / "firetiger-onboard" / "sandbox.state.json")
