"""From a Target to a client: which profile, which role, which region.

Clients and the sessions behind them are made once and kept; botocore's own refreshing credentials renew an assumed
role before it runs out. Making a client is not thread-safe in botocore, so it stands behind one lock; calling one is.
Nothing here ever prompts: where botocore would ask for an MFA code on the terminal, MfaNeeded is raised.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from functools import partial
from typing import Any
from urllib.parse import urlsplit

import boto3
import botocore.session
from botocore.config import Config
from botocore.credentials import AssumeRoleCredentialFetcher, DeferredRefreshableCredentials

from wizard.aws.errors import MfaNeeded, refuse_web_pages
from wizard.model import Target
from wizard.timing import Timing

SESSION_NAME = "firetiger-onboard"
AWS_HOSTS = (".amazonaws.com", ".amazonaws.com.cn", ".api.aws")


class Sessions:
    """Keeps one botocore session for each way in, and one client for each of its services and regions.

    watch: called with every client's event emitter, so that whoever shows activity sees each HTTP call.
    """

    def __init__(self, timing: Timing, user_agent: str, watch: Callable[[Any, Target], None]) -> None:
        self._timing = timing
        self._user_agent = user_agent
        self._watch = watch
        self._lock = threading.RLock()
        self._sessions: dict[tuple[str, str, str], boto3.Session] = {}
        self._clients: dict[tuple[Target, str, bool], Any] = {}
        self._loader = botocore.session.Session().get_component("data_loader")

    def client(self, target: Target, service: str, *, retry: bool = True) -> Any:
        """The client for a service; ``retry=False`` sends once, whatever happens. Raises botocore's errors."""
        key = (target, service, retry)
        with self._lock:
            if key not in self._clients:
                self._clients[key] = self._make(target, service, retry)
            return self._clients[key]

    def forget(self) -> None:
        """Drop every session and client: somebody signed in anew."""
        with self._lock:
            self._sessions.clear()
            self._clients.clear()

    def _make(self, target: Target, service: str, retry: bool) -> Any:
        session: Any = self._session(target)
        make = partial(session.client, service, region_name=target.region or None)
        client = make(config=self._config(retry))
        if service == "s3" and not urlsplit(client.meta.endpoint_url).netloc.endswith(AWS_HOSTS):
            # A custom endpoint rarely has a DNS name for each bucket.
            client = make(config=self._config(retry).merge(Config(s3={"addressing_style": "path"})))
        client.meta.events.register("before-parse", refuse_web_pages)
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

    def _session(self, target: Target) -> boto3.Session:
        key = (target.profile, target.account if target.role_name else "", target.role_name)
        if key not in self._sessions:
            session = self._assumed(target) if target.role_name else self._plain(target.profile)
            # One boto3 session for each of botocore's: a second one would add its extras to every class again.
            self._sessions[key] = boto3.Session(botocore_session=session)
        return self._sessions[key]

    def _plain(self, profile: str) -> botocore.session.Session:
        session = botocore.session.Session(profile=profile or None)
        session.register_component("data_loader", self._loader)
        provider = session.get_component("credential_provider").get_provider("assume-role")
        provider._prompter = _refuse_to_prompt  # botocore has no public way to say "never ask on the terminal"
        return session

    def _assumed(self, target: Target) -> botocore.session.Session:
        source: Any = self._session(Target(profile=target.profile))
        session: Any = botocore.session.Session()
        session.register_component("data_loader", self._loader)
        fetcher = AssumeRoleCredentialFetcher(
            client_creator=self._sts_of(Target(profile=target.profile, region=target.region)),
            source_credentials=source.get_credentials(),
            role_arn=f"arn:aws:iam::{target.account}:role/{target.role_name}",
            extra_args={"RoleSessionName": SESSION_NAME, "DurationSeconds": self._timing.assume},
        )
        session._credentials = DeferredRefreshableCredentials(
            method="sts-assume-role", refresh_using=fetcher.fetch_credentials
        )
        assumed: botocore.session.Session = session
        return assumed

    def _sts_of(self, source: Target) -> Callable[..., Any]:
        # The fetcher hands over frozen keys of the source; the source's own client already signs with them.
        return lambda *_args, **_keys: self.client(source, "sts")


def _refuse_to_prompt(_prompt: str) -> str:
    raise MfaNeeded("this profile asks for an MFA code")
