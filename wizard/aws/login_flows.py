"""Sign-ins under way: each a thread of its own that talks to AWS and tells a view; a person answers at the front end.

None holds the process: the threads are daemons, and a cancelled one ends at its next look. The clock and the pauses are
the policy's, so that tests run the same code faster.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime

import msgspec

from wizard.aws.errors import SignInFailed, call_error
from wizard.aws.portal import SLOWER, Authorization, NotKept, Pending, Portal, authorize, check_cache, redeem
from wizard.aws.sessions import Sessions
from wizard.host.threads import in_background
from wizard.host.timing import Timing
from wizard.model import Login, LoginView, Read, Target

Tell = Callable[[LoginView], None]

NOTHING_TO_CALL = Read(target=Target(), service="sign-in", operation="")
WRONG_CODE = "invalid MFA one time pass code"
# A dropped line is no answer: the person may be about to allow it (RFC 8628, section 3.5).
NO_ANSWER = ("Timeout", "Unreachable", "NotAws")
SAID = {
    "AccessDeniedException": "It was denied in the browser.",
    "ExpiredTokenException": "The code expired before it was allowed.",
    "InvalidRequestException": "This address has no access portal in this region.",
    "Unreachable": "The portal can't be reached; check the network.",
    "Timeout": "The portal didn't answer in time.",
    "NotAws": "Something other than AWS answered.",
    "ProxyFailed": "The proxy can't be reached.",
    "TlsFailed": "The secure connection to AWS failed.",
}


class _Flow:
    """What all have in common: a view that is told when it changes, and an end."""

    def __init__(self, login: Login, tell: Tell) -> None:
        self._tell = tell
        self._lock = threading.Lock()
        self._over = threading.Event()
        self._view = LoginView(login=login, stage="starting")

    @property
    def view(self) -> LoginView:
        """How it stands now."""
        return self._view

    def give(self, code: str) -> None:
        """Only a device's flow takes codes."""

    def cancel(self) -> None:
        """The person thought better of it."""
        self._become(stage="cancelled")

    def overtaken(self) -> None:
        """Something was signed in to with other tools meanwhile."""
        self._become(stage="elsewhere")

    def _become(self, **changes: object) -> None:
        with self._lock:
            if self._view.over:
                return
            view = self._view = msgspec.structs.replace(self._view, **changes)
            if view.over:
                self._over.set()
        self._tell(view)

    def _failed(self, error: Exception) -> None:
        self._become(stage="failed", said=sentence(error))


class PortalFlow(_Flow):
    """A person allows it in a browser, anywhere; this side asks until they have."""

    def __init__(self, login: Login, tell: Tell, sessions: Sessions, portal: Portal, timing: Timing) -> None:
        super().__init__(login, tell)
        self._sessions, self._portal, self._timing = sessions, portal, timing
        in_background(self._run, "sign-in-portal")

    def _run(self) -> None:
        profile = self._view.login.profile
        try:
            check_cache()
            waiting = authorize(self._sessions, self._portal, profile, datetime.now(UTC))
            self._become(
                stage="browser",
                address=waiting.address,
                plain_address=waiting.plain_address,
                user_code=waiting.user_code,
                until=waiting.until,
            )
            self._wait_for(waiting, profile)
        except Exception as error:  # noqa: BLE001 - every failure becomes a sentence
            self._remember(error)
            self._failed(error)

    def _remember(self, error: Exception) -> None:
        """That there is no such portal; whoever asks for its accounts or roles is told so from then on."""
        said = call_error(error, NOTHING_TO_CALL)
        if (said.operation, said.code) == ("StartDeviceAuthorization", "InvalidRequestException"):
            self._sessions.absent_portals.add((self._portal.start_url, self._portal.region))

    def _wait_for(self, waiting: Authorization, profile: str) -> None:
        every = waiting.every
        while not self._over.wait(every * self._timing.pause):
            if time.time() >= waiting.until:
                self._become(stage="failed", said=SAID["ExpiredTokenException"])
                return
            try:
                redeem(self._sessions, self._portal, profile, waiting, datetime.now(UTC))
            except Pending as pending:
                every += SLOWER if pending.slower else 0
            except Exception as error:
                if not _is_no_answer(error):
                    raise
                every += SLOWER
            else:
                self._become(stage="done")


class CodeFlow(_Flow):
    """A code of an MFA device; a wrong one can be given again."""

    def __init__(self, login: Login, tell: Tell, sessions: Sessions) -> None:
        super().__init__(login, tell)
        self._sessions = sessions
        self._view = LoginView(login=login, stage="code")

    def give(self, code: str) -> None:
        """Try this code."""
        self._become(stage="checking", said="")
        in_background(lambda: self._try(code), "sign-in-code")

    def _try(self, code: str) -> None:
        try:
            self._sessions.with_code(self._view.login.profile, code)
        except Exception as error:  # noqa: BLE001 - every failure becomes a sentence
            if _is_wrong_code(error):
                said = "AWS refused this code. Wait until the device shows the next one."
                self._become(stage="code", said=said)
            else:
                self._failed(error)
        else:
            self._become(stage="done")


class CommandFlow(_Flow):
    """The person runs a command elsewhere; that it was run is noticed by the files that it changes."""

    def __init__(self, login: Login, tell: Tell) -> None:
        super().__init__(login, tell)
        self._view = LoginView(login=login, stage="command")


def sentence(error: Exception) -> str:
    """Why it failed, without anything secret."""
    if isinstance(error, NotKept):
        return str(error)
    said = call_error(error, NOTHING_TO_CALL)
    return SAID.get(said.code) or f"{said.code}: {said.message}"[:300]


def _is_no_answer(error: Exception) -> bool:
    said = call_error(error, NOTHING_TO_CALL)
    return said.code in NO_ANSWER or said.status >= 500


def _is_wrong_code(error: Exception) -> bool:
    cause = error.error if isinstance(error, SignInFailed) else error
    said = call_error(cause, NOTHING_TO_CALL)
    return WRONG_CODE in said.message
