"""One client for a service in a thousand accounts: whose credentials sign a call is settled when the call is made.

A client of botocore's takes 10 ms and 400 KB, and a connection of its own; an assumed role takes neither. So all roles
of a profile share its clients. Whoever asks for a client of a role makes the next calls of its thread in that role;
botocore makes a call, signs it and tells of it on the thread that called.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import boto3
import botocore.session
from botocore.credentials import Credentials, DeferredRefreshableCredentials

from wizard.model import Target

ANY = "*"
"""The role name of a target that stands for every role; no role can be called that."""


class RolesPresent:
    """Which role each thread calls in, and a session for each profile whose clients sign as that role.

    made: a session of a profile, from a target of it.
    """

    def __init__(self, made: Callable[[Target], botocore.session.Session]) -> None:
        self._made = made
        self._here = threading.local()
        self._sessions: dict[str, boto3.Session] = {}

    def enter(self, target: Target, credentials: DeferredRefreshableCredentials) -> None:
        """The next calls of this thread that are made in a role are made in this one."""
        self._here.target, self._here.credentials = target, credentials

    def target(self) -> Target:
        """The role that this thread calls in."""
        target: Target = self._here.target
        return target

    def session(self, target: Target) -> boto3.Session:
        """The session of a target's profile. The caller holds the lock of all sessions."""
        if target.profile not in self._sessions:
            session: Any = self._made(target)
            session._credentials = _OfThePresent(lambda: self._here.credentials)
            self._sessions[target.profile] = boto3.Session(botocore_session=session)
        return self._sessions[target.profile]

    def forget(self) -> None:
        """Read the profiles anew. The caller holds the lock of all sessions."""
        self._sessions = {}


class _OfThePresent(Credentials):
    """Credentials that are those of whichever role the thread is in which signs."""

    def __init__(self, present: Callable[[], DeferredRefreshableCredentials]) -> None:
        super().__init__("", "")
        self._present = present

    def get_frozen_credentials(self) -> Any:
        """Those of the role, renewed where they run out. Raises what renewing them raises."""
        return self._present().get_frozen_credentials()


def shared(target: Target) -> Target:
    """What a target has in common with every role of its profile and region; a target without a role as it is."""
    return Target(region=target.region, profile=target.profile, role_name=ANY) if target.role_name else target
