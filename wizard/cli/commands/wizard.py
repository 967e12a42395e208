"""The wizard for a person: the full screen, or lines where it can't be shown or isn't wanted."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING

from wizard.cli.commands import COMMANDS, command_named
from wizard.cli.common_options import ABOUT, SANDBOX, WHERE, Option
from wizard.cli.page import INTERRUPTED, OR, USAGE, Page
from wizard.cli.settings import MASKED_THERE_ALONE, ForPerson
from wizard.cli.usage import SHELLS, UsageProblem
from wizard.frontends.exits import Exit
from wizard.host.last_resort import ends_for_certain
from wizard.host.signals import interrupt, terminal_kept, terminated

if TYPE_CHECKING:
    from wizard.cli.purposes import Command

SMALLEST = (60, 16)
PAGE = Page(
    text=(
        "Sets up a dedicated AWS account for a vendor, from credentials to the role's ARN. Without a command it is"
        " a wizard: it shows every change before it makes it, and you can quit and continue at any time."
    ),
    usage=f"[WORKFLOW] [OPTION ...]{OR}COMMAND [OPTION ...]",
    examples=(
        ("--sandbox", "try everything on a simulated AWS"),
        ("--profile admin --region us-east-1", "start with this profile and region"),
        ("--resume", "continue where you quit"),
        ("--plain", "the same for a screen reader"),
    ),
    exits={
        Exit.COMPLETE: "complete: every step is done",
        Exit.FAILED: "failed",
        Exit.USAGE: USAGE,
        Exit.NEEDED: "you quit while approval or answers were missing",
        Exit.INCOMPLETE: "you quit while something was pending, skipped or blocked",
        Exit.INTERRUPTED: INTERRUPTED,
    },
)
OPTIONS = (
    Option(name="--resume", help="continue from the checkpoint without asking"),
    Option(name="--prompts", help="ask one question after another, inline"),
    Option(name="--plain", help="numbered lines without escape sequences, for screen readers"),
    Option(
        name="--present",
        help="mask account ids, addresses and names while others watch",
        elsewhere=MASKED_THERE_ALONE,
    ),
    *WHERE,
    Option(name="--print-completion", fixed=SHELLS, help="print the completion script for a shell and exit"),
    *ABOUT,
)
SETTINGS = ForPerson


def run(settings: ForPerson) -> int:
    """Choose the front end; returns the exit code. Raises UsageProblem."""
    if _linear(settings) and settings.present:
        raise UsageProblem(
            "--present needs a terminal that can show the full screen; only the full screen masks anything."
        )
    with ends_for_certain(Exit.INTERRUPTED):
        return _prompts(settings) if _linear(settings) else _screens(settings)


def about_role() -> Iterator[Command]:
    """The commands about the role that a vendor gets."""
    from wizard.cli.purposes import Command

    for name, line in COMMANDS.items():
        if line.about_role:
            asks_aws = SANDBOX in command_named(name).OPTIONS
            yield Command((name, *line.about_role.split()), f"{line.summary[:1].upper()}{line.summary[1:]}.", asks_aws)


def _poor() -> bool:
    """Whether what is there can neither place text nor be typed into."""
    return os.environ.get("TERM", "dumb") == "dumb" or not (sys.stdin.isatty() and sys.stdout.isatty())


def _linear(settings: ForPerson) -> bool:
    return settings.prompts or settings.plain or _poor()


def _prompts(settings: ForPerson) -> int:
    from wizard.cli.linear import run_prompts
    from wizard.cli.prepare import prepare

    plain = settings.plain or not settings.prompts or _poor()
    with terminated(interrupt), terminal_kept(escapes=not plain):
        return run_prompts(prepare(settings), plain=plain, commands=about_role)


def _screens(settings: ForPerson) -> int:
    size = shutil.get_terminal_size()
    if size.columns < SMALLEST[0] or size.lines < SMALLEST[1]:
        have, need = f"{size.columns}×{size.lines}", f"{SMALLEST[0]}×{SMALLEST[1]}"
        raise UsageProblem(f"The terminal is {have}; the wizard needs {need}. --plain works at any size.")
    from wizard.cli.first_frame import drawn_at_once
    from wizard.cli.purposes import settled
    from wizard.cli.whom import vendor_of

    settings, vendor = settled(settings), vendor_of(settings)
    with drawn_at_once(settings, vendor) as screen:
        from wizard.cli.full_screen import run_screens

        return run_screens(settings, vendor, screen, commands=about_role)
