"""What the program says of itself: help, versions, completion. None of it needs a command line that could be run."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Sequence

from wizard.cli.options import help_wanted
from wizard.cli.usage import COMPLETE
from wizard.host.program import PROGRAM


def print_versions() -> int:
    """This program's version, and those that matter to whoever helps."""
    from importlib import metadata

    print(f"{PROGRAM} {metadata.version(PROGRAM)}, Python {sys.version.split()[0]}")
    for package in ("boto3", "botocore", "textual", "moto"):
        with contextlib.suppress(metadata.PackageNotFoundError):
            print(f"{package} {metadata.version(package)}")
    return 0


def told(arguments: Sequence[str]) -> bool:
    """Answer a completion script or a wish for help, which need no valid command line. Returns whether it was one."""
    if arguments[:1] == [COMPLETE]:
        from wizard.cli.completion import complete

        sys.stdout.write(complete(arguments[1:]))
        return True
    command = help_wanted(arguments)
    if command is None:
        return False
    from wizard.cli.manual import page

    sys.stdout.write(page(command))
    return True


def print_completion(shell: str) -> int:
    """A completion script for this shell."""
    from wizard.cli.completion import script

    sys.stdout.write(script(shell))
    return 0
