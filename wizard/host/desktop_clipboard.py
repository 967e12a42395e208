"""The desktop's clipboard: filled by the program that this desktop has for it, then read back and compared.

Such a program may report success and have copied nothing (a display that nobody serves, a clipboard manager in
between), so only a text that was read back counts.
"""

from __future__ import annotations

import base64
import contextlib
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from wizard.host.running import ran

# A desktop that is not there any more (a display over a cut line) keeps its programs waiting for ever.
PROGRAM_SECONDS = 2.0
# Windows starts PowerShell in a second or two.
POWERSHELL_SECONDS = 4.0
# Some desktops show the text a moment after the program that sets it has ended.
LOOKS = (0.0, 0.1, 0.3)
KERNEL = Path("/proc/sys/kernel/osrelease")
IN_BASE64 = "[Convert]::ToBase64String([System.Text.Encoding]::UTF8.GetBytes([string](Get-Clipboard -Raw)))"


@dataclass(frozen=True, slots=True, kw_only=True)
class Tool:
    """A program that sets a clipboard, and the one that tells what is in it.

    encoded, decoded: how it takes a text and gives it back. slower: seconds that reading back takes beyond the usual.
    """

    copies: tuple[str, ...]
    tells: tuple[str, ...]
    encoded: Callable[[str], bytes] = str.encode
    decoded: Callable[[bytes], str] = lambda got: got.decode("utf-8", "replace")
    slower: float = 0

    @property
    def name(self) -> str:
        """As a person knows it."""
        return self.copies[0]


WAYLAND = Tool(copies=("wl-copy",), tells=("wl-paste", "--no-newline"))
XCLIP = Tool(copies=("xclip", "-selection", "clipboard"), tells=("xclip", "-selection", "clipboard", "-o"))
XSEL = Tool(copies=("xsel", "--clipboard", "--input"), tells=("xsel", "--clipboard", "--output"))
MACOS = Tool(copies=("pbcopy",), tells=("pbpaste",))
WINDOWS = Tool(
    copies=("clip.exe",),
    tells=("powershell.exe", "-NoProfile", "-NonInteractive", "-Command", IN_BASE64),
    encoded=lambda text: text.encode("utf-16-le"),
    decoded=lambda got: base64.b64decode(got).decode("utf-8", "replace"),
    slower=POWERSHELL_SECONDS,
)


@dataclass(frozen=True, slots=True)
class Filled:
    """What came of it. proved: a clipboard holds the text. doubt: what a program did instead, a sentence or ""."""

    proved: bool
    doubt: str = ""


def fill(
    text: str,
    environ: Mapping[str, str] = os.environ,
    installed: Iterable[Tool] | None = None,
    patience: float = PROGRAM_SECONDS,
) -> Filled:
    """Put the text on the desktop's clipboard; blocks for seconds where the desktop hangs.

    installed: the programs to try, those of this desktop where none are given. patience: seconds for each.
    """
    doubt = ""
    for tool in tools(environ) if installed is None else installed:
        try:
            filled = _filled(tool, text, environ, patience)
        except subprocess.TimeoutExpired:
            return Filled(False, f"{tool.name} didn't answer.")  # another one would wait for the same desktop
        if filled is None:
            continue
        if filled.proved:
            return filled
        doubt = doubt or filled.doubt
    return Filled(False, doubt)


def tools(environ: Mapping[str, str], platform: str = sys.platform, kernel: Path = KERNEL) -> Iterator[Tool]:
    """The programs of this desktop, the most likely first. Those that are not installed are left out."""
    for tool, fits in (
        (MACOS, platform == "darwin"),
        (WINDOWS, _is_windows_below(kernel)),
        (WAYLAND, bool(environ.get("WAYLAND_DISPLAY"))),
        (XCLIP, bool(environ.get("DISPLAY"))),
        (XSEL, bool(environ.get("DISPLAY"))),
    ):
        if fits and shutil.which(tool.name, path=environ.get("PATH")):
            yield tool


def _is_windows_below(kernel: Path) -> bool:
    try:
        return "microsoft" in kernel.read_text().lower()
    except OSError:
        return False


def _filled(tool: Tool, text: str, environ: Mapping[str, str], patience: float) -> Filled | None:
    """What came of one program; None where it said itself that it could not. Raises TimeoutExpired."""
    if ran(tool.copies, environ, patience, tool.encoded(text)) is None:
        return None
    if not shutil.which(tool.tells[0], path=environ.get("PATH")):
        return Filled(False, f"{tool.name} reported success; without {tool.tells[0]} that can't be checked.")
    for pause in LOOKS:
        time.sleep(pause)
        if _same(_told(tool, environ, patience + tool.slower), text):
            return Filled(True)
    return Filled(False, f"{tool.name} reported success, but the text isn't on the clipboard.")


def _told(tool: Tool, environ: Mapping[str, str], seconds: float) -> str:
    got = ran(tool.tells, environ, seconds)
    with contextlib.suppress(ValueError):
        return tool.decoded(got or b"")
    return ""


def _same(told: str, text: str) -> bool:
    """Line ends are the desktop's own, and some programs end a text with one."""
    return told.replace("\r\n", "\n").rstrip("\n") == text.replace("\r\n", "\n").rstrip("\n")
