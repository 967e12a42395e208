"""A role's credentials for whoever asked for them by name: the one place where they come out of boto3.

It is for the command whose product they are, in its own process; every other call goes through the gateway's reads,
which leave them out.
"""

from __future__ import annotations

from typing import Any

from wizard.aws.gateway import Gateway
from wizard.aws.sessions import device_of
from wizard.model import Read, Target
from wizard.model.secret import RoleSession, Secret


def open_role_session(gateway: Gateway, read: Read) -> RoleSession:
    """The session that AssumeRole gives. Raises CallFailed."""
    answer = gateway.revealed(read)
    keys, user = answer["Credentials"], answer["AssumedRoleUser"]
    return RoleSession(
        arn=user["Arn"],
        id=user["AssumedRoleId"],
        key_id=Secret(keys["AccessKeyId"]),
        secret_key=Secret(keys["SecretAccessKey"]),
        token=Secret(keys["SessionToken"]),
        expires=keys["Expiration"],
    )


def device_of_profile(gateway: Gateway, profile: str) -> str:
    """The MFA device of a profile's long-lived keys; "" where it names none. Raises botocore's errors."""
    session: Any = gateway.sessions.plain(profile)
    return device_of(session)


def give_code(gateway: Gateway, target: Target, code: str) -> None:
    """Sign in to a profile that wants a code itself. Raises SignInFailed."""
    gateway.sessions.with_code(target.profile, code)
