"""``fleet import``: a fleet's file from the files of AWS Cross-Account Manager. Asks AWS nothing.

The file is printed and not written: it stands wherever its reader puts it, and the policies in it are named from the
directory in which this is run.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from wizard.cli.common_options import ABOUT
from wizard.cli.page import PRINTED, Page
from wizard.cli.settings import Settings
from wizard.cli.usage import DIRECTORIES, UsageProblem
from wizard.frontends.exits import Exit
from wizard.text.sanitize import within_line

PAGE = Page(
    text=(
        "Prints a fleet's file with the accounts, roles and policies of AWS Cross-Account Manager, from the files that"
        " it kept in its bucket. What can't be carried over is in comments. It doesn't call AWS."
    ),
    usage="DIR [OPTION ...]",
    words=(
        ("DIR", "the directory with account/accounts.yaml, role/roles.yaml and custom_policy/, or all of them flat"),
    ),
    examples=(
        ("fleet import config > fleet.toml", "start a fleet's file, then run plan fleet fleet.toml"),
        ("fleet import .", "print it for files that are in this directory"),
    ),
    exits=PRINTED,
)
OPTIONS = (*ABOUT,)


@dataclass(frozen=True, kw_only=True)
class Imported(Settings):
    """Where the old files are."""

    def __post_init__(self) -> None:
        super().__post_init__()
        if not self.words:
            raise UsageProblem("fleet import needs DIR, the directory with the files of AWS Cross-Account Manager.")

    @property
    def room(self) -> int:
        """One directory."""
        return 1

    @classmethod
    def following(cls, words: Sequence[str]) -> Iterable[str]:
        """A directory."""
        return () if words else [DIRECTORIES]


SETTINGS = Imported


def run(settings: Imported) -> Exit:
    """Print the file, and nothing else. Raises UsageProblem."""
    from wizard.resources.fleet.imported import ACCOUNTS, POLICIES, ROLES, ImportProblem, fleet_toml

    directory = Path(settings.words[0]).expanduser()
    accounts = _text(directory, Path("account") / ACCOUNTS)
    roles = _text(directory, Path("role") / ROLES)
    flat = {path.name: os.path.relpath(path) for path in sorted(directory.glob("*.json"))}
    inside = {path.name: os.path.relpath(path) for path in sorted((directory / POLICIES).glob("*.json"))}
    try:
        sys.stdout.write(fleet_toml(accounts, roles, {**flat, **inside}))
    except ImportProblem as problem:
        raise UsageProblem(f"{within_line(str(directory))}: {problem}") from None
    return Exit.COMPLETE


def _text(directory: Path, file: Path) -> str:
    """Where the solution kept it, or flat. Raises UsageProblem."""
    path = next((one for one in (directory / file, directory / file.name) if one.exists()), None)
    if path is None:
        raise UsageProblem(f"{within_line(str(directory))} has neither {file} nor {file.name}.")
    try:
        return path.read_text("utf-8-sig")
    except OSError as error:
        raise UsageProblem(f"{within_line(str(path))} can't be read: {error.strerror}.") from None
    except UnicodeDecodeError:
        raise UsageProblem(f"{within_line(str(path))} isn't UTF-8 text.") from None
