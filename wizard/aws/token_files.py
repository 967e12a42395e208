"""The files in which the AWS tools keep sign-ins, at a portal and of `aws login`: one that is damaged is no sign-in.

A tool that was killed, a full disk or a synchronized folder leaves a file that is empty, cut, or has other things in it
than a sign-in has. botocore takes what is there for whole and fails on the first thing that is missing, in ways that
say nothing. So a file is looked through before it is used, and a damaged one asks for a new sign-in, which replaces it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import dateutil.parser  # type: ignore[import-untyped]  # what botocore reads these stamps with
from botocore.exceptions import LoginTokenLoadError, SSOTokenLoadError
from botocore.utils import JSONFileCache

# With what else a portal's sign-in is renewed; any of it may be missing, none of it may be something else.
RENEWING = ("refreshToken", "clientId", "clientSecret", "registrationExpiresAt")
OF_LOGIN = ("refreshToken", "dpopKey", "clientId")
KEYS_OF_LOGIN = ("accessKeyId", "secretAccessKey", "sessionToken", "accountId")


DAMAGED = "The saved sign-in {error_msg} is damaged."


class PortalTokenDamagedError(SSOTokenLoadError):
    """It is there, and is none."""

    fmt = DAMAGED


class LoginTokenDamagedError(LoginTokenLoadError):
    """It is there, and is none."""

    fmt = DAMAGED


Damaged = type[PortalTokenDamagedError] | type[LoginTokenDamagedError]


class TokenFiles(JSONFileCache):
    """A folder of them. damaged: what looking for one raises that is there and not whole."""

    def __init__(self, folder: Path, is_whole: Callable[[Any], bool], damaged: Damaged, dumps: Any = None) -> None:
        super().__init__(str(folder), dumps)
        self._folder, self._is_whole, self._damaged = folder, is_whole, damaged

    def __contains__(self, key: str) -> bool:
        there: bool = super().__contains__(key)
        if not there:
            return False
        try:
            whole = self._is_whole(self[key])
        except KeyError:
            whole = False
        if not whole:
            raise self._damaged(error_msg=str(self._folder / f"{key}.json"))
        return True


def portal_tokens(folder: Path, dumps: Any = None) -> TokenFiles:
    """The sign-ins at portals. dumps: how botocore writes one that it has renewed."""
    return TokenFiles(folder, _is_of_a_portal, PortalTokenDamagedError, dumps)


def login_tokens(folder: Path) -> TokenFiles:
    """The sign-ins of `aws login`."""
    return TokenFiles(folder, _is_of_login, LoginTokenDamagedError)


def _is_of_a_portal(token: Any) -> bool:
    return (
        isinstance(token, Mapping)
        and _has_texts(token, "accessToken")
        and _is_moment(token.get("expiresAt"))
        and all(_has_texts(token, name) for name in RENEWING if name in token)
        and _is_moment(token.get("registrationExpiresAt", token["expiresAt"]))
    )


def _is_of_login(token: Any) -> bool:
    if not isinstance(token, Mapping):
        return False
    keys = token.get("accessToken")
    return (
        isinstance(keys, Mapping)
        and _has_texts(token, *OF_LOGIN)
        and _has_texts(keys, *KEYS_OF_LOGIN)
        and _is_moment(keys.get("expiresAt"))
    )


def _has_texts(values: Mapping[str, Any], *names: str) -> bool:
    return all(isinstance(values.get(name), str) and values[name] for name in names)


def _is_moment(stamp: Any) -> bool:
    """Whether botocore can tell how long it still is until then."""
    try:
        return isinstance(stamp, str) and dateutil.parser.parse(stamp).tzinfo is not None
    except (ValueError, OverflowError):
        return False
