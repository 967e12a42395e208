"""The process's environment: a variable that is set and empty is one that is not set.

Shells and CI systems export empty variables by habit (``AWS_PROFILE=``, a secret that a job has no access to), and
whoever reads one decides anew what it means: botocore takes an empty AWS_CONFIG_FILE for a file of no name and an empty
AWS_PROFILE for a profile of no name. So they are taken out once, before anything reads them; the programs that are
started from here do not see them either.
"""

from __future__ import annotations

from collections.abc import MutableMapping

# Where empty says something of its own: POSIX reads TZ= as UTC, and AWS_PAGER= is the documented way to have no pager.
MEANT = ("TZ", "AWS_PAGER", "PAGER")


def drop_empty(environ: MutableMapping[str, str]) -> None:
    """Take every empty variable out."""
    for name in [name for name, value in environ.items() if not value and name not in MEANT]:
        del environ[name]
