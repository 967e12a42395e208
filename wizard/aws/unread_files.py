"""Files of ~/.aws that the AWS tools would read and cannot open, which they take for files that are not there."""

from __future__ import annotations

import os
import shlex
from pathlib import Path

MISSING = "missing"


def unread(path: Path, variable: str) -> list[dict[str, str]]:
    """Why nothing is read of a file; nothing where it can be read, or is not there and nobody says that it is.

    variable: the one in the environment that names it, or "".
    """
    try:
        if path.is_dir():
            return [_item(path, "is a directory, not a file", "Remove it, or name the file in it")]
        if path.is_file():
            with path.open("rb"):
                return []
        os.stat(path)  # noqa: PTH116 - says why it is none, where Path says only that it is none
    except FileNotFoundError:
        return _not_there(path, variable)
    except OSError as error:
        todo = f"Make it readable for you: chmod u+r {shlex.quote(str(path))}"
        permission = isinstance(error, PermissionError)
        said = "you don't have permission to read it" if permission else (error.strerror or "").lower()
        return [_item(path, f"can't be opened: {said}", todo if permission else "Put the file in its place")]
    return []


def _not_there(path: Path, variable: str) -> list[dict[str, str]]:
    if path.is_symlink():
        return [_item(path, "is a link to a file that doesn't exist", "Remove the link, or create the file")]
    if variable:
        item = _item(path, f"doesn't exist, and {variable} names it", f"Correct or unset {variable}")
        return [{**item, "Kind": MISSING}]
    return []


def _item(path: Path, why: str, todo: str) -> dict[str, str]:
    return {"Name": "", "Where": str(path), "Why": why, "Todo": todo}
