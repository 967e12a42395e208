"""What this program is called, and what it runs on."""

from __future__ import annotations

import platform
from importlib import metadata

PROGRAM = "firetiger-onboard"


def about_program(scenario: str = "") -> str:
    """Name, version, and what it runs on. scenario: of the simulated AWS, "" on a real one."""
    python = f"{platform.python_implementation()} {platform.python_version()}"
    where = f" · SANDBOX, simulated AWS, scenario {scenario}" if scenario else ""
    return f"{PROGRAM} {metadata.version(PROGRAM)}, {python}, {platform.system()} {platform.machine()}{where}"
