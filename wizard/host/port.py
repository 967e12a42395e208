"""The two kinds of call that are not AWS's: files (written, or added to) and the clipboard.

They answer and fail like AWS does, so that the engine, the journal and the previews need not know the difference.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from wizard.host.clipboard import copy_text
from wizard.host.files import append_text, probe_append, read_file, write_file
from wizard.model import Call, CallError, CallFailed, Change, Read
from wizard.model.calls import Port


class LocalPort:
    """Files and clipboard here, everything else at the gateway."""

    def __init__(self, gateway: Port, send: Callable[[str], None] | None) -> None:
        self._gateway = gateway
        self._send = send

    def read(self, read: Read) -> Mapping[str, Any]:
        """Read a file, find out whether one can be added to, or ask AWS. Raises CallFailed."""
        if read.service == "file":
            look = {"ReadFile": read_file, "ProbeAppend": probe_append}[read.operation]
            return _guarded(read, lambda: look(read.parameters["Path"]))
        return self._gateway.read(read)

    def send(self, change: Change) -> Mapping[str, Any]:
        """Write a file, copy, or ask AWS to change something. Raises CallFailed."""
        if change.service == "file":
            write = {"WriteFile": write_file, "AppendText": append_text}[change.operation]
            return _guarded(change, lambda: write(change.parameters["Path"], change.parameters["Text"]))
        if change.service == "clipboard":
            return _copied(change, self._send)
        return self._gateway.send(change)


def _copied(change: Change, send: Callable[[str], None] | None) -> dict[str, Any]:
    """Answer of ``clipboard:CopyText``: how, and what was doubtful about it ("" for nothing).

    What was not copied has failed, and is journalled as such.
    """
    copied = copy_text(change.parameters["Text"], send)
    if copied.how == "none":
        raise _failed(change, "NoClipboard", copied.doubt or "there is no clipboard here")
    return {"how": copied.how, "doubt": copied.doubt}


def _guarded(call: Call, work: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    path = call.parameters.get("Path", "")
    try:
        return work()
    except FileNotFoundError as error:
        raise _failed(call, "FileNotFound", f"{path}: {error.strerror}") from error
    except OSError as error:
        raise _failed(call, "FileProblem", f"{path}: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise _failed(call, "FileProblem", f"{path} isn't UTF-8 text") from error
    except UnicodeEncodeError as error:
        raise _failed(call, "FileProblem", f"{path}: the text can't be written in UTF-8") from error


def _failed(call: Call, code: str, message: str) -> CallFailed:
    return CallFailed(CallError(code=code, message=message, service=call.service, operation=call.operation))
