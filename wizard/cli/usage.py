"""What was asked for, where it cannot be, and the values that an option has when none is given with it."""

from __future__ import annotations

FRESH = "fresh"

EVERYTHING = "everything"

COMPLETE = "--complete"
"""How the completion scripts ask; the words of the line follow, the one under the cursor last."""


class UsageProblem(Exception):  # noqa: N818 - named after what the person meets
    """What was asked for cannot be done as it was asked; the message is one clear sentence. Exit code 2."""
