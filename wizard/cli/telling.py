"""What the program says of itself: help, versions, completion. None of it needs a command line that could be run."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Sequence

from wizard.cli.asked import command_in, divided, help_wanted, workflow_spelled
from wizard.cli.commands import WIZARD
from wizard.cli.usage import COMPLETE, SHELLS
from wizard.host.program import PROGRAM, VERSION

PRINT_COMPLETION = "--print-completion"


def told(arguments: Sequence[str]) -> bool:
    """Answer a completion script, or a wish for help, versions or such a script. Returns whether it was one."""
    if arguments[:1] == [COMPLETE]:
        from wizard.cli.completion import complete

        sys.stdout.write(complete(arguments[1:]))
        return True
    arguments, _ = divided(arguments)
    command = help_wanted(arguments)
    if command is not None:
        from wizard.cli.manual import page

        sys.stdout.write(page(command, workflow_spelled(arguments)))
        return True
    if "--version" in arguments and command_in(arguments) is not None:
        _print_versions()
        return True
    return _completion_printed(arguments)


def _print_versions() -> None:
    """This program's version, and those that matter to whoever helps."""
    from importlib import metadata

    print(f"{PROGRAM} {VERSION}, Python {sys.version.split()[0]}")
    for package in ("boto3", "botocore", "textual", "moto"):
        with contextlib.suppress(metadata.PackageNotFoundError):
            print(f"{package} {metadata.version(package)}")


def _completion_printed(arguments: Sequence[str]) -> bool:
    """The completion script of a shell, where it is one that there is; whatever else it says is for the parser."""
    for word, following in zip(arguments, [*arguments[1:], ""], strict=False):
        name, given, value = word.partition("=")
        shell = value if given else following
        if name == PRINT_COMPLETION and shell in SHELLS and command_in(arguments) == WIZARD:
            from wizard.cli.completion import script

            sys.stdout.write(script(shell))
            return True
    return False
