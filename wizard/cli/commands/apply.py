"""``apply``: makes every change that is approved, and waits for what is pending."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from wizard.cli.common_options import ABOUT, ANSWERS, FORMAT, WHERE, Option
from wizard.cli.page import INTERRUPTED, USAGE, Page
from wizard.cli.settings import Answered
from wizard.cli.unattended import unattended
from wizard.cli.usage import UsageProblem
from wizard.frontends.exits import Exit

if TYPE_CHECKING:
    from wizard.engine.engine import Engine
    from wizard.frontends.headless.stream import Stream

EVERYTHING = "everything"
"""A bare ``--approve``: whatever the answers spell out."""

UNITS = {"": 1, "s": 1, "m": 60, "h": 3600}
PAGE = Page(
    text=(
        "Makes the changes that --approve covers and waits for AWS. You can run it again at any time: it creates"
        " nothing twice. Changes that can't be undone need their own key in the answers."
    ),
    usage="[WORKFLOW] --answers FILE --approve[=DIGEST] [OPTION ...]",
    examples=(
        (
            "apply --answers answers.toml --approve=DIGEST",
            "make exactly what plan printed with this digest; the = is required",
        ),
        ("apply --answers answers.toml --approve", "make every change that the answers spell out"),
        ("apply --answers answers.toml --approve --wait 1h", "wait up to an hour for what is pending"),
    ),
    exits={
        Exit.COMPLETE: "complete: every step is done",
        Exit.FAILED: "failed",
        Exit.USAGE: USAGE,
        Exit.NEEDED: "approval or answers are missing; the output says which",
        Exit.INCOMPLETE: "something is pending, skipped, or needs a person",
        Exit.INTERRUPTED: INTERRUPTED,
    },
)


def digest(text: str) -> str:
    """What is approved, as it was written. Raises UsageProblem for what ``plan`` can't have printed."""
    if text != EVERYTHING and not re.fullmatch(r"[0-9a-f]{64}", text):
        raise UsageProblem(f"--approve={text}: not a digest that plan prints (64 hexadecimal digits).")
    return text


def seconds(text: str) -> float:
    """``90``, ``90s``, ``20m`` or ``1h`` as seconds. Raises UsageProblem."""
    match = re.fullmatch(r"(\d+(?:\.\d+)?)([smh]?)", text)
    if match is None:
        raise UsageProblem(f"--wait {text}: not a duration such as 90s, 20m or 1h.")
    meant = float(match[1]) * UNITS[match[2]]
    if meant == math.inf:
        raise UsageProblem("--wait must be finite.")
    return meant


APPROVE = Option(
    name="--approve",
    metavar="DIGEST",
    bare=EVERYTHING,
    read=digest,
    help="approve exactly the plan with this digest; without a digest, every change that the answers spell out",
)
WAIT = Option(
    name="--wait",
    metavar="DURATION",
    read=seconds,
    help="how long to wait for what is pending: 90s, 20m, 1h (default 20m)",
)
OPTIONS = (ANSWERS, APPROVE, WAIT, FORMAT, *WHERE, *ABOUT)


@dataclass(frozen=True, kw_only=True)
class Approved(Answered):
    """approve: a digest, EVERYTHING, or "" for nothing. wait: in seconds."""

    approve: str = ""
    wait: float = 20 * 60


SETTINGS = Approved


def run(settings: Approved) -> int:
    """Make the changes. Raises UsageProblem."""
    apply = partial(_apply, settings)
    return unattended(settings, apply, writes=True, standing_approval=approval_of(settings.approve))


def _apply(settings: Approved, engine: Engine, stream: Stream) -> Exit:
    from wizard.frontends.headless.run import run_apply

    exactly = "" if settings.approve == EVERYTHING else settings.approve
    return run_apply(engine, stream, wait=settings.wait, digest=exactly)


def approval_of(approve: str) -> Callable[[str, Sequence[str]], bool]:
    """Which changes need no person: with a bare ``--approve`` all that the answers spell out, else none by rule.

    Deletions and acts on the whole organization are planned only where the answers name them, so the rule covers them
    exactly then.
    """
    return lambda _step, _digests: approve == EVERYTHING
