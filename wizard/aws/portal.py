"""An AWS access portal (IAM Identity Center): signing in to it from a terminal, and what it then offers.

The device authorization flow (RFC 8628) through boto3's own sso-oidc client: the person opens an address that has a
code in it, anywhere, and this side asks until they have allowed it. The token is kept where the AWS tools keep theirs,
in botocore's own form, so that `aws` is signed in too. It is the one secret that this program writes to a disk; it
never leaves this module otherwise.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from botocore.exceptions import SSOTokenLoadError, UnauthorizedSSOTokenError
from botocore.utils import SSOTokenLoader

from wizard.aws.providers import TOKEN_CACHE, token_cache
from wizard.aws.sessions import Sessions
from wizard.aws.token_files import portal_tokens
from wizard.host.files import probe_directory

CLIENT_NAME = "firetiger-onboard"
# Lets the portal give a refresh token, so that the AWS tools renew the sign-in by themselves:
# https://docs.aws.amazon.com/cli/latest/userguide/sso-configure-profile-token.html
SCOPE = "sso:account:access"
DEVICE_CODE = "urn:ietf:params:oauth:grant-type:device_code"
SLOWER = 5.0  # seconds more between two questions, as RFC 8628 says


@dataclass(frozen=True, slots=True, kw_only=True)
class Portal:
    """Where it is. name: of the sso-session, "" for a profile that names the address itself."""

    start_url: str
    region: str
    name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Authorization:
    """A device authorization that waits for the person. until: seconds since the epoch; every: seconds between asks."""

    address: str
    plain_address: str
    user_code: str
    until: float
    every: float
    device_code: str
    registration: Mapping[str, Any]


class Pending(Exception):  # noqa: N818 - a state of affairs
    """The person has not said yet. slower: the portal wants to be asked less often."""

    def __init__(self, *, slower: bool) -> None:
        super().__init__()
        self.slower = slower


def portal_of(place: str, config: Mapping[str, Any]) -> Portal | None:
    """The portal of a session's name or of an address, as the AWS configuration describes it."""
    sessions = config.get("sso_sessions", {})
    if place in sessions:
        about = sessions[place]
        url, region = str(about.get("sso_start_url", "")), str(about.get("sso_region", ""))
        return Portal(start_url=url, region=region, name=place) if url and region else None
    for profile in config.get("profiles", {}).values():
        if profile.get("sso_start_url") == place and profile.get("sso_region") and "sso_session" not in profile:
            return Portal(start_url=place, region=str(profile["sso_region"]))
    return None


class NotKept(Exception):  # noqa: N818 - named after what the person meets
    """The place for the sign-in cannot be written; the message is one clear sentence."""


def check_cache() -> None:
    """Find out whether a sign-in could be kept, before a person makes it. Raises NotKept."""
    folder = token_cache()
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        probe_directory(folder)
    except OSError as error:
        raise _not_kept(folder, error) from None


def _not_kept(folder: Path, error: OSError) -> NotKept:
    return NotKept(
        f"Your sign-in can't be saved in {folder}: {error.strerror}. Make that directory writable, or set "
        f"{TOKEN_CACHE} to one that is, and start the wizard again."
    )


def authorize(sessions: Sessions, portal: Portal, profile: str, now: datetime) -> Authorization:
    """Begin: the address to open. Raises botocore's errors."""
    client = sessions.unsigned(profile, "sso-oidc", portal.region)
    scopes = {"scopes": [SCOPE]} if portal.name else {}
    registration = client.register_client(clientName=CLIENT_NAME, clientType="public", **scopes)
    begun = client.start_device_authorization(
        clientId=registration["clientId"], clientSecret=registration["clientSecret"], startUrl=portal.start_url
    )
    return Authorization(
        address=begun.get("verificationUriComplete") or begun["verificationUri"],
        plain_address=begun["verificationUri"],
        user_code=begun["userCode"],
        until=now.timestamp() + begun["expiresIn"],
        every=float(begun.get("interval") or SLOWER),
        device_code=begun["deviceCode"],
        registration=registration,
    )


