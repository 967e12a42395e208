"""Opening an address in the person's browser: only where there is a display, and only when they ask for it.

A browser that draws in the terminal would draw over the wizard, so the desktop's own opener is started, detached and
with nothing to write to. Over SSH the display is somebody else's.
"""

from __future__ import annotations

import os
import re
import shutil
import sys
from collections.abc import Mapping

SAFE = re.compile(r"https://[^\s\"'<>]+|http://127\.0\.0\.1:\d+/[^\s\"'<>]*")


def opener(environ: Mapping[str, str] = os.environ, platform: str = sys.platform) -> str:
    """The program that opens addresses here; "" where a person has to do it elsewhere."""
    if "SSH_CONNECTION" in environ:
        return ""
    if platform == "darwin":
        return "open"
    if "WSL_DISTRO_NAME" in environ and shutil.which("wslview"):
        return "wslview"
    display = environ.get("WAYLAND_DISPLAY") or environ.get("DISPLAY")
    return "xdg-open" if display and shutil.which("xdg-open") else ""


def open_address(address: str) -> bool:
    """Open it; False where that cannot be done. Only web addresses are passed on."""
    program = opener()
    if not program or not SAFE.fullmatch(address):
        return False
    import subprocess  # loads too much for the way to the first paint

    try:
        subprocess.Popen(
            [program, address],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
    except OSError:
        return False
    return True
