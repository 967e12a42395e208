"""The credentials of a role as a shell, a program or the AWS tools take them.

This is what the one command prints whose product credentials are; nobody else has a `RoleSession` to give.
"""

from __future__ import annotations

import json
import shlex
from collections.abc import Callable, Mapping
from datetime import UTC

from wizard.model.secret import RoleSession


def variables(session: RoleSession, region: str = "") -> dict[str, str]:
    """The environment in which every AWS tool uses the session. region: "" for none."""
    places = {"AWS_REGION": region, "AWS_DEFAULT_REGION": region} if region else {}
    return {
        "AWS_ACCESS_KEY_ID": session.key_id.reveal(),
        "AWS_SECRET_ACCESS_KEY": session.secret_key.reveal(),
        "AWS_SESSION_TOKEN": session.token.reveal(),
        "AWS_CREDENTIAL_EXPIRATION": _ends(session),
        **places,
    }


def as_env(exports: Mapping[str, str]) -> str:
    """For sh, bash and zsh: ``eval "$(…)"``. exports: the variables, and what has to stand beside them."""
    return "".join(f"export {name}={shlex.quote(value)}\n" for name, value in exports.items())


def as_fish(exports: Mapping[str, str]) -> str:
    """For fish: ``… | source``."""
    return "".join(f"set -gx {name} {_fish(value)}\n" for name, value in exports.items())


def as_powershell(exports: Mapping[str, str]) -> str:
    """For PowerShell: ``… | Invoke-Expression``."""
    return "".join(f"$Env:{name} = '{value.replace(chr(39), chr(39) * 2)}'\n" for name, value in exports.items())


def as_json(session: RoleSession, exports: Mapping[str, str]) -> str:
    """As ``aws sts assume-role`` prints it; and the rest of the variables, where there are some."""
    rest = {name: value for name, value in exports.items() if name not in variables(session)}
    keys = {
        "AccessKeyId": session.key_id.reveal(),
        "SecretAccessKey": session.secret_key.reveal(),
        "SessionToken": session.token.reveal(),
        "Expiration": _ends(session),
    }
    user = {"AssumedRoleId": session.id, "Arn": session.arn}
    more = {"Environment": rest} if rest else {}
    return json.dumps({"Credentials": keys, "AssumedRoleUser": user, **more}, indent=2) + "\n"


def as_credential_process(session: RoleSession) -> str:
    """What a credential_process prints.

    https://docs.aws.amazon.com/sdkref/latest/guide/feature-process-credentials.html
    """
    keys = {
        "Version": 1,
        "AccessKeyId": session.key_id.reveal(),
        "SecretAccessKey": session.secret_key.reveal(),
        "SessionToken": session.token.reveal(),
        "Expiration": _ends(session),
    }
    return json.dumps(keys) + "\n"


FORMS: Mapping[str, Callable[[RoleSession, Mapping[str, str]], str]] = {
    "env": lambda _, exports: as_env(exports),
    "fish": lambda _, exports: as_fish(exports),
    "powershell": lambda _, exports: as_powershell(exports),
    "json": as_json,
    "credential-process": lambda session, _: as_credential_process(session),
}


def _ends(session: RoleSession) -> str:
    return session.expires.astimezone(UTC).isoformat(timespec="seconds")


def _fish(value: str) -> str:
    backslash, quote = "\\", "'"
    return quote + value.replace(backslash, backslash * 2).replace(quote, backslash + quote) + quote