def redeem(sessions: Sessions, portal: Portal, profile: str, waiting: Authorization, now: datetime) -> None:
    """Ask whether the person has allowed it; then the token is kept. Raises Pending, or botocore's errors."""
    client = sessions.unsigned(profile, "sso-oidc", portal.region)
    registration = waiting.registration
    try:
        token = client.create_token(
            grantType=DEVICE_CODE,
            deviceCode=waiting.device_code,
            clientId=registration["clientId"],
            clientSecret=registration["clientSecret"],
        )
    except client.exceptions.AuthorizationPendingException:
        raise Pending(slower=False) from None
    except client.exceptions.SlowDownException:
        raise Pending(slower=True) from None
    _keep(portal, token, registration, now)


def _keep(portal: Portal, token: Mapping[str, Any], registration: Mapping[str, Any], now: datetime) -> None:
    kept = {
        "startUrl": portal.start_url,
        "region": portal.region,
        "accessToken": token["accessToken"],
        "expiresAt": _stamp(now + timedelta(seconds=token["expiresIn"])),
        "clientId": registration["clientId"],
        "clientSecret": registration["clientSecret"],
        "registrationExpiresAt": _stamp(datetime.fromtimestamp(registration["clientSecretExpiresAt"], UTC)),
    }
    if token.get("refreshToken"):
        kept["refreshToken"] = token["refreshToken"]
    loader: Any = SSOTokenLoader(cache=portal_tokens(token_cache()))
    try:
        loader.save_token(portal.start_url, kept, session_name=portal.name or None)
    except OSError as error:
        raise _not_kept(token_cache(), error) from None


def _stamp(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


# --- what it offers ------------------------------------------------------------------------------------------------


def accounts(sessions: Sessions, portal: Portal) -> list[dict[str, str]]:
    """Every account that the person may enter: Id, Name, Email. Raises botocore's errors."""
    return [
        {"Id": one["accountId"], "Name": one.get("accountName", ""), "Email": one.get("emailAddress", "")}
        for one in _all(sessions, portal, "list_accounts", "accountList")
    ]


def roles(sessions: Sessions, portal: Portal, account: str) -> list[str]:
    """The names of the roles that the person has in an account. Raises botocore's errors."""
    return [one["roleName"] for one in _all(sessions, portal, "list_account_roles", "roleList", accountId=account)]


def _all(sessions: Sessions, portal: Portal, operation: str, name: str, **parameters: str) -> list[Any]:
    client = sessions.unsigned("", "sso", portal.region)
    pages = client.get_paginator(operation).paginate(accessToken=_token(portal), **parameters)
    try:
        return list(pages.build_full_result().get(name, ()))
    except client.exceptions.UnauthorizedException:
        raise UnauthorizedSSOTokenError from None


def ends(portal: Portal) -> datetime | None:
    """When a person has to sign in again; None where nobody can say, because the AWS tools renew it by themselves."""
    load: Any = SSOTokenLoader(cache=portal_tokens(token_cache()))
    try:
        kept = load(portal.start_url, session_name=portal.name or None)
    except SSOTokenLoadError:
        return None
    return None if kept.get("refreshToken") else _moment(kept["expiresAt"])


def _moment(stamp: object) -> datetime:
    """When a token ends; one whose end nobody can read has ended."""
    try:
        # Older tools wrote "UTC" where ISO 8601 has "Z".
        moment = datetime.fromisoformat(str(stamp).replace("UTC", "Z"))
    except ValueError:
        return datetime.min.replace(tzinfo=UTC)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _token(portal: Portal) -> str:
    """The access token that is kept. Raises SSOTokenLoadError where there is none, or none that holds."""
    load: Any = SSOTokenLoader(cache=portal_tokens(token_cache()))
    kept = load(portal.start_url, session_name=portal.name or None)
    if _moment(kept["expiresAt"]) <= datetime.now(UTC):
        raise SSOTokenLoadError(error_msg=f"The sign-in at {portal.name or portal.start_url} has expired")
    return str(kept["accessToken"])
