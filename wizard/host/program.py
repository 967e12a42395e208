"""What this program is called, and what it runs on."""

from __future__ import annotations

import platform
from importlib import metadata

PROGRAM = "firetiger-onboard"


def about_program() -> str:
    """Name, version, and what it runs on."""
    python = f"{platform.python_implementation()} {platform.python_version()}"
    return f"{PROGRAM} {metadata.version(PROGRAM)}, {python}, {platform.system()} {platform.machine()}"
