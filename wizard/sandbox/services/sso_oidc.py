"""IAM Identity Center's OIDC service: a client registers, asks for a device code, and polls for the token.

Its errors carry the members of OAuth 2.0, `error` and `error_description`, and no message: botocore's error text
for them ends in nothing, which is what a caller has to live with.
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from wizard.sandbox.kernel.errors import AwsError
from wizard.sandbox.kernel.operations import Answer, Call, operation
from wizard.sandbox.services.portal import DEVICE_SECONDS, Client, Device, Portal, Token
from wizard.sandbox.services.portal_page import PAGE

DEVICE_CODE = "urn:ietf:params:oauth:grant-type:device_code"
REFRESH_TOKEN = "refresh_token"
GRANTS = frozenset({DEVICE_CODE, REFRESH_TOKEN, "authorization_code"})

# A client that waits exactly as long as it was told must not be too early because its clock ticks otherwise.
_PUNCTUAL = 0.9

_DESCRIPTIONS = {
    "AccessDeniedException": "User denied the authorization request",
    "AuthorizationPendingException": "Authorization is still pending",
    "ExpiredTokenException": "Expired token provided",
    "InvalidClientException": "Invalid client provided",
    "InvalidClientMetadataException": "Invalid client metadata provided",
    "InvalidGrantException": "Invalid grant provided",
    "InvalidRequestException": "Invalid request",
    "SlowDownException": "Slow down",
    "UnauthorizedClientException": "Client is not authorized to use this grant type",
    "UnsupportedGrantTypeException": "Unsupported grant type provided",
}


def refusal(code: str, description: str = "") -> AwsError:
    """An error of this service; its OAuth name is the exception's name in small letters."""
    name = re.sub(r"(?<!^)(?=[A-Z])", "_", code.removesuffix("Exception")).lower()
    return AwsError(code, "", error=name, error_description=description or _DESCRIPTIONS[code])


@operation("sso-oidc", "RegisterClient")
def register_client(call: Call) -> Answer:
    if call.get("clientType") != "public" or not call.get("clientName"):
        raise refusal("InvalidClientMetadataException")
    grants = frozenset(call.get("grantTypes", []))
    if grants - GRANTS:
        raise refusal("UnsupportedGrantTypeException")
    now = call.world.pace.now()
    client = call.world.of(Portal).register(call.get("clientName"), now, frozenset(call.get("scopes", [])), grants)
    return {
        "clientId": client.id,
        "clientSecret": client.secret,
        "clientIdIssuedAt": int(now.timestamp()),
        "clientSecretExpiresAt": int(client.expires.timestamp()),
    }


@operation("sso-oidc", "StartDeviceAuthorization")
def start_device_authorization(call: Call) -> Answer:
    portal = call.world.of(Portal)
    client = _client(call, DEVICE_CODE)
    if not portal.start_url or _plain(call.get("startUrl", "")) != _plain(portal.start_url):
        raise refusal("InvalidRequestException", "Invalid start url provided")
    device = portal.authorize(client, call.world.pace.now())
    page = f"http://{call.headers['host']}{PAGE}"
    return {
        "deviceCode": device.code,
        "userCode": device.user_code,
        "verificationUri": page,
        "verificationUriComplete": f"{page}?user_code={device.user_code}",
        "expiresIn": DEVICE_SECONDS,
        "interval": portal.interval,
    }


@operation("sso-oidc", "CreateToken")
def create_token(call: Call) -> Answer:
    grant = call.get("grantType", "")
    if grant not in (DEVICE_CODE, REFRESH_TOKEN):
        raise refusal("UnsupportedGrantTypeException")
    client = _client(call, grant)
    token = _for_device(call, client) if grant == DEVICE_CODE else _refreshed(call, client)
    left = token.expires - call.world.pace.now()
    return {
        "accessToken": token.access,
        "tokenType": "Bearer",
        "expiresIn": round(left.total_seconds()),
        "refreshToken": token.refresh or None,
    }


def _client(call: Call, grant: str) -> Client:
    client = call.world.of(Portal).clients.get(call.get("clientId", ""))
    known = client is not None and client.secret == call.get("clientSecret")
    if client is None or not known or client.expires <= call.world.pace.now():
        raise refusal("InvalidClientException")
    if client.grants and grant not in client.grants:
        raise refusal("UnauthorizedClientException")
    return client


def _for_device(call: Call, client: Client) -> Token:
    portal, now = call.world.of(Portal), call.world.pace.now()
    if not call.get("deviceCode"):
        raise refusal("InvalidRequestException", "Missing required parameter: deviceCode")
    device = portal.devices.get(call.get("deviceCode"))
    if device is None or device.client != client.id or device.spent:
        raise refusal("InvalidGrantException")
    _wait_for(call, device, now)
    device.spent = True
    return portal.sign_in(client, now)


def _wait_for(call: Call, device: Device, now: datetime) -> None:
    """Raises what keeps a device from its token; returns once the person has allowed it."""
    if device.expires <= now:
        raise refusal("ExpiredTokenException", "Device code is expired")
    if device.decision == "deny":
        raise refusal("AccessDeniedException")
    early, device.polled = _is_early(call, device, now), now
    if device.decision == "pending":
        raise refusal("SlowDownException" if early else "AuthorizationPendingException")


def _is_early(call: Call, device: Device, now: datetime) -> bool:
    """Whether a client polls more often than it was told to; without a clock nobody can."""
    if device.polled is None or call.world.pace.factor == 0:
        return False
    return now - device.polled < timedelta(seconds=call.world.of(Portal).interval * _PUNCTUAL)


def _refreshed(call: Call, client: Client) -> Token:
    asked, now = call.get("refreshToken"), call.world.pace.now()
    if not asked:
        raise refusal("InvalidRequestException", "Missing required parameter: refreshToken")
    known = (each for each in call.world.of(Portal).tokens if each.client == client.id and each.refresh == asked)
    token = next(known, None)
    if token is None or token.signed_in_until <= now:
        raise refusal("InvalidGrantException", "Invalid refresh token provided")
    return call.world.of(Portal).renew(token, now)


def _plain(url: str) -> str:
    return url.strip().removesuffix("#").removesuffix("/")
