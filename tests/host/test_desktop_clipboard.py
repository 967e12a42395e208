"""The desktop's clipboard: whatever its program says, only a text that was read back counts as copied."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

import pytest

from wizard.host.desktop_clipboard import MACOS, WAYLAND, WINDOWS, XCLIP, XSEL, Filled, Tool, fill, tools

TEXT = "arn:aws:iam::444455556666:role/Größe\nsecond line"
# Stand-ins for the programs of a desktop; what is copied is in the file that CLIPBOARD names.
TAKES = 'cat > "$CLIPBOARD"\n'
TELLS = 'cat "$CLIPBOARD"\n'
BOTH = f'case "$*" in *-o*) {TELLS};; *) {TAKES};; esac\n'
LIES = "cat > /dev/null\n"
FAILS = "cat > /dev/null\nexit 1\n"
HANGS = "exec sleep 30\n"
PROGRAMS = {
    WAYLAND: {"wl-copy": TAKES, "wl-paste": TELLS},
    XCLIP: {"xclip": BOTH},
    XSEL: {"xsel": BOTH},
    MACOS: {"pbcopy": TAKES, "pbpaste": TELLS},
    WINDOWS: {
        "clip.exe": 'iconv -f UTF-16LE -t UTF-8 | sed "\\$!s/$/\\r/" > "$CLIPBOARD"\n',
        "powershell.exe": 'base64 -w 0 "$CLIPBOARD"\n',
    },
}
EACH = pytest.mark.parametrize("tool", PROGRAMS, ids=lambda tool: tool.name)


@pytest.fixture
def desktop(tmp_path: Path) -> dict[str, str]:
    """The environment of a desktop that has no program for its clipboard."""
    (tmp_path / "bin").mkdir()
    return {
        "PATH": f"{tmp_path / 'bin'}:{Path(sys.executable).parent}:/bin:/usr/bin",
        "DISPLAY": ":0",
        "WAYLAND_DISPLAY": "wayland-0",
        "CLIPBOARD": str(tmp_path / "clipboard"),
    }


def install(desktop: dict[str, str], **programs: str) -> None:
    for name, does in programs.items():
        path = Path(desktop["PATH"].partition(":")[0]) / name
        path.write_text(f"#!/bin/sh\n{does}")
        path.chmod(0o755)


@EACH
def test_each_program_s_text_is_read_back_and_compared(tool: Tool, desktop: dict[str, str]) -> None:
    install(desktop, **PROGRAMS[tool])
    assert fill(TEXT, desktop, [tool]) == Filled(True)
    assert Path(desktop["CLIPBOARD"]).read_text().replace("\r", "").rstrip("\n") == TEXT


@EACH
def test_a_program_that_reports_success_and_copied_nothing_is_told_by_name(tool: Tool, desktop: dict[str, str]) -> None:
    Path(desktop["CLIPBOARD"]).write_text("what was there before")
    install(desktop, **(PROGRAMS[tool] | {tool.name: LIES}))
    filled = fill(TEXT, desktop, [tool])
    assert filled == Filled(False, f"{tool.name} reported success, but the text isn't on the clipboard.")


@EACH
def test_a_program_that_says_that_it_failed_is_no_clipboard_and_no_doubt(tool: Tool, desktop: dict[str, str]) -> None:
    install(desktop, **(PROGRAMS[tool] | {tool.name: FAILS}))
    assert fill(TEXT, desktop, [tool]) == Filled(False)


@pytest.mark.parametrize("tool", [WAYLAND, MACOS, WINDOWS], ids=lambda tool: tool.name)
def test_where_nothing_can_read_it_back_that_is_said(tool: Tool, desktop: dict[str, str]) -> None:
    install(desktop, **{tool.name: PROGRAMS[tool][tool.name]})
    filled = fill(TEXT, desktop, [tool])
    assert filled == Filled(False, f"{tool.name} reported success; without {tool.tells[0]} that can't be checked.")


@pytest.mark.parametrize("hanging", ["wl-copy", "wl-paste"])
def test_a_program_that_hangs_is_ended_and_told(hanging: str, desktop: dict[str, str], tmp_path: Path) -> None:
    install(desktop, **(PROGRAMS[WAYLAND] | {hanging: f'echo $$ > "{tmp_path}/pid"\n{HANGS}'}))
    begun = time.monotonic()
    assert fill(TEXT, desktop, [WAYLAND, XCLIP], patience=0.3) == Filled(False, "wl-copy didn't answer.")
    assert time.monotonic() - begun < 5
    with pytest.raises(ProcessLookupError):
        os.kill(int((tmp_path / "pid").read_text()), 0)


def test_what_stays_behind_to_serve_the_text_is_not_waited_for(desktop: dict[str, str]) -> None:
    serving = f'{TAKES}(trap "" HUP; sleep 30) &\necho $! > "$CLIPBOARD.pid"\n'
    install(desktop, xclip=f'case "$*" in *-o*) {TELLS};; *) {serving};; esac\n')
    begun = time.monotonic()
    assert fill(TEXT, desktop, [XCLIP]) == Filled(True)
    assert time.monotonic() - begun < 5
    os.kill(int(Path(f"{desktop['CLIPBOARD']}.pid").read_text()), 15)  # it outlived the program, as it must


def test_another_program_of_the_desktop_is_tried_where_the_first_lies(desktop: dict[str, str]) -> None:
    install(desktop, xclip=LIES, xsel=BOTH)
    assert fill(TEXT, desktop, [XCLIP, XSEL]) == Filled(True)


def test_the_programs_are_those_of_the_desktop_that_are_installed(desktop: dict[str, str], tmp_path: Path) -> None:
    here = {**desktop, "PATH": desktop["PATH"].partition(":")[0]}
    for programs in PROGRAMS.values():
        install(desktop, **programs)
    windows, linux = tmp_path / "windows", tmp_path / "linux"
    windows.write_text("5.15.167.4-microsoft-standard-WSL2\n")
    linux.write_text("6.8.0-45-generic\n")
    assert list(tools(here, "darwin", tmp_path / "absent")) == [MACOS, WAYLAND, XCLIP, XSEL]
    assert list(tools(here, "linux", windows)) == [WINDOWS, WAYLAND, XCLIP, XSEL]
    assert list(tools(here, "linux", linux)) == [WAYLAND, XCLIP, XSEL]
    assert list(tools({"PATH": here["PATH"]}, "linux", linux)) == [], "a computer without a display"
    (tmp_path / "bin" / "wl-copy").unlink()
    assert list(tools(here, "linux", linux)) == [XCLIP, XSEL]
