"""``plan``: every change that the answers lead to, and the digest that approves exactly these. Changes nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wizard.cli.common_options import ABOUT, ANSWERS, FORMAT, WHERE
from wizard.cli.page import INTERRUPTED, USAGE, Page
from wizard.cli.settings import Answered
from wizard.cli.unattended import unattended
from wizard.frontends.exits import Exit

if TYPE_CHECKING:
    from wizard.engine.engine import Engine
    from wizard.frontends.headless.stream import Stream

PAGE = Page(
    text=(
        "Reads your AWS accounts and prints every change that the answers lead to, with the digest that approves"
        " exactly these changes. It changes nothing."
    ),
    usage="[WORKFLOW] --answers FILE [OPTION ...]",
    examples=(
        ("plan --answers answers.toml", "print the changes and their digest"),
        ("plan --answers answers.toml --format json", "the same as JSON lines"),
        ("plan --answers answers.toml --sandbox=org-trail", "try the answers on a simulated AWS"),
    ),
    exits={
        Exit.COMPLETE: "nothing to do",
        Exit.FAILED: "failed",
        Exit.USAGE: USAGE,
        Exit.NEEDED: "there is something to do: changes to approve, or answers that are missing",
        Exit.INCOMPLETE: "a step is pending, skipped or blocked, and there is nothing to approve",
        Exit.INTERRUPTED: INTERRUPTED,
    },
)
OPTIONS = (ANSWERS, FORMAT, *WHERE, *ABOUT)
SETTINGS = Answered


def run(settings: Answered) -> int:
    """Say what would change. Raises UsageProblem."""
    return unattended(settings, _plan)


def _plan(engine: Engine, stream: Stream) -> Exit:
    from wizard.frontends.headless.run import run_plan

    return run_plan(engine, stream)
