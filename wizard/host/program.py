"""What this program is called, and what it runs on."""

from __future__ import annotations

PROGRAM = "firetiger-onboard"
VERSION = "0.1.0"
"""What the package is built as. Asking for what is installed loads readers of e-mail headers, which takes memory."""


def about_program(scenario: str = "") -> str:
    """Name, version, and what it runs on. scenario: of the simulated AWS, "" on a real one."""
    import platform

    python = f"{platform.python_implementation()} {platform.python_version()}"
    where = f" · SANDBOX, simulated AWS, scenario {scenario}" if scenario else ""
    return f"{PROGRAM} {VERSION}, {python}, {platform.system()} {platform.machine()}{where}"
