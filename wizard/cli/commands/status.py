"""``status``: looks at every step again and says how it is. Changes nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from wizard.cli.common_options import ABOUT, ANSWERS, FORMAT, WHERE
from wizard.cli.page import INTERRUPTED, USAGE, Page
from wizard.cli.settings import RunsWorkflow
from wizard.cli.unattended import unattended
from wizard.frontends.exits import Exit

if TYPE_CHECKING:
    from wizard.engine.engine import Engine
    from wizard.frontends.headless.stream import Stream

PAGE = Page(
    text=(
        "Checks every step in AWS again and prints its status. It changes nothing, calls no model and costs nothing,"
        " so you can run it every night."
    ),
    usage="[WORKFLOW] [OPTION ...]",
    examples=(
        ("status", "check with the answers of your checkpoint"),
        ("status --format json --checkpoint s3://BUCKET/KEY", "check a shared checkpoint, as JSON lines"),
    ),
    exits={
        Exit.COMPLETE: "unchanged: every step is still done",
        Exit.FAILED: "it couldn't check, for example because you aren't signed in or AWS can't be reached",
        Exit.USAGE: USAGE,
        Exit.INCOMPLETE: "something has changed, or is incomplete",
        Exit.INTERRUPTED: INTERRUPTED,
    },
)
OPTIONS = (ANSWERS, FORMAT, *WHERE, *ABOUT)


@dataclass(frozen=True, kw_only=True)
class Looks(RunsWorkflow):
    """It asks for every step there is."""

    @property
    def unasked(self) -> frozenset[str]:
        """None."""
        return frozenset()


SETTINGS = Looks


def run(settings: Looks) -> int:
    """Look at everything. Raises UsageProblem."""
    return unattended(settings, _status)


def _status(engine: Engine, stream: Stream) -> Exit:
    from wizard.frontends.headless.run import run_status

    return run_status(engine, stream)
