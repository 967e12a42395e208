"""From a Target to a client: which profile, which role, which region.

Clients and the sessions behind them are made once and kept; botocore's own refreshing credentials renew an assumed
role before it runs out. Making a client is not thread-safe in botocore, so it stands behind one lock; calling one is.
Signing in stands outside that lock, on a thread of its own for each way in: a credential_process that hangs holds up
those who wait for it, up to a limit, and nobody else. Nothing here ever prompts: where botocore would ask for an MFA
code on the terminal, MfaNeeded is raised, and a credential_process finds no terminal to ask on.
"""

from __future__ import annotations

import os
import re
import subprocess
import threading
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any
from urllib.parse import urlsplit

import boto3
import botocore.session
from botocore.config import Config
from botocore.credentials import DeferredRefreshableCredentials, RefreshableCredentials
from botocore.exceptions import NoCredentialsError
from botocore.loaders import create_loader

from wizard.aws.answers import refuse_what_is_not_aws
from wizard.aws.errors import MfaNeeded, SignInFailed
from wizard.model import Target
from wizard.redaction import hush
from wizard.threads import in_background
from wizard.timing import Timing

SESSION_NAME = "firetiger-onboard"
ASSUMED = re.compile(r"arn:[\w-]+:sts::(\d{12}):assumed-role/")
AWS_HOSTS = (".amazonaws.com", ".amazonaws.com.cn", ".api.aws")
# A credential_process may have to ask a person for a fingerprint or a touch; botocore would wait for ever.
SIGN_IN_READS = 2


class Sessions:
    """Keeps one botocore session for each way in, and one client for each of its services and regions.

    watch: called with every client's event emitter, so that whoever shows activity sees each HTTP call.
    """

    def __init__(self, timing: Timing, user_agent: str, watch: Callable[[Any, Target], None]) -> None:
        hush()
        self._timing = timing
        self._user_agent = user_agent
        self._watch = watch
        self._lock = threading.RLock()
        self._ways: dict[tuple[str, str, str], _WayIn] = {}
        self._clients: dict[tuple[Target, str, bool], Any] = {}
        self._assumed_as: dict[tuple[str, str, str], Mapping[str, str]] = {}
        # One for all sessions, so that each service's model is read once.
        self._loader = create_loader(os.environ.get("AWS_DATA_PATH"))

    def client(self, target: Target, service: str, *, retry: bool = True) -> Any:
        """The client for a service, signed in; ``retry=False`` sends once, whatever happens.

        Raises SignInFailed where no credentials come, before anything was sent; else botocore's errors.
        """
        way = self._way(target)
        way.sign_in(self._timing.read * SIGN_IN_READS)
        key = (target, service, retry)
        with self._lock:
            if key not in self._clients:
                self._clients[key] = self._make(way, target, service, retry)
            return self._clients[key]

    def newly_assumed(self, target: Target) -> Mapping[str, str] | None:
        """Who a role's session is, as GetCallerIdentity would tell it, where it is obtained only now.

        AssumeRole has told that already. None where the session is held: whether it still works, AWS has to say.
        Raises SignInFailed.
        """
        way = self._way(target)
        if way.holds():
            return None
        way.sign_in(self._timing.read * SIGN_IN_READS)
        return self._assumed_as.get((target.profile, target.account, target.role_name))

    def forget(self) -> None:
        """Drop every session and client: somebody signed in anew."""
        with self._lock:
            self._ways.clear()
            self._clients.clear()

    def _make(self, way: _WayIn, target: Target, service: str, retry: bool) -> Any:
        boto: Any = way.boto
        make = partial(boto.client, service, region_name=target.region or None)
        client = make(config=self._config(retry))
        if service == "s3" and not urlsplit(client.meta.endpoint_url).netloc.endswith(AWS_HOSTS):
            # A custom endpoint rarely has a DNS name for each bucket.
            client = make(config=self._config(retry).merge(Config(s3={"addressing_style": "path"})))
        client.meta.events.register("before-parse", refuse_what_is_not_aws)
        self._watch(client.meta.events, target)
        return client

    def _config(self, retry: bool) -> Config:
        return Config(
            connect_timeout=self._timing.connect,
            read_timeout=self._timing.read,
            retries={"mode": "standard", "total_max_attempts": self._timing.attempts if retry else 1},
            user_agent_extra=self._user_agent,
            max_pool_connections=32,
        )

    def _way(self, target: Target) -> _WayIn:
        key = (target.profile, target.account if target.role_name else "", target.role_name)
        with self._lock:
            if key not in self._ways:
                self._ways[key] = _WayIn(self._assumed(target) if target.role_name else self._plain(target))
            return self._ways[key]

    def _plain(self, target: Target) -> botocore.session.Session:
        session: Any = botocore.session.Session(profile=target.profile or None)
        session.register_component("data_loader", self._loader)
        if session.get_config_variable("region") is None:
            # A profile that assumes a role by itself asks STS in the session's region, and fails without one.
            session.set_config_variable("region", target.region or None)
        # botocore has no public way to say "never ask on the terminal".
        providers = session.get_component("credential_provider")
        providers.get_provider("assume-role")._prompter = _refuse_to_prompt
        providers.get_provider("custom-process")._popen = _without_terminal
        plain: botocore.session.Session = session
        return plain

    def _assumed(self, target: Target) -> botocore.session.Session:
        # The profile's other settings (certificates, endpoints, FIPS) hold for the calls of the role too.
        session: Any = botocore.session.Session(profile=target.profile or None)
        session.register_component("data_loader", self._loader)
        session._credentials = DeferredRefreshableCredentials(
            method="sts-assume-role", refresh_using=partial(self._assume, target)
        )
        assumed: botocore.session.Session = session
        return assumed

    def _assume(self, target: Target) -> dict[str, str]:
        source = Target(profile=target.profile, region=target.region)
        try:
            answer = self.client(source, "sts").assume_role(
                RoleArn=f"arn:aws:iam::{target.account}:role/{target.role_name}",
                RoleSessionName=SESSION_NAME,
                DurationSeconds=self._timing.assume,
            )
        except SignInFailed:
            raise
        except Exception as error:  # noqa: BLE001 - passed on, with what it was about
            raise SignInFailed(error, "AssumeRole") from None
        keys, user = answer["Credentials"], answer.get("AssumedRoleUser", {})
        if found := ASSUMED.match(user.get("Arn", "")):
            identity = {"Account": found[1], "Arn": user["Arn"], "UserId": user.get("AssumedRoleId", "")}
            self._assumed_as[target.profile, target.account, target.role_name] = identity
        return {
            "access_key": keys["AccessKeyId"],
            "secret_key": keys["SecretAccessKey"],
            "token": keys["SessionToken"],
            "expiry_time": keys["Expiration"].isoformat(),
        }


