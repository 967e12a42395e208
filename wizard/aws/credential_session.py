"""A way in: a session, and getting or renewing its credentials, once at a time and within a limit.

Signing in runs on a thread of its own for each way: a credential_process that hangs holds up those who wait for it, up
to a limit, and nobody else. Nothing here ever prompts. Where botocore would ask for an MFA code on the terminal it gets
the one that a person has given for this, once; without one MfaNeeded names the device.
"""

from __future__ import annotations

import re
import threading
from datetime import UTC, datetime
from typing import Any

import boto3
import botocore.session
from botocore.credentials import RefreshableCredentials
from botocore.exceptions import NoCredentialsError, RefreshWithMFAUnsupportedError

from wizard.aws.errors import MfaNeeded, SignInFailed
from wizard.host.threads import in_background

# A session that cannot be renewed without a person is used until so shortly before its end.
LAST_SECONDS = 15
DEVICE = re.compile(r"MFA code for (\S+?):? *$")


class MfaPrompter:
    """botocore's prompter: the code that a person gave for one sign-in, kept in memory until it is asked for."""

    def __init__(self) -> None:
        self._code = ""

    def give(self, code: str) -> None:
        """Answer the next question with this."""
        self._code = code

    def __call__(self, prompt: str) -> str:
        code, self._code = self._code, ""
        if not code:
            named = DEVICE.search(prompt)
            raise MfaNeeded(named[1] if named else "")
        return code


class CredentialSession:
    """Credentials and how they are got: those that a session finds, or a role's own, which operation makes."""

    def __init__(
        self,
        session: botocore.session.Session | None = None,
        code: MfaPrompter | None = None,
        own: RefreshableCredentials | None = None,
        operation: str = "",
    ) -> None:
        self._session: Any = session
        self._own = own
        self._operation = operation
        self._code = code or MfaPrompter()
        # One boto3 session for each of botocore's: a second one would add its extras to every class again.
        self.boto = boto3.Session(botocore_session=session) if session else None
        self._lock = threading.Lock()
        self._under_way: _SigningIn | None = None
        # Whether a person's code went into it, which nobody should have to type again without need.
        self.keep_to_its_end = False
        # Whose they are, once AWS has said so.
        self.account = ""

    @property
    def credentials(self) -> Any:
        """botocore's own, as far as they are held: None before anybody has looked for a session's."""
        return self._own or self._session._credentials

    def holds(self) -> bool:
        """Whether there are credentials that need not be renewed now."""
        return _holds(self.credentials)

    def ends(self) -> datetime | None:
        """When the session that is held ends; None where none is held, or nobody has said."""
        ends = getattr(self.credentials, "_expiry_time", None)
        return ends if isinstance(ends, datetime) else None

    def lasts(self) -> bool:
        """Whether there is a session that has not ended."""
        ends = self.ends()
        return self.credentials is not None and (ends is None or ends > datetime.now(UTC))

    def give(self, code: str) -> None:
        """The code for the next sign-in."""
        self._code.give(code)

    def to_its_end(self) -> None:
        """Use the session to its end: renewing it would take another code."""
        self.keep_to_its_end = True
        credentials = self.credentials
        credentials._advisory_refresh_timeout = credentials._mandatory_refresh_timeout = LAST_SECONDS

    def sign_in(self, seconds: float) -> None:
        """Have credentials that hold now. Raises SignInFailed."""
        with self._lock:
            if self._under_way is None:
                self._under_way = _SigningIn(self)
            signing_in = self._under_way
        finished = signing_in.finished.wait(seconds)
        if finished:
            self._forget(signing_in)
        signing_in.check(finished, seconds, self._operation)

    def is_under_way(self) -> bool:
        """Whether somebody still waits for credentials."""
        with self._lock:
            return self._under_way is not None and not self._under_way.finished.is_set()

    def found(self) -> Any:
        """The credentials, looked for where that was not done yet; None where there are none. Raises botocore's."""
        return self._own or self._session.get_credentials()

    def _forget(self, signing_in: _SigningIn) -> None:
        with self._lock:
            if self._under_way is signing_in:
                self._under_way = None


class _SigningIn:
    """One try to get or renew credentials."""

    def __init__(self, of: CredentialSession) -> None:
        self.finished = threading.Event()
        self._of = of
        self._error: Exception | None = None
        if of.holds():
            self.finished.set()
        else:
            in_background(self._run, "sign-in")

    def _run(self) -> None:
        try:
            credentials = self._of.found()
            if credentials is None:
                raise NoCredentialsError
            credentials.get_frozen_credentials()
        except RefreshWithMFAUnsupportedError:
            self._error = MfaNeeded()
        except Exception as error:  # noqa: BLE001 - whatever it is, the one who waits explains it
            self._error = error
        finally:
            self.finished.set()

    def check(self, finished: bool, seconds: float, operation: str) -> None:
        if not finished:
            late = TimeoutError(f"the credentials didn't come within {seconds:g} seconds")
            raise SignInFailed(late, operation)
        if isinstance(self._error, SignInFailed):
            # A new one for each thread that waits: an exception carries the traceback of its raising.
            raise SignInFailed(self._error.error, self._error.operation)
        if self._error is not None:
            raise SignInFailed(self._error)


def _holds(credentials: Any) -> bool:
    """Whether these are credentials that need not be renewed now."""
    if isinstance(credentials, RefreshableCredentials):
        return not credentials.refresh_needed()
    return credentials is not None
