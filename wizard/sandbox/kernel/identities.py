"""Who is calling: from an access key to a principal, as AWS's own front door finds out.

Long-lived keys of IAM users live in moto's IAM backends, so that a key made with CreateAccessKey works at
once; the root user's keys and temporary sessions are kept here. Signatures are not verified: this
sandbox tells callers apart, it does not keep anybody out. The secret of a key is therefore never
looked at, and a wrong one goes unnoticed.
"""

from __future__ import annotations

import secrets
import string
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Literal, TypeAlias

from wizard.sandbox.kernel.iam import accounts, iam_of, users_of
from wizard.sandbox.kernel.scenario import Scenario

Kind: TypeAlias = Literal["user", "role", "root", "service", "anonymous"]

_ALPHABET = string.ascii_uppercase + "234567"


@dataclass(frozen=True)
class Principal:
    """An identity of an account, or a service of AWS, whose name is its `arn`.

    `role_arn` is the role behind a session, `session` the session policies that it was assumed with (None without any),
    `tags` its session tags.
    """

    account: str
    arn: str
    user_id: str
    kind: Kind
    access_key_id: str
    mfa: bool = False
    role_arn: str = ""
    session_token: str = ""
    expires: datetime | None = None
    issued: datetime | None = None
    session: tuple[str, ...] | None = None
    tags: tuple[tuple[str, str], ...] = ()


# Who calls what needs no signature: the sign-in itself.
ANONYMOUS = Principal("", "anonymous", "", "anonymous", "")


@dataclass(frozen=True)
class Credentials:
    """A temporary key, as STS hands it out."""

    access_key_id: str
    secret_access_key: str
    session_token: str
    expires: datetime

    def answer(self) -> dict[str, Any]:
        return {
            "AccessKeyId": self.access_key_id,
            "SecretAccessKey": self.secret_access_key,
            "SessionToken": self.session_token,
            "Expiration": self.expires,
        }


def unique(prefix: str, length: int = 20) -> str:
    """An identifier as IAM makes them: a prefix that tells the kind, and letters."""
    return prefix + "".join(secrets.choice(_ALPHABET) for _ in range(length - len(prefix)))


def lasting(scenario: Scenario, asked: int) -> int:
    """How many seconds a session lasts: what was asked for, unless the scenario's `[sessions]` knows better."""
    return int(scenario.table("sessions").get("seconds", asked))


class Identities:
    """Every access key that the sandbox honours."""

    def __init__(self) -> None:
        self._own: dict[str, Principal] = {}

    def root(self, account: str, access_key_id: str) -> None:
        """Gives the root user of an account an access key."""
        arn = f"arn:aws:iam::{account}:root"
        self._own[access_key_id] = Principal(account, arn, account, "root", access_key_id)

    def session(self, principal: Principal, expires: datetime, issued: datetime | None = None) -> Credentials:
        """Temporary credentials for that principal."""
        made = Credentials(unique("ASIA"), secrets.token_urlsafe(30), secrets.token_urlsafe(96), expires)
        self._own[made.access_key_id] = Principal(
            **{
                **vars(principal),
                "access_key_id": made.access_key_id,
                "session_token": made.session_token,
                "expires": expires,
                "issued": issued,
            }
        )
        return made

    def expire(self, now: datetime) -> None:
        """Ends every session now. Its key stays known: what has expired is told from what never was."""
        for key, principal in self._own.items():
            if principal.expires is not None:
                self._own[key] = replace(principal, expires=now)

    def find(self, access_key_id: str) -> Principal | None:
        """Who this key belongs to; None for a key that AWS would not know either."""
        return self._own.get(access_key_id) or _user(access_key_id)

    def owner(self, access_key_id: str) -> str | None:
        """The account of a key, as GetAccessKeyInfo tells it."""
        found = self.find(access_key_id)
        return found.account if found else None


def make_user(account: str, name: str, access_key_id: str, secret: str, policy_arn: str) -> None:
    """An IAM user in moto with a fixed access key and one managed policy."""
    iam = iam_of(account)
    user = iam.create_user("us-east-1", name, "/", None)
    user.id = unique("AIDA", 21)
    iam.attach_user_policy(policy_arn, name)
    key = user.create_access_key("AKIA")
    key.access_key_id, key.secret_access_key = access_key_id, secret
    iam.access_keys[access_key_id] = key


def _user(access_key_id: str) -> Principal | None:
    for account in accounts():
        for user in users_of(account):
            if any(key.access_key_id == access_key_id and key.status == "Active" for key in user.access_keys):
                return Principal(account, user.arn, user.id, "user", access_key_id)
    return None
