"""What a person can do about a call that failed: which sign-in would help, or where its credentials come from instead.

`errors` says what went wrong; here it is held against the configuration and the sessions, which tell whose matter it
is. A configuration that cannot be read is told as that, so nothing here fails because of it.
"""

from __future__ import annotations

import contextlib
import shlex
from pathlib import Path

import msgspec
from botocore.exceptions import BotoCoreError

from wizard.aws.config_files import place_of
from wizard.aws.credential_source import named, source_of
from wizard.aws.discovery import PORTAL
from wizard.aws.errors import MfaNeeded, SignInFailed, call_error, presentable
from wizard.aws.named import named_profile
from wizard.aws.portal import portal_of
from wizard.aws.providers import file_named
from wizard.aws.required_login import DENIED, login_for
from wizard.aws.response_check import of_aws
from wizard.aws.sessions import Sessions
from wizard.model import Call, CallError, Change, Login, Source


class Failures:
    """Of the calls that are made with these sessions."""

    def __init__(self, sessions: Sessions) -> None:
        self._sessions = sessions

    def explained(self, error: Exception, call: Call, *, lost: bool) -> CallError:
        """Whatever was raised, as one error. lost: the answer of an earlier try is not known either."""
        failed = _with_place(call_error(error, call), call.target.profile)
        if failed.code == "NotAws" and not isinstance(error, SignInFailed):
            failed = self._with_endpoint(failed, call)
        if isinstance(call, Change) and lost and not isinstance(error, SignInFailed):
            failed = msgspec.structs.replace(failed, unsure=True)
        if failed.unsure:
            return failed
        cause = error.error if isinstance(error, SignInFailed) else error
        login = _at_the_portal(call, failed) or self._login(cause, failed, call)
        if login is None and (failed.unauthenticated or isinstance(error, SignInFailed)):
            failed = named(failed, cause, self._source(call))
        failed = msgspec.structs.replace(failed, login=login)
        return self._elsewhere(failed) if login and login.kind == "portal" else failed

    def late(self, failed: CallError, call: Call) -> CallError:
        """A call that had no credentials in time: whoever gives them was late, and not AWS."""
        return named(failed, TimeoutError(), self._source(call))

    def _with_endpoint(self, failed: CallError, call: Call) -> CallError:
        """What came in place of an answer, with where it came from if that is not an address of AWS's own."""
        with contextlib.suppress(Exception):  # a client is there already; whatever else it says, the page came
            endpoint = str(self._sessions.client(call.target, call.service).meta.endpoint_url)
            if not of_aws(endpoint):
                return msgspec.structs.replace(failed, message=presentable(f"{failed.message}, from {endpoint}"))
        return failed

    def _elsewhere(self, failed: CallError) -> CallError:
        """The error, told as that where a sign-in has shown that the portal is not where the configuration says."""
        with contextlib.suppress(BotoCoreError):
            portal = portal_of(failed.login.name if failed.login else "", self._sessions.configuration())
            if portal and (portal.start_url, portal.region) in self._sessions.absent_portals:
                said = f"at {portal.start_url} in {portal.region}"
                source = Source(kind="portal", name=portal.name or portal.start_url)
                return msgspec.structs.replace(failed, code="PortalElsewhere", message=said, login=None, source=source)
        return failed

    def _source(self, call: Call) -> Source | None:
        with contextlib.suppress(BotoCoreError):
            return source_of(call.target.profile, self._sessions.configuration())
        return None

    def _login(self, cause: Exception, failed: CallError, call: Call) -> Login | None:
        if failed.code in DENIED and (call.target.role_name or self._sessions.took_a_code(call.target)):
            return None  # no other code would be let in
        device = cause.device if isinstance(cause, MfaNeeded) else ""
        with contextlib.suppress(BotoCoreError):
            config = self._sessions.configuration()
            return login_for(failed.code, failed.message, call.target.profile, config, device=device)
        return None


def _at_the_portal(call: Call, failed: CallError) -> Login | None:
    """The sign-in at the portal that was asked, where that is what is missing."""
    if call.service != "portal" or failed.code != "LoginExpired":
        return None
    name = call.parameters[PORTAL]
    return Login(kind="portal", name=name, command=f"aws sso login --sso-session {shlex.quote(name)}")


def _with_place(failed: CallError, profile: str) -> CallError:
    """A setting that cannot be used, with where its profile is: botocore names at most the profile."""
    name = profile or named_profile()[0] or "default"
    path = file_named("AWS_CONFIG_FILE", Path.home() / ".aws" / "config")
    if failed.code != "BadConfig" or str(path) in failed.message or not (place := place_of(name, path)):
        return failed
    said = f"{failed.message.rstrip('.')}. It comes from the environment or from profile {name}, {place}."
    return msgspec.structs.replace(failed, message=said)
