"""From a Target to a client: which profile, which role, which region.

Clients and the sessions behind them are made once and kept; botocore's own refreshing credentials renew an assumed
role before it runs out. Making a client is not thread-safe in botocore, so it stands behind one lock; calling one is,
and signing in stands outside that lock.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Mapping
from datetime import datetime
from functools import partial
from typing import Any

import botocore.session
from botocore.config import Config
from botocore.credentials import DeferredRefreshableCredentials

from wizard.aws.credential_session import CredentialSession, MfaPrompter
from wizard.aws.errors import SignInFailed
from wizard.aws.named import named_profile
from wizard.aws.providers import new_session
from wizard.aws.response_check import of_aws, refuse_what_is_not_aws
from wizard.aws.roles_present import RolesPresent, shared
from wizard.aws.service_models import model_loader
from wizard.host.timing import Timing
from wizard.model import Target
from wizard.resources.profiles import partition_of
from wizard.text import shapes
from wizard.text.redaction import hush

SESSION_NAME = "firetiger-onboard"
# Where a sign-in is made that belongs to no region.
ANY_REGION = "us-east-1"
# A credential_process may have to ask a person for a fingerprint or a touch; botocore would wait for ever.
SIGN_IN_READS = 2

CredentialKey = tuple[str, str, str]


class Sessions:
    """Keeps the credentials of each way in, and one client for each service and region of a profile, and of its roles.

    watch: called with every client, and what tells for whom its present call is made, so that whoever shows activity
    sees each HTTP call.
    """

    def __init__(self, timing: Timing, user_agent: str, watch: Callable[[Any, Callable[[], Target]], None]) -> None:
        hush()
        self._timing = timing
        self._user_agent = user_agent
        self._watch = watch
        self._lock = threading.RLock()
        self._held: dict[CredentialKey, CredentialSession] = {}
        self._clients: dict[tuple[Target, str, bool], Any] = {}
        self._roles = RolesPresent(lambda target: self.plain(target.profile, target.region))
        self._assumed_as: dict[CredentialKey, Mapping[str, str]] = {}
        # The portals (address, region) that AWS has said it does not have.
        self.absent_portals: set[tuple[str, str]] = set()
        # One for all sessions, so that each service's model is read once.
        self._loader = model_loader()

    def client(self, target: Target, service: str, *, retry: bool = True) -> Any:
        """The client for a service, signed in; ``retry=False`` sends once, whatever happens.

        A role's is shared with other roles: this thread's calls by it are made in this role until it asks for another.
        Raises SignInFailed where no credentials come, before anything was sent; else botocore's errors.
        """
        while True:
            credentials = self._session_of(target)
            credentials.sign_in(self._patience)
            with self._lock:
                if self._held.get(_key(target)) is credentials:  # else somebody has signed in anew meanwhile
                    if target.role_name:
                        self._roles.enter(target, credentials.credentials)
                    return self._kept_client(credentials, target, service, retry)

    def _kept_client(self, credentials: CredentialSession, target: Target, service: str, retry: bool) -> Any:
        key = (shared(target), service, retry)
        if key not in self._clients:
            boto = credentials.boto or self._roles.session(target)
            self._clients[key] = self._make(boto, target, service, retry)
        return self._clients[key]

    def unsigned(self, profile: str, service: str, region: str) -> Any:
        """A client for the protocols that sign in, which need no credentials; the profile's other settings hold."""
        # No keys are needed, so a profile that the environment names and that is not there is in nobody's way.
        session = self.plain(profile, region, named=not self._names_nobody())
        with self._lock:
            client: Any = session.create_client(
                service, region_name=region, config=Config(signature_version=botocore.UNSIGNED)
            )
        client.meta.events.register("before-parse", refuse_what_is_not_aws)
        self._watch(client, lambda: Target(region=region, profile=profile))
        return client

    def newly_assumed(self, target: Target) -> Mapping[str, str] | None:
        """Who a role's session is, as GetCallerIdentity would tell it, where it is obtained only now.

        AssumeRole has told that already. None where the session is held: whether it still works, AWS has to say.
        Raises SignInFailed.
        """
        credentials = self._session_of(target)
        if credentials.holds():
            return None
        credentials.sign_in(self._patience)
        return self._assumed_as.get(_key(target))

    def with_code(self, profile: str, code: str) -> None:
        """Sign in to a profile with a code of its MFA device; what is held of it afterwards is that session.

        Raises SignInFailed: the code was wrong, or something else is.
        """
        target = Target(profile=profile, region=ANY_REGION)
        credentials = self._fresh(target, with_code=True)
        credentials.give(code)
        credentials.sign_in(self._patience)
        with self._lock:
            self.drop(target)
            credentials.to_its_end()
            self._held[_key(target)] = credentials

    def took_a_code(self, target: Target) -> bool:
        """Whether the session that a target uses was made with a code."""
        with self._lock:
            credentials = self._held.get(_key(target))
        return credentials is not None and credentials.keep_to_its_end

    def is_signing_in(self, target: Target) -> bool:
        """Whether the credentials that a target uses, or those that it assumes its role with, are still awaited."""
        base = Target(profile=target.profile)
        with self._lock:
            several = [credentials for key in (_key(target), _key(base)) if (credentials := self._held.get(key))]
        return any(credentials.is_under_way() for credentials in several)

    def account_of(self, target: Target) -> str:
        """Whose the credentials are that a target uses now, as AWS said of them; "" where it has not been asked."""
        with self._lock:
            credentials = self._held.get(_key(target))
        return credentials.account if credentials else ""

    def belongs(self, target: Target, account: str) -> None:
        """AWS has said whose the credentials are that a target uses."""
        self._session_of(target).account = account

    def ends(self, target: Target) -> datetime | None:
        """When the session that a target uses ends; None where nobody has said, or none is held."""
        with self._lock:
            credentials = self._held.get(_key(target))
        return credentials.ends() if credentials else None

    def drop(self, target: Target) -> None:
        """Forget the session of a target and what was assumed with it: AWS says that it is over."""
        with self._lock:
            over = [
                key for key in self._held if key == _key(target) or (not target.role_name and key[0] == target.profile)
            ]
            for key in over:
                del self._held[key]
            for client in [one for one in self._clients if _key(one[0]) in over]:
                del self._clients[client]

    def forget(self) -> None:
        """Drop every session and client, to start from what is on disk; what took a person's code stays to its end."""
        with self._lock:
            to_their_end = (item for item in self._held.items() if item[1].keep_to_its_end and item[1].lasts())
            self._held = dict(to_their_end)
            self._clients = {key: client for key, client in self._clients.items() if _key(key[0]) in self._held}
            self._roles.forget()

    def configuration(self) -> Mapping[str, Any]:
        """The AWS configuration as it is on disk now, in botocore's form. Raises botocore's errors."""
        # Without botocore's handlers, which only calls need: registering them takes ten times as long as the reading.
        config: Mapping[str, Any] = botocore.session.Session(include_builtin_handlers=False).full_config
        return config

    def plain(self, profile: str, region: str = "", code: MfaPrompter | None = None, *, named: bool = True) -> Any:
        """A new session of a profile, with nothing held in it. named: see `new_session`."""
        config = self._config(retry=True)
        return new_session(
            profile,
            region,
            loader=self._loader,
            config=config,
            code=code or MfaPrompter(),
            patience=self._patience,
            named=named,
        )

    def _names_nobody(self) -> bool:
        """Whether the environment names a profile that is not there."""
        name = named_profile()[0]
        return bool(name) and name not in self.configuration().get("profiles", {})

    @property
    def _patience(self) -> float:
        return self._timing.read * SIGN_IN_READS

    def _make(self, boto: Any, target: Target, service: str, retry: bool) -> Any:
        make = partial(boto.client, service, region_name=target.region or None)
        client = make(config=self._config(retry))
        if service == "s3" and not of_aws(client.meta.endpoint_url):  # which rarely has a DNS name for each bucket
            client = make(config=self._config(retry).merge(Config(s3={"addressing_style": "path"})))
        client.meta.events.register("before-parse", refuse_what_is_not_aws)
        self._watch(client, self._roles.target if target.role_name else lambda: target)
        return client

    def _config(self, retry: bool) -> Config:
        return Config(
            connect_timeout=self._timing.connect,
            read_timeout=self._timing.read,
            retries={"mode": "standard", "total_max_attempts": self._timing.attempts if retry else 1},
            user_agent_extra=self._user_agent,
            max_pool_connections=32,
        )

    def _session_of(self, target: Target) -> CredentialSession:
        key = _key(target)
        with self._lock:
            if key not in self._held:
                self._held[key] = self._fresh(target)
            return self._held[key]

    def _fresh(self, target: Target, *, with_code: bool = False) -> CredentialSession:
        if target.role_name:
            return CredentialSession(own=_renewed_by(partial(self._assume, target)), operation="AssumeRole")
        code = MfaPrompter()
        session = self.plain(target.profile, target.region, code)
        if with_code and (device := device_of(session)):
            session._credentials = _renewed_by(partial(self._with_device, session, device, code))
        return CredentialSession(session, code)

    def _with_device(self, session: Any, device: str, code: MfaPrompter) -> dict[str, str]:
        """A session of long-lived keys with a second factor; AWS decides how long it lasts (twelve hours)."""
        keys = self.plain(session.profile or "").get_credentials()
        said = code(f"Enter MFA code for {device}: ")
        with self._lock:
            sts = session.create_client("sts", **_spelled_out(keys.get_frozen_credentials()))
        try:
            return _kept(sts.get_session_token(SerialNumber=device, TokenCode=said)["Credentials"])
        except Exception as error:  # noqa: BLE001 - passed on, with what it was about
            raise SignInFailed(error, "GetSessionToken") from None

    def _assume(self, target: Target) -> dict[str, str]:
        source = Target(profile=target.profile, region=target.region)
        try:
            answer = self.client(source, "sts").assume_role(
                RoleArn=f"arn:{partition_of(target.region)}:iam::{target.account}:role/{target.role_name}",
                RoleSessionName=SESSION_NAME,
                DurationSeconds=self._timing.assume,
            )
        except SignInFailed:
            raise
        except Exception as error:  # noqa: BLE001 - passed on, with what it was about
            raise SignInFailed(error, "AssumeRole") from None
        user = answer.get("AssumedRoleUser", {})
        if found := re.match(shapes.ASSUMED_ROLE_ARN, user.get("Arn", "")):
            identity = {"Account": found[1], "Arn": user["Arn"], "UserId": user.get("AssumedRoleId", "")}
            self._assumed_as[_key(target)] = identity
        return _kept(answer["Credentials"])


def device_of(session: Any) -> str:
    """The MFA device that a profile with keys of its own names; the AWS tools use it for roles alone."""
    profile = session.full_config.get("profiles", {}).get(session.profile or "default", {})
    return str(profile.get("mfa_serial", "")) if "role_arn" not in profile else ""


def _key(target: Target) -> CredentialKey:
    return (target.profile, target.account if target.role_name else "", target.role_name)


def _renewed_by(refresh: Callable[[], dict[str, str]]) -> DeferredRefreshableCredentials:
    return DeferredRefreshableCredentials(method="firetiger-onboard", refresh_using=refresh)


def _spelled_out(keys: Any) -> dict[str, str | None]:
    return {
        "aws_access_key_id": keys.access_key,
        "aws_secret_access_key": keys.secret_key,
        "aws_session_token": keys.token,
    }


def _kept(keys: Mapping[str, Any]) -> dict[str, str]:
    """AWS's answer as botocore's refreshing credentials take it."""
    return {
        "access_key": keys["AccessKeyId"],
        "secret_key": keys["SecretAccessKey"],
        "token": keys["SessionToken"],
        "expiry_time": keys["Expiration"].isoformat(),
    }
