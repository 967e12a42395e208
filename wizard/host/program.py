"""What this program is called, and what it runs on."""

from __future__ import annotations

PROGRAM = "firetiger-onboard"


def about_program(scenario: str = "") -> str:
    """Name, version, and what it runs on. scenario: of the simulated AWS, "" on a real one."""
    import platform
    from importlib import metadata  # reads e-mail headers, which no first paint waits for

    python = f"{platform.python_implementation()} {platform.python_version()}"
    where = f" · SANDBOX, simulated AWS, scenario {scenario}" if scenario else ""
    return f"{PROGRAM} {metadata.version(PROGRAM)}, {python}, {platform.system()} {platform.machine()}{where}"
