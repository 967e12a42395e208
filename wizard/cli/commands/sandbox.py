"""``sandbox``: serves the simulated AWS alone."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from wizard.cli.common_options import ABOUT, FORMAT, PACE
from wizard.cli.exported_sandbox import EXPORTED
from wizard.cli.page import USAGE, Page
from wizard.cli.settings import Settings
from wizard.cli.usage import FRESH, UsageProblem
from wizard.frontends.exits import Exit

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
    ),
    exits={Exit.COMPLETE: "interrupted, or ended by a signal", Exit.USAGE: USAGE},
    describes=("scenarios",),
)
OPTIONS = (FORMAT, PACE, *ABOUT)


@dataclass(frozen=True, kw_only=True)
class Served(Settings):
    """A command whose only word is a scenario."""

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
    """Serve until interrupted. Raises UsageProblem."""
    from wizard.sandbox.client import SandboxFailed
    from wizard.sandbox.serve import serve

    try:
        return serve(settings.scenario, settings.pace, as_json=settings.as_json, exported=EXPORTED)
    except SandboxFailed as problem:
        raise UsageProblem(str(problem)) from None
