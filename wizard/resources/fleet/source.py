"""Where a fleet's file and its policies are read from: this computer, or a bucket, each policy from beside the file."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Mapping
from pathlib import PurePath

from wizard.model import CallError, CallFailed, Finding, Read, Reader, Target

S3 = "s3://"
_IN_S3 = re.compile(r"s3://([a-z0-9][a-z0-9.-]+)/(.+)")
NOT_THERE = ("FileNotFound", "NoSuchKey", "NoSuchBucket", "404")
BY_KMS = ("aws:kms", "aws:kms:dsse")
"""https://docs.aws.amazon.com/AmazonS3/latest/API/API_ServerSideEncryptionByDefault.html"""


def wrong_place(place: str) -> str | None:
    """One sentence about an address in S3 that is none; any other text is a path."""
    if place.startswith(S3) and not _IN_S3.fullmatch(place):
        return f"{place!r} isn't an address in S3, such as s3://BUCKET/fleet.toml."
    return None


def bucket_of(place: str) -> str:
    """The bucket of an address in S3; "" of a path."""
    found = _IN_S3.fullmatch(place)
    return found[1] if found else ""


def beside(place: str, named: str) -> str:
    """Where a file is that the one at this place names. place: "" for a text that is in no file."""
    if named.startswith(S3):
        return named
    if place.startswith(S3):
        found = _IN_S3.fullmatch(place)
        bucket, key = (found[1], found[2]) if found else ("", "")
        return f"{S3}{bucket}/{posixpath.normpath(posixpath.join(posixpath.dirname(key), named)).lstrip('/')}"
    return str(PurePath(place).parent / named) if place else named


def text_at(read: Reader, place: str, target: Target) -> str:
    """The text there. Raises CallFailed; what is no text is a ``FileProblem``."""
    found = _IN_S3.fullmatch(place)
    if found is None:
        return str(
            read(Read(target=Target(), service="file", operation="ReadFile", parameters={"Path": place}))["Text"]
        )
    parameters = {"Bucket": found[1], "Key": found[2]}
    body = read(Read(target=target, service="s3", operation="GetObject", parameters=parameters))["Body"]
    try:
        return bytes(body).decode("utf-8")
    except UnicodeDecodeError:
        message = f"{place} isn't UTF-8 text"
        raise CallFailed(CallError(code="FileProblem", message=message, service="s3", operation="GetObject")) from None


def texts_beside(read: Reader, place: str, names: Iterable[str], target: Target) -> Mapping[str, str | CallError]:
    """The texts of the files that the one at this place names, or why one couldn't be read."""
    texts: dict[str, str | CallError] = {}
    for name in names:
        try:
            texts[name] = text_at(read, beside(place, name), target)
        except CallFailed as failed:
            texts[name] = failed.error
    return texts


def encryption(read: Reader, place: str, target: Target) -> tuple[Finding, ...]:
    """Whether the bucket encrypts by a key of AWS KMS, who may use which is a policy of its own; () for no bucket."""
    bucket = bucket_of(place)
    if not bucket:
        return ()
    asked = Read(target=target, service="s3", operation="GetBucketEncryption", parameters={"Bucket": bucket})
    (answer,) = read.many([asked])
    if isinstance(answer, CallError):
        if answer.code != "ServerSideEncryptionConfigurationNotFoundError":
            text = f"Couldn't read whether the bucket {bucket} encrypts with AWS KMS"
            return (Finding(mark="unknown", text=text, detail=f"{answer.code}: {answer.message}"),)
        rules = []
    else:
        rules = answer.get("ServerSideEncryptionConfiguration", {}).get("Rules", [])
    defaults = [str(rule.get("ApplyServerSideEncryptionByDefault", {}).get("SSEAlgorithm", "")) for rule in rules]
    if any(default in BY_KMS for default in defaults):
        return (Finding(mark="good", text=f"The bucket {bucket} encrypts with AWS KMS"),)
    text = f"The bucket {bucket} doesn't encrypt with AWS KMS"
    detail = "Everybody who can read the bucket can read who has which role. With SSE-KMS they need the key, too."
    return (Finding(mark="warning", text=text, detail=detail),)