class _WayIn:
    """A session, and signing in to it: once at a time, on a thread of its own, waited for with a limit."""

    def __init__(self, session: botocore.session.Session) -> None:
        self._session = session
        # One boto3 session for each of botocore's: a second one would add its extras to every class again.
        self.boto = boto3.Session(botocore_session=session)
        self._lock = threading.Lock()
        self._under_way: _SigningIn | None = None

    def holds(self) -> bool:
        """Whether there are credentials that need not be renewed now."""
        return _holds(self._session)

    def sign_in(self, seconds: float) -> None:
        """Have credentials that hold now. Raises SignInFailed."""
        with self._lock:
            if self._under_way is None:
                self._under_way = _SigningIn(self._session)
            signing_in = self._under_way
        finished = signing_in.finished.wait(seconds)
        if finished:
            self._forget(signing_in)
        signing_in.check(finished, seconds)

    def _forget(self, signing_in: _SigningIn) -> None:
        with self._lock:
            if self._under_way is signing_in:
                self._under_way = None


class _SigningIn:
    """One try to get or renew the credentials of a session."""

    def __init__(self, session: botocore.session.Session) -> None:
        self.finished = threading.Event()
        self._session = session
        self._error: Exception | None = None
        if _holds(session):
            self.finished.set()
        else:
            in_background(self._run, "sign-in")

    def _run(self) -> None:
        try:
            credentials = self._session.get_credentials()
            if credentials is None:
                raise NoCredentialsError
            credentials.get_frozen_credentials()
        except Exception as error:  # noqa: BLE001 - whatever it is, the one who waits explains it
            self._error = error
        finally:
            self.finished.set()

    def check(self, finished: bool, seconds: float) -> None:
        if not finished:
            raise SignInFailed(TimeoutError(f"the credentials did not come within {seconds:g} seconds"))
        if isinstance(self._error, SignInFailed):
            # A new one for each thread that waits: an exception carries the traceback of its raising.
            raise SignInFailed(self._error.error, self._error.operation)
        if self._error is not None:
            raise SignInFailed(self._error)


def _holds(session: Any) -> bool:
    """Whether the session has credentials that need not be renewed now."""
    credentials = session._credentials
    if isinstance(credentials, RefreshableCredentials):
        return not credentials.refresh_needed()
    return credentials is not None


def _refuse_to_prompt(_prompt: str) -> str:
    raise MfaNeeded("this profile asks for an MFA code")


def _without_terminal(command: list[str], **more: Any) -> subprocess.Popen[bytes]:
    """A credential_process that would read the keys meant for the wizard reads the end of a file instead."""
    return subprocess.Popen(command, stdin=subprocess.DEVNULL, start_new_session=True, **more)
