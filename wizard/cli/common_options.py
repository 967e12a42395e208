"""What an option of the command line is, and the options that several commands take.

A command lists the options it takes (`OPTIONS` in its module): those of here by name, and its own. The parser, the
help, shell completion and the sentence about an option that the command doesn't take are all made from that list, so
none of them can know an option that another doesn't. It costs that an option isn't written in argparse's own words.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from wizard.cli.usage import FRESH, UsageProblem, key_of
from wizard.workflows import WORKFLOWS, Short

Values = Literal["nothing", "files", "directories", "profiles", "scenarios", "vendors"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """An option. metavar: what its value is called, "" for a switch. fixed: the only values there are, which
    help lists unless they have such a name.

    bare: what it means without a value where it may stand so; it then takes one with ``=`` only. read: its value from
    what was written, raising UsageProblem. values: what completes it. elsewhere: what is said where a
    command does not take it; "" names the commands that do. What holds without the option is the field of its ``key``
    in the command's settings.
    """

    name: str
    help: str
    metavar: str = ""
    fixed: tuple[str, ...] = ()
    bare: str = ""
    read: Callable[[str], str | float] = str
    values: Values = "nothing"
    elsewhere: str = ""

    @property
    def takes_value(self) -> bool:
        """Whether something is given with it."""
        return bool(self.metavar or self.fixed)

    @property
    def key(self) -> str:
        """Its name among the settings."""
        return key_of(self.name)

    @property
    def spelled(self) -> str:
        """How help writes it."""
        value = self.metavar or "|".join(self.fixed)
        if self.bare:
            return f"{self.name}[={value}]"
        return f"{self.name} {value}" if value else self.name


def in_s3(place: str) -> str:
    """``S3://`` as ``s3://``: schemes have no case."""
    return re.sub(r"^s3://", "s3://", place, flags=re.IGNORECASE)


def _checkpoint(text: str) -> str:
    place = in_s3(text)
    if place.startswith("s3://") and not re.fullmatch(r"s3://[^/]+/.+", place):
        raise UsageProblem(f"--checkpoint {place}: in S3 it needs a bucket and a key, s3://BUCKET/KEY.")
    return place


def _pace(text: str) -> float:
    try:
        factor = float(text)
    except ValueError:
        raise UsageProblem(f"--pace {text}: not a number such as 0, 0.5 or 1.") from None
    if not 0 <= factor < math.inf:
        raise UsageProblem("--pace must be 0 or more, and finite.")
    return factor


ANSWERS = Option(
    name="--answers",
    metavar="FILE",
    values="files",
    help="answers in TOML; `firetiger-onboard answers` describes every key",
    elsewhere="--answers works with plan, apply and export; the wizard asks questions instead.",
)
FORMAT = Option(name="--format", fixed=("text", "json"), help="json: one object per line (default text)")
SANDBOX = Option(
    name="--sandbox",
    metavar="SCENARIO",
    bare=FRESH,
    values="scenarios",
    help="use a simulated AWS on this computer; without a scenario, fresh",
)
PACE = Option(
    name="--pace",
    metavar="FACTOR",
    read=_pace,
    help="how long the simulated AWS takes: 1 is realistic, 0 is immediate (default: as it runs, or 1)",
)
FROM_START = Option(
    name="--from-start",
    help="with --sandbox: start with nothing done or answered, not at the step that the scenario is about",
)
PROFILE = Option(
    name="--profile",
    metavar="PROFILE",
    values="profiles",
    help="the AWS profile to sign in with (default: AWS_PROFILE)",
)
REGION = Option(
    name="--region", metavar="REGION", help="the region to work in, such as us-east-1 (default: AWS_REGION)"
)
CHECKPOINT = Option(
    name="--checkpoint",
    metavar="FILE",
    values="files",
    read=_checkpoint,
    help="where progress is saved: a file, or s3://BUCKET/KEY to share it (default: your state directory)",
)
VENDOR = Option(
    name="--vendor",
    metavar="NAME|FILE",
    values="vendors",
    help="the vendor you give access to (default firetiger)",
)
DIRECTORY = Option(
    name="--directory",
    metavar="DIR",
    values="directories",
    help="where the handover files are written (default: here)",
)
INVITATION = Option(
    name="--invitation",
    metavar="FILE",
    values="files",
    help="the invitation that the vendor sent you: what it decides is filled in",
)
LOG = Option(
    name="--log",
    metavar="FILE",
    values="files",
    help="also write a log as JSON lines without secrets, to send to your Solutions Engineer",
)
YES = Option(name="--yes", help="do it without asking")
VERSION = Option(name="--version", help="print the versions and exit")
HELP = Option(name="--help", help="print this help and exit; also -h")

KEPT = (PROFILE, REGION, CHECKPOINT, VENDOR)
"""Whose progress is meant, and where it is kept."""

WHERE = (SANDBOX, FROM_START, PACE, *KEPT, INVITATION, DIRECTORY, LOG)
"""Where a workflow works."""

ABOUT = (VERSION, HELP)
"""What every command takes."""

COMMON = (ANSWERS, FORMAT, *WHERE, *ABOUT)


def short_options(workflow: str | None) -> tuple[Option, ...]:
    """The options by which a workflow's answers can be written short; () where there is no such workflow."""
    line = WORKFLOWS.get(workflow or "")
    return tuple(_of_short(short) for short in line.short if short.is_option) if line else ()


def _of_short(short: Short) -> Option:
    return Option(name=short.name, metavar=short.metavar, help=short.help, values=short.values)
