"""IAM Identity Center's access portal: who may enter which account, and the tokens that say who it is.

One person, ada, has the accounts and permission sets of the scenario's `[portal]` table. A client registers, gets a
device code, and once ada has allowed it on the sandbox's own page, a token. What the codes and tokens are for is told
by the operations (`sso_oidc.py`, `sso.py`); here is only what is remembered.

Lifetimes are in real seconds at every pace: clients compare them with their own clocks.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, Literal, TypeAlias

Decision: TypeAlias = Literal["pending", "allow", "deny"]

DEVICE_SECONDS = 600
TOKEN_SECONDS = 3600
# How long one signs in for, as far as AWS has not been told otherwise: refreshing ends with it.
SIGN_IN_SECONDS = 8 * 3600
CLIENT_SECONDS = 90 * 86400
# As AWS demands: without this scope there is a token, and no way to refresh it.
REFRESHABLE = "sso:account:access"

_CONSONANTS = "BCDFGHJKLMNPQRSTVWXZ"


@dataclass(frozen=True)
class Assignment:
    """An account that ada may enter, and the permission sets that she may enter it by."""

    account: str
    name: str
    email: str
    roles: tuple[str, ...]


@dataclass(frozen=True)
class Client:
    """A registered client. grants: the grant types that it restricts itself to, none for no restriction."""

    name: str
    id: str
    secret: str
    expires: datetime
    scopes: frozenset[str] = frozenset()
    grants: frozenset[str] = frozenset()


@dataclass
class Device:
    """A device authorization under way. polled: when its client last asked for the token."""

    code: str
    user_code: str
    client: str
    expires: datetime
    decision: Decision = "pending"
    polled: datetime | None = None
    spent: bool = False


@dataclass
class Token:
    """An access token. refresh: what gets another one for the same sign-in, "" where that is not allowed."""

    access: str
    refresh: str
    client: str
    expires: datetime
    signed_in_until: datetime


@dataclass
class Portal:
    """The access portal of one sandbox. start_url is "" where there is none."""

    start_url: str = ""
    region: str = ""
    token_seconds: int = TOKEN_SECONDS
    refresh: bool = True
    interval: int = 1
    assignments: dict[str, Assignment] = field(default_factory=dict)
    clients: dict[str, Client] = field(default_factory=dict)
    devices: dict[str, Device] = field(default_factory=dict)
    tokens: list[Token] = field(default_factory=list)

    def register(
        self, name: str, now: datetime, scopes: frozenset[str], grants: frozenset[str] = frozenset()
    ) -> Client:
        """A new client, whose secret is good for ninety days."""
        expires = now + timedelta(seconds=CLIENT_SECONDS)
        client = Client(name, secrets.token_urlsafe(16), secrets.token_urlsafe(64), expires, scopes, grants)
        self.clients[client.id] = client
        return client

    def authorize(self, client: Client, now: datetime) -> Device:
        """A device code, and the user code that a person recognises it by."""
        expires = now + timedelta(seconds=DEVICE_SECONDS)
        device = Device(secrets.token_urlsafe(32), _user_code(), client.id, expires)
        self.devices[device.code] = device
        return device

    def sign_in(self, client: Client, now: datetime, seconds: int | None = None) -> Token:
        """A token for ada by that client."""
        refreshable = self.refresh and REFRESHABLE in client.scopes
        refresh = secrets.token_urlsafe(48) if refreshable else ""
        until = now + timedelta(seconds=SIGN_IN_SECONDS)
        expires = now + timedelta(seconds=self.token_seconds if seconds is None else seconds)
        return self._issue(Token(_access_token(), refresh, client.id, expires, until))

    def renew(self, token: Token, now: datetime) -> Token:
        """Another token of the same sign-in; the one there was goes on to its own end."""
        expires = now + timedelta(seconds=self.token_seconds)
        return self._issue(replace(token, access=_access_token(), expires=expires))

    def sign_out(self, token: Token) -> None:
        """Ends a sign-in, with every token it has had."""
        self.tokens = [each for each in self.tokens if each is not token and not _same_sign_in(each, token)]

    def _issue(self, token: Token) -> Token:
        self.tokens.append(token)
        return token

    def device_of(self, user_code: str, now: datetime) -> Device | None:
        """The authorization that waits under this user code, however a person has typed it."""
        typed = "".join(user_code.upper().split()).replace("-", "")
        waiting = (each for each in self.devices.values() if each.expires > now and each.decision == "pending")
        return next((each for each in waiting if each.user_code.replace("-", "") == typed), None)

    def bearer(self, access: str, now: datetime) -> Token | None:
        """The sign-in that an access token proves; None for one that is unknown or over."""
        return next((each for each in self.tokens if each.access == access and each.expires > now), None)

    def expire(self, now: datetime, *, refresh_tokens: bool, device_codes: bool) -> None:
        """Ends every access token now, and what else is asked for."""
        for token in self.tokens:
            token.expires = now
            if refresh_tokens:
                token.signed_in_until = now
        for device in self.devices.values() if device_codes else ():
            device.expires = now


def portal(settings: dict[str, Any]) -> Portal:
    """The portal that a scenario's `[portal]` table describes, nobody assigned to anything yet."""
    return Portal(
        start_url=str(settings.get("start_url", "")),
        region=str(settings.get("region", "us-east-1")),
        token_seconds=int(settings.get("token_seconds", TOKEN_SECONDS)),
        refresh=bool(settings.get("refresh", True)),
        interval=int(settings.get("interval", 1)),
    )


def _same_sign_in(one: Token, other: Token) -> bool:
    return bool(one.refresh) and one.refresh == other.refresh


def _access_token() -> str:
    return "aoaAAAA" + secrets.token_urlsafe(96)


def _user_code() -> str:
    letters = [secrets.choice(_CONSONANTS) for _ in range(8)]
    return "".join(letters[:4]) + "-" + "".join(letters[4:])
