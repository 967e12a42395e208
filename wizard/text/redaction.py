"""Sentences without secrets, and libraries that keep theirs to themselves.

The rule is that nothing secret is put into a text at all; this is what stands behind the rule, for the one kind of
text that comes from elsewhere: AWS's own words about an error, which have been seen to repeat session tokens. It masks
too much rather than too little, so a masked word in a log proves nothing about what it was. Where a reader has to tell
masked things apart, there is wizard.text.placeholders.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable

SECRET_VARIABLES = ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_SECURITY_TOKEN")
# Libraries that write requests and answers, signatures and keys included, where somebody has switched on debug logging.
TALKATIVE = ("botocore", "boto3", "urllib3", "s3transfer")
MASK = "****"
LONGEST = 500

_KEY_ID = re.compile(r"\b(?:AKIA|ASIA|ABIA|ACCA)[A-Z0-9]{12,}\b")
_ADDRESS = re.compile(r"[\w.+-]+@([\w-]+\.[\w.-]+)")
_OPAQUE = re.compile(r"[A-Za-z0-9+/=_-]{32,}")
_NAMED = re.compile(r"((?:secret|token|password|signature|external.?id)\w*[\"']?\s*[:=]\s*)\S+", re.IGNORECASE)


def redacted(text: str, secrets: Iterable[str] = ()) -> str:
    """A sentence without secrets, known or of the shape of one: keys, tokens, signatures, addresses' first halves."""
    for secret in sorted(secrets, key=len, reverse=True):
        text = text.replace(secret, MASK)
    return _ADDRESS.sub(rf"{MASK}@\1", without_secrets(text))[:LONGEST]


def without_secrets(text: str) -> str:
    """A text of any length without what has the shape of a key, a token or a signature; addresses stay."""
    text = _NAMED.sub(rf"\1{MASK}", _KEY_ID.sub(MASK, text))
    return _OPAQUE.sub(lambda match: MASK if looks_random(match[0]) else match[0], text)


def looks_random(text: str) -> bool:
    """Whether it looks drawn rather than written: names of roles have no digits, ids and digests no capitals."""
    return all(re.search(kind, text) for kind in ("[a-z]", "[A-Z]", "[0-9]"))


def hush() -> None:
    """Keep the AWS libraries from writing what goes over the wire, whoever has switched on debug logging in Python."""
    for name in TALKATIVE:
        logging.getLogger(name).setLevel(logging.WARNING)
