"""Carries out the sign-ins that only a person can make: which flow a login needs, and what follows from its end."""

from __future__ import annotations

import contextlib
from collections.abc import Callable

from botocore.exceptions import BotoCoreError

from wizard.aws.login_flows import CodeFlow, CommandFlow, PortalFlow
from wizard.aws.portal import portal_of
from wizard.aws.required_login import trace
from wizard.aws.sessions import Sessions
from wizard.host.timing import Timing
from wizard.model import Login, LoginFlow, LoginView

Tell = Callable[[LoginView], None]


class SignIn:
    """The model's LoginProvider, over the sessions that the gateway uses."""

    def __init__(self, sessions: Sessions, timing: Timing) -> None:
        self._sessions, self._timing = sessions, timing

    def begin(self, login: Login, tell: Tell) -> LoginFlow:
        """Start it; a portal that the configuration no longer describes is signed in to by its command."""
        if login.kind == "code":
            return CodeFlow(login, tell, self._sessions)
        portal = None
        if login.kind == "portal":
            with contextlib.suppress(BotoCoreError):  # a configuration that cannot be read describes none
                portal = portal_of(login.name, self._sessions.configuration())
        if portal is None:
            return CommandFlow(login, tell)
        return PortalFlow(login, self._then_forget(tell), self._sessions, portal, self._timing)

    def _then_forget(self, tell: Tell) -> Tell:
        def told(view: LoginView) -> None:
            if view.stage == "done":
                self._sessions.forget()
            tell(view)

        return told

    def forget(self) -> None:
        """Drop every session that is held, but those that took a code."""
        self._sessions.forget()

    def trace(self) -> object:
        """Changes when somebody signs in with other tools."""
        return trace()
