"""Which sign-in of a person would mend an error, and whether somebody has signed in with other tools.

A profile may be assumed from another one, which is assumed from a third: what has to be signed in to is the one at the
end of that chain. Credentials that renew themselves (a credential_process, a container's) and keys in the environment
have no sign-in of their own.
"""

from __future__ import annotations

import os
import shlex
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from botocore.utils import get_login_token_cache_directory

from wizard.aws.named import named_profile
from wizard.aws.providers import file_named, token_cache
from wizard.model import Login

EXPIRED = (
    "LoginExpired",
    "ExpiredToken",
    "ExpiredTokenException",
    "InvalidClientTokenId",
    "UnrecognizedClientException",
)
DENIED = ("AccessDenied", "AccessDeniedException", "UnauthorizedOperation")

Profiles = Mapping[str, Mapping[str, Any]]
Chain = list[tuple[str, Mapping[str, Any]]]


def login_for(
    code: str, message: str, profile: str, config: Mapping[str, Any], *, device: str = "",
    environ: Mapping[str, str] = os.environ,
) -> Login | None:  # fmt: skip
    """The sign-in that mends this error of a profile's call; None where none does.

    config: botocore's full_config. device: the MFA device that was asked for, if any.
    """
    chain = chain_of(profile, config, environ)
    if code == "MfaNeeded":
        return Login(kind="code", profile=profile, name=device or _device(chain))
    by_policy = "explicit deny" in message and "service control policy" not in message
    if code in DENIED and by_policy and chain and "role_arn" not in chain[0][1]:
        # Long-lived keys whose policy denies everything without a second factor.
        return Login(kind="code", profile=profile, name=_device(chain)) if _device(chain) else None
    return _at_the_end(chain, profile) if code in EXPIRED else None


def sign_in_of(profile: str, config: Mapping[str, Any], environ: Mapping[str, str] = os.environ) -> Login | None:
    """The sign-in that a profile's credentials come from, whether or not it holds now."""
    chain = chain_of(profile, config, environ)
    if _device(chain):
        return Login(kind="code", profile=profile, name=_device(chain))
    return _at_the_end(chain, profile)


def chain_of(profile: str, config: Mapping[str, Any], environ: Mapping[str, str]) -> Chain:
    """Empty where keys in the environment are what counts."""
    if not profile and environ.get("AWS_ACCESS_KEY_ID"):
        return []
    name = profile or named_profile(environ)[0] or "default"
    return list(_chain(name, config.get("profiles", {})))


def _chain(name: str, profiles: Profiles) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """The profile, the one it is assumed from, and so on."""
    seen: set[str] = set()
    while name in profiles and name not in seen:
        seen.add(name)
        yield name, profiles[name]
        name = str(profiles[name].get("source_profile", "")) if "role_arn" in profiles[name] else ""


def _device(chain: Chain) -> str:
    return next((str(values["mfa_serial"]) for _, values in chain if "mfa_serial" in values), "")


def _at_the_end(chain: Chain, profile: str) -> Login | None:
    if not chain:
        return None
    name, values = chain[-1]
    place = str(values.get("sso_session") or values.get("sso_start_url") or "")
    if place:
        command = f"aws sso login --profile {shlex.quote(name)}"
        return Login(kind="portal", profile=profile, name=place, command=command)
    if "login_session" in values:
        return Login(kind="command", profile=profile, name=name, command=f"aws login --profile {shlex.quote(name)}")
    return None


def trace(environ: Mapping[str, str] = os.environ) -> object:
    """Changes whenever a file does that the AWS tools sign in with; none is opened."""
    home = Path.home() / ".aws"
    files = [
        file_named("AWS_CONFIG_FILE", home / "config", environ),
        file_named("AWS_SHARED_CREDENTIALS_FILE", home / "credentials", environ),
    ]
    folders = [token_cache(environ), Path(get_login_token_cache_directory())]
    return tuple(_stamp(path) for path in [*files, *(found for folder in folders for found in _in(folder))])


def _in(folder: Path) -> list[Path]:
    try:
        return sorted(folder.glob("*.json"))
    except OSError:
        return []


def _stamp(path: Path) -> tuple[str, int, int]:
    try:
        found = path.stat()
    except OSError:
        return str(path), 0, 0
    return str(path), found.st_mtime_ns, found.st_size
