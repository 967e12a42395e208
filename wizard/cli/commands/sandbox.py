"""``sandbox``: serves the simulated AWS alone."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from wizard.cli.common_options import ABOUT, FORMAT, PACE, Option
from wizard.cli.exported_sandbox import EXPORTED
from wizard.cli.page import USAGE, Page
from wizard.cli.settings import Settings
from wizard.cli.usage import FRESH, UsageProblem
from wizard.frontends.exits import Exit

if TYPE_CHECKING:
    from wizard.sandbox.client import Sandbox

PAGE = Page(
    text=(
        "Runs a simulated AWS on this computer until you interrupt it, and prints the variables that point any AWS"
        " tool to it. Nothing in it reaches a real account."
    ),
    usage="[SCENARIO] [OPTION ...]",
    words=(("SCENARIO", "the situation to simulate (default fresh)"),),
    examples=(
        ("sandbox", "a fresh organization"),
        ("sandbox role-retained", "another situation"),
        ("sandbox --pace 0", "without waiting"),
        ("sandbox --list", "which ones are running"),
        ("sandbox --env", "what leads a shell to the one that the wizard runs on"),
    ),
    exits={Exit.COMPLETE: "interrupted, or ended by a signal", Exit.USAGE: USAGE},
    describes=("scenarios",),
)
OPTIONS = (
    Option(name="--env", help="print the variables of the sandbox that is running, and stop; SCENARIO says which one"),
    Option(name="--list", help="list the sandboxes that are running, and stop"),
    FORMAT,
    PACE,
    *ABOUT,
)


@dataclass(frozen=True, kw_only=True)
class Served(Settings):
    """A command whose only word is a scenario. env, list: print what leads to one that runs, or which ones run."""

    env: bool = False
    list: bool = False

    @property
    def room(self) -> int:
        """The scenario's name."""
        return 1

    @property
    def scenario(self) -> str:
        """The one that is named, or a fresh organization."""
        return self.words[0] if self.words else FRESH

    @property
    def in_exported_sandbox(self) -> bool:
        """It is one of its own."""
        return False

    @classmethod
    def following(cls, words: Sequence[str]) -> Iterable[str]:
        """The scenarios."""
        from wizard.sandbox.client import scenarios

        return () if words else [f"{one.name}\t{one.summary}" for one in scenarios()]


SETTINGS = Served


def run(settings: Served) -> int:
    """Serve until interrupted, or tell of those that run. Raises UsageProblem."""
    from wizard.cli.running_sandbox import running_sandboxes, served_state
    from wizard.sandbox.client import SandboxFailed
    from wizard.sandbox.serve import listed, printed, serve

    as_json = settings.as_json
    if settings.list:
        sys.stdout.write(listed(running_sandboxes(), as_json=as_json))
        return Exit.COMPLETE
    if settings.env:
        state, sandbox = _one(settings, running_sandboxes())
        sys.stdout.write(printed(sandbox, state, as_json=as_json, exported=EXPORTED))
        return Exit.COMPLETE
    try:
        return serve(settings.scenario, settings.pace, served_state(), as_json=as_json, exported=EXPORTED)
    except SandboxFailed as problem:
        raise UsageProblem(str(problem)) from None


def _one(settings: Served, running: Mapping[Path, Sandbox]) -> tuple[Path, Sandbox]:
    """The one that is meant. Raises UsageProblem where none is running, or several are."""
    meant = [one for one in running.items() if not settings.words or one[1].scenario == settings.scenario]
    if len(meant) == 1:
        return meant[0]
    if not meant:
        which = f" of the scenario {settings.scenario}" if settings.words else ""
        raise UsageProblem(f"No sandbox{which} is running; start one with --sandbox, or with sandbox SCENARIO.")
    names = ", ".join(f"{sandbox.scenario} (process {sandbox.pid})" for _, sandbox in meant)
    raise UsageProblem(f"Several sandboxes are running: {names}. Name a scenario, or look at sandbox --list.")
