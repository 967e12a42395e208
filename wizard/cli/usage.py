"""What was asked for, where it cannot be, and words that several modules of the command line share."""

from __future__ import annotations

from keyword import iskeyword

FRESH = "fresh"
"""The scenario of a sandbox that none is named for."""

SHELLS = ("bash", "zsh", "fish")
"""Those that have a completion script."""

COMPLETE = "--complete"
"""How the completion scripts ask; the words of the line follow, the one under the cursor last."""

FILES, DIRECTORIES = ":files", ":directories"
"""What completion answers where paths can stand: shells complete those better than we could."""


class UsageProblem(Exception):  # noqa: N818 - named after what the person meets
    """What was asked for cannot be done as it was asked; the message is one clear sentence. Exit code 2."""


def key_of(option: str) -> str:
    """What an option is called among the settings; a word of Python's has an underscore behind it."""
    key = option.removeprefix("--").replace("-", "_")
    return f"{key}_" if iskeyword(key) else key
