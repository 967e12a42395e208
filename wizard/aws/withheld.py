"""What AWS hands out to sign in with: no answer of the gateway has it, whatever the call was.

So a call that is made only to see whether it is allowed (AssumeRole) tells who and until when, and no more.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

# Whatever has one of these next to it is credentials, and its key id goes with it.
SECRETS = frozenset((
    "SecretAccessKey", "SessionToken", "secretAccessKey", "sessionToken", "secretKey", "accessToken", "AccessToken",
    "refreshToken", "RefreshToken", "idToken", "IdToken", "clientSecret", "ClientSecret", "deviceCode",
    "WebIdentityToken",
))  # fmt: skip
KEY_IDS = frozenset(("AccessKeyId", "accessKeyId"))


def withheld(value: Mapping[Any, Any]) -> frozenset[str]:
    """The names in it that are left out."""
    found = SECRETS & value.keys()
    return found | KEY_IDS if found else found


def without_withheld(value: Any) -> Any:
    """A mapping without them, anything else as it is."""
    if not isinstance(value, Mapping) or not (left_out := withheld(value)):
        return value
    return {name: one for name, one in value.items() if name not in left_out}
