"""Files of the wizard's own on this computer: what each says now, and the change that has it say something else."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import PurePath
from typing import Any

from wizard.model import CallError, CallFailed, Change, Read, Reader, Target, Undo, UndoCall


def texts_there(read: Reader, paths: Iterable[str]) -> dict[str, str | None]:
    """What each file says, None where there is none. Raises CallFailed where one cannot be read."""
    asked = list(paths)
    reads = [Read(target=Target(), service="file", operation="ReadFile", parameters={"Path": path}) for path in asked]
    return {path: _text(answer) for path, answer in zip(asked, read.many(reads), strict=True)}


def write_file(path: str, text: str, sentence: str, *, warning: str = "") -> Change:
    """The file as a whole, in place of what it says now."""
    return Change(
        target=Target(),
        service="file",
        operation="WriteFile",
        parameters={"Path": path, "Text": text},
        sentence=sentence,
        note={"path": path},
        # What is told changes with every step; what is approved is that it is told, in this file.
        volatile=("Text",),
        warning=warning,
        undo=Undo(calls=(_removal(path),)),
    )


def _text(answer: Mapping[str, Any] | CallError) -> str | None:
    if not isinstance(answer, CallError):
        return str(answer["Text"])
    if answer.code == "FileNotFound":
        return None
    raise CallFailed(answer)


def _removal(path: str) -> UndoCall:
    what = f"Delete the file {PurePath(path).name}."
    return UndoCall(target=Target(), service="file", operation="DeleteFile", parameters={"Path": path}, sentence=what)
