"""The two kinds of call that are not AWS's: files (written, or added to) and the clipboard.

They answer and fail like AWS does, so that the engine, the journal and the previews need not know the difference.
"""

from __future__ import annotations

import base64
import contextlib
import os
import queue
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from wizard.engine.rounds import Port
from wizard.host.threads import in_background
from wizard.model import Call, CallError, CallFailed, Change, Read

HOW = {
    "native": "copied to the clipboard",
    "terminal": "sent to your terminal's clipboard (OSC 52); not every terminal takes it",
    "none": "not copied: there is no clipboard here",
}


# A desktop that is not there any more (a display over a cut line) keeps its programs waiting for ever.
CLIPBOARD_SECONDS = 5.0


def read_file(path: str) -> dict[str, Any]:
    """Answer of ``file:ReadFile``: Text. Raises OSError, UnicodeDecodeError."""
    return {"Text": Path(path).read_text("utf-8")}


def write_file(path: str, text: str) -> dict[str, Any]:
    """Answer of ``file:WriteFile``; the file is replaced as a whole."""
    target = Path(path)
    beside = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        beside.write_text(text, "utf-8")
        beside.replace(target)
    finally:
        with contextlib.suppress(FileNotFoundError):
            beside.unlink()
    return {"Path": str(target)}


def append_text(path: str, text: str) -> dict[str, Any]:
    """Answer of ``file:AppendText``; what stands in the file is not touched, and a text that is there is not added.

    A file that is not there is made for its owner alone.
    """
    target = Path(path)
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    descriptor = os.open(target, os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o600)
    with os.fdopen(descriptor, "r+", encoding="utf-8") as file:
        there = file.read()
        if text.strip() not in there:
            file.write(f"\n{text}" if there and not there.endswith("\n") else text)
            file.flush()
            os.fsync(descriptor)
    return {"Path": str(target)}


def copy_text(text: str, send: Callable[[str], None] | None, environ: Mapping[str, str] = os.environ) -> str:
    """Copy, and tell how: ``native``, ``terminal`` (nobody knows whether it arrived) or ``none``.

    send: writes to the terminal; None where there is none or no escape sequence may be written. Over SSH the native
    clipboard would be the other machine's, so the terminal's is preferred.
    """
    if "SSH_CONNECTION" not in environ and _native(text):
        return "native"
    if send is None:
        return "none"
    send(osc52(text, environ))
    return "terminal"


def _native(text: str) -> bool:
    """Whether the desktop's clipboard holds the text now: the programs that set it do not say when they failed."""
    import pyperclip  # loads helpers of the desktop; only when something is copied

    done: queue.SimpleQueue[bool] = queue.SimpleQueue()

    def copy() -> None:
        try:
            pyperclip.copy(text)
            done.put(pyperclip.paste().strip() == text.strip())
        except (pyperclip.PyperclipException, OSError, ValueError):
            done.put(False)

    in_background(copy, "clipboard")
    with contextlib.suppress(queue.Empty):
        return done.get(timeout=CLIPBOARD_SECONDS)
    return False


def osc52(text: str, environ: Mapping[str, str] = os.environ) -> str:
    """The terminal sequence that sets the clipboard, passed through tmux or screen where one is in between."""
    sequence = f"\x1b]52;c;{base64.b64encode(text.encode()).decode()}\x07"
    if environ.get("TMUX"):
        return "\x1bPtmux;" + sequence.replace("\x1b", "\x1b\x1b") + "\x1b\\"
    if environ.get("TERM", "").startswith("screen"):
        return f"\x1bP{sequence}\x1b\\"
    return sequence


class LocalPort:
    """Files and clipboard here, everything else at the gateway."""

    def __init__(self, gateway: Port, send: Callable[[str], None] | None) -> None:
        self._gateway = gateway
        self._send = send

    def read(self, read: Read) -> Mapping[str, Any]:
        """Read a file, or ask AWS. Raises CallFailed."""
        if read.service == "file":
            return _guarded(read, lambda: read_file(read.parameters["Path"]))
        return self._gateway.read(read)

    def send(self, change: Change) -> Mapping[str, Any]:
        """Write a file, copy, or ask AWS to change something. Raises CallFailed."""
        if change.service == "file":
            write = {"WriteFile": write_file, "AppendText": append_text}[change.operation]
            return _guarded(change, lambda: write(change.parameters["Path"], change.parameters["Text"]))
        if change.service == "clipboard":
            return {"how": copy_text(change.parameters["Text"], self._send)}
        return self._gateway.send(change)


def _guarded(call: Call, work: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    path = call.parameters.get("Path", "")
    try:
        return work()
    except FileNotFoundError as error:
        raise _failed(call, "FileNotFound", f"{path}: {error.strerror}") from error
    except OSError as error:
        raise _failed(call, "FileProblem", f"{path}: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise _failed(call, "FileProblem", f"{path} is not text in UTF-8") from error
    except UnicodeEncodeError as error:
        raise _failed(call, "FileProblem", f"{path}: the text cannot be written in UTF-8") from error


def _failed(call: Call, code: str, message: str) -> CallFailed:
    return CallFailed(CallError(code=code, message=message, service=call.service, operation=call.operation))
