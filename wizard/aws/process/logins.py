"""A sign-in whose flow is in the process with boto3: its views come from there, the person's code goes there."""

from __future__ import annotations

import threading
from collections.abc import Callable

import msgspec

from wizard.aws.process.channel import ConnectionLostError
from wizard.aws.process.connection import Connection
from wizard.aws.process.frames import CancelLogin, GiveCode, OvertakeLogin, Request
from wizard.model import CallFailed, Login, LoginView

GONE = "The process that signs in has ended; start again."


class RemoteLogin:
    """The model's LoginFlow. tell is called on one thread, in order, and never after the last view."""

    def __init__(self, connection: Connection, login: Login, tell: Callable[[LoginView], None]) -> None:
        self._connection, self._tell = connection, tell
        self._lock = threading.Lock()
        self._told = False
        self._view = LoginView(login=login, stage="starting")
        self._number = 0
        try:
            self._number, view = connection.begin_login(login, self._take)
        except (ConnectionLostError, CallFailed):
            self._become(self._failed())
            return
        with self._lock:
            if not self._told and view is not None:  # else a newer one has come already
                self._view = msgspec.convert(view, LoginView)

    @property
    def view(self) -> LoginView:
        """How it stands now."""
        return self._view

    def give(self, code: str) -> None:
        """The person's code; it is not kept here. From here on it is checked, also before the other side says so."""
        self._become(msgspec.structs.replace(self._view, stage="checking", said=""))
        self._pass_on(GiveCode(self._number, code))

    def cancel(self) -> None:
        """The person thought better of it."""
        self._pass_on(CancelLogin(self._number))
        self._end("cancelled")

    def overtaken(self) -> None:
        """Something was signed in to with other tools meanwhile."""
        self._pass_on(OvertakeLogin(self._number))
        self._end("elsewhere")

    def _pass_on(self, request: Request) -> None:
        if not self._view.over:
            self._connection.tell(request)

    def _end(self, stage: str) -> None:
        if self._become(msgspec.structs.replace(self._view, stage=stage)):
            self._tell(self._view)

    def _take(self, told: LoginView | str) -> None:
        if self._become(told if isinstance(told, LoginView) else self._failed()):
            self._tell(self._view)

    def _become(self, view: LoginView) -> bool:
        with self._lock:
            if self._view.over:
                return False
            self._view, self._told = view, True
            return True

    def _failed(self) -> LoginView:
        return msgspec.structs.replace(self._view, stage="failed", said=GONE)
