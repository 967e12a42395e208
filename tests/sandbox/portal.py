"""A client of the access portal, as a command line or a wizard is one: it registers, asks for a code, and polls."""

from __future__ import annotations

import urllib.error
import urllib.parse
import urllib.request
from dataclasses import dataclass, field
from typing import Any

import botocore.session
from botocore import UNSIGNED
from botocore.config import Config

from wizard.sandbox.environ import Sandbox

START_URL = "https://example.awsapps.com/start"
DEVICE_CODE = "urn:ietf:params:oauth:grant-type:device_code"

_SESSION = botocore.session.Session()


@dataclass
class PortalClient:
    """A registered client of a sandbox's portal."""

    sandbox: Sandbox
    scopes: tuple[str, ...] = ("sso:account:access",)
    registration: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.oidc, self.sso = self._client("sso-oidc"), self._client("sso")
        self.registration = self.oidc.register_client(clientName="test", clientType="public", scopes=list(self.scopes))

    @property
    def identity(self) -> dict[str, str]:
        return {name: self.registration[name] for name in ("clientId", "clientSecret")}

    def begin(self, start_url: str = START_URL) -> dict[str, Any]:
        answer: dict[str, Any] = self.oidc.start_device_authorization(startUrl=start_url, **self.identity)
        return answer

    def poll(self, begun: dict[str, Any], **other: str) -> dict[str, Any]:
        asked = {"grantType": DEVICE_CODE, "deviceCode": begun["deviceCode"], **self.identity, **other}
        answer: dict[str, Any] = self.oidc.create_token(**asked)
        return answer

    def refresh(self, token: str) -> dict[str, Any]:
        asked = {"grantType": "refresh_token", "refreshToken": token, **self.identity}
        answer: dict[str, Any] = self.oidc.create_token(**asked)
        return answer

    def sign_in(self) -> dict[str, Any]:
        """The whole way, with a person who allows it."""
        begun = self.begin()
        assert decide(self.sandbox, begun["userCode"], "allow")[0] == 200
        return self.poll(begun)

    def _client(self, service: str) -> Any:
        config = Config(signature_version=UNSIGNED, retries={"total_max_attempts": 1})
        return _SESSION.create_client(
            service, region_name="us-east-1", endpoint_url=self.sandbox.endpoint, config=config
        )


def decide(sandbox: Sandbox, user_code: str, decision: str) -> tuple[int, str]:
    """Posts the form of the page; its status and its text."""
    form = urllib.parse.urlencode({"user_code": user_code, "decision": decision}).encode()
    return visit(f"{sandbox.endpoint}/_sandbox/portal", form)


def visit(address: str, form: bytes | None = None) -> tuple[int, str]:
    """A page's status and its text."""
    try:
        with urllib.request.urlopen(address, form, timeout=5) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as refused:
        return refused.code, refused.read().decode()
