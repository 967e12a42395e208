"""The process's environment: a variable that is set and empty is one that is not set, and there is a home directory.

Shells and CI systems export empty variables by habit (``AWS_PROFILE=``, a secret that a job has no access to), and
whoever reads one decides anew what it means: botocore takes an empty AWS_CONFIG_FILE for a file of no name and an empty
AWS_PROFILE for a profile of no name. So they are taken out once, before anything reads them; the programs that are
started from here do not see them either.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, MutableMapping
from pathlib import Path

# Where empty says something of its own: POSIX reads TZ= as UTC, and AWS_PAGER= is the documented way to have no pager.
MEANT = ("TZ", "AWS_PAGER", "PAGER")


def drop_empty(environ: MutableMapping[str, str]) -> None:
    """Take every empty variable out."""
    for name in [name for name, value in environ.items() if not value and name not in MEANT]:
        del environ[name]


def settle_home(environ: MutableMapping[str, str], expanded: Callable[[str], str] = os.path.expanduser) -> None:
    """Have HOME name an absolute directory wherever nothing else tells one.

    Containers run under any user id; one that no list of users has, without HOME, has no home directory: botocore then
    takes ``~`` as it is, and others break. It gets ``/``, as container runtimes do. A relative HOME is made absolute,
    so that whoever changes the directory still means the same. expanded: a path with its ``~`` replaced, or as it is.
    """
    home = environ.get("HOME", "")
    if home and not Path(home).is_absolute():
        with contextlib.suppress(OSError):  # the current directory is gone
            environ["HOME"] = str(Path(home).absolute())
    elif not home and expanded("~") == "~":
        environ["HOME"] = "/"
