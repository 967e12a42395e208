"""Signs and checks with ECDSA on P-256 over SHA-256 (FIPS 186-5), by the AWS Common Runtime, which boto3 brings along.

Another library would be a dependency more for one call. The runtime makes Ed25519 keys, but cannot sign with them;
P-256 it does whole, and its `aws login` rests on it. Loading it costs thirty milliseconds, so only what is signed does.
Keys are OpenSSL's: a private one as PEM, a public one as the base64 of its SubjectPublicKeyInfo.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import re

_PRIVATE = re.compile(r"-----BEGIN ((?:EC )?PRIVATE KEY)-----([A-Za-z0-9+/=\s]+)-----END \1-----")


class KeyUnusable(Exception):  # noqa: N818 - named after what the person meets
    """It is no private key that can sign; the message is the rest of a sentence about its file."""


def signed(message: bytes, pem: str) -> tuple[str, str]:
    """The public key and the signature, in base64. Raises KeyUnusable, whose message has nothing of the key."""
    from awscrt.crypto import EC, ECExportFormat

    if "ENCRYPTED" in pem:
        raise KeyUnusable("is encrypted; decrypt it with openssl pkey first")
    found = _PRIVATE.search(pem)
    if not found:
        raise KeyUnusable("isn't a private key in PEM")
    try:
        key = EC.new_key_from_der_data(base64.b64decode(found[2]))
        public = base64.b64encode(key.export_key(ECExportFormat.SPKI)).decode()
        return public, base64.b64encode(key.sign(_digest(message))).decode()
    except (RuntimeError, ValueError):
        raise KeyUnusable("isn't a private key on P-256, such as openssl genpkey makes") from None


def holds(message: bytes, public: str, signature: str) -> bool:
    """Whether it is this key's signature of exactly this message."""
    from awscrt.crypto import EC

    try:
        key = EC.new_key_from_der_data(base64.b64decode(public, validate=True))
        return bool(key.verify(_digest(message), base64.b64decode(signature, validate=True)))
    except (RuntimeError, binascii.Error, ValueError):
        return False


def _digest(message: bytes) -> bytes:
    return hashlib.sha256(message).digest()
