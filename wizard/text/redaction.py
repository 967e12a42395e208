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

from wizard.text.shapes import FOUND

SECRET_VARIABLES = ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_SECURITY_TOKEN")
# Libraries that write requests and answers, signatures and keys included, where somebody has switched on debug logging.
TALKATIVE = ("botocore", "boto3", "urllib3", "s3transfer")
MASK = "****"
LONGEST = 500

_OPAQUE = r"[A-Za-z0-9+/=_-]{32,}"
_NAMED = r"(?i:(?:secret|token|password|signature|external.?id)\w*[\"']?\s*[:=]\s*)"


def redacted(text: str, secrets: Iterable[str] = ()) -> str:
    """A sentence without secrets, known or of the shape of one: keys, tokens, signatures, addresses' first halves."""
    for secret in sorted(secrets, key=len, reverse=True):
        text = text.replace(secret, MASK)
    return without_owners(without_secrets(text))[:LONGEST]


def without_secrets(text: str) -> str:
    """A text of any length without what has the shape of a key, a token or a signature; addresses stay."""
    text = re.sub(rf"({_NAMED})\S+", rf"\1{MASK}", re.sub(FOUND["key"], MASK, text))
    return re.sub(_OPAQUE, lambda match: MASK if looks_random(match[0]) else match[0], text)


def without_owners(text: str) -> str:
    """E-mail addresses by their domains alone."""
    return re.sub(FOUND["email"], lambda match: f"{MASK}@{match[0].rpartition('@')[2]}", text)


def looks_random(text: str) -> bool:
    """Whether it looks drawn rather than written: names of roles have no digits, ids and digests no capitals."""
    return all(re.search(kind, text) for kind in ("[a-z]", "[A-Z]", "[0-9]"))


def hush() -> None:
    """Keep the AWS libraries from writing what goes over the wire, whoever has switched on debug logging in Python."""
    for name in TALKATIVE:
        logging.getLogger(name).setLevel(logging.WARNING)
