"""The command that goes on from here, with what was given this time."""

from __future__ import annotations

import shlex
from collections.abc import Iterator

from wizard.cli.common_options import short_options
from wizard.cli.settings import ForPerson
from wizard.host.program import PROGRAM

PLACES = ("checkpoint", "vendor", "invitation", "directory")
SIGN_IN = ("profile", "region")


def command_to_go_on(settings: ForPerson, *, resume: bool = True, sign_in: bool = True) -> str:
    """The command line. resume: from the checkpoint, and not from the beginning. sign_in: say the profile, too."""
    return shlex.join(_words(settings, resume, PLACES + SIGN_IN if sign_in else PLACES))


def _words(settings: ForPerson, resume: bool, named: tuple[str, ...]) -> Iterator[str]:
    ordinary = ForPerson()
    yield from (PROGRAM, *settings.words)
    short = dict(settings.short)
    for option in short_options(settings.workflow):
        if option.key in short:
            yield from (option.name, short[option.key]) if option.takes_value else (option.name,)
    if resume:
        yield "--resume"
    yield from (f"--{name}" for name in ("prompts", "plain", "present") if getattr(settings, name))
    if settings.sandbox:
        yield f"--sandbox={settings.sandbox}"
        if settings.from_start:
            yield "--from-start"
        if settings.pace is not None:
            yield f"--pace={settings.pace:g}"
    for name in named:
        value = getattr(settings, name)
        if value != getattr(ordinary, name):
            yield from (f"--{name}", value)
