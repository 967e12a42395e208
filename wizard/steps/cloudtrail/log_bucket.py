"""The bucket a trail writes to: what it lacks, and its policy merged with what somebody else put there.

A bucket policy is one document that PutBucketPolicy replaces as a whole, so the two statements CloudTrail needs are
added to those that were observed. They are compared by meaning, without their Sids; a statement that allows more
than ours is not recognised as enough, and ours is put beside it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import msgspec

from wizard.model import CallError, CallFailed, Read, Reader, Target

PRIVATE = ("BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets")
REFUSED = ("AccessDenied", "AllAccessDisabled", "MethodNotAllowed")


class LogBucket(msgspec.Struct, frozen=True, kw_only=True):
    """The bucket as observed. unreadable: why nothing can be said of it."""

    exists: bool = False
    private: bool = False
    encrypted: bool = False
    policy: str = ""
    unreadable: CallError | None = None


def look_at_bucket(read: Reader, target: Target, owned: Mapping[str, str]) -> LogBucket:
    """The bucket our trail would write to. Its policy tells whether it is there and ours, or why nobody knows.

    owned: ``Bucket`` and ``ExpectedBucketOwner``; a name can be taken by anybody. Raises CallFailed where S3 gave
    no answer about the bucket.
    """
    policy = read.many([_of(target, owned, "GetBucketPolicy")])[0]
    if isinstance(policy, CallError):
        if policy.code == "NoSuchBucket":
            return LogBucket()
        if policy.code in REFUSED:
            return LogBucket(unreadable=policy)
        if policy.code != "NoSuchBucketPolicy":
            raise CallFailed(policy)
    text = "" if isinstance(policy, CallError) else str(policy.get("Policy", ""))
    if not readable(text):
        return LogBucket(unreadable=CallError(code="MalformedPolicy", message=text[:200], service="s3"))
    access, encryption = read.many(
        [_of(target, owned, "GetPublicAccessBlock"), _of(target, owned, "GetBucketEncryption")]
    )
    blocked = {} if isinstance(access, CallError) else access.get("PublicAccessBlockConfiguration", {})
    plain = isinstance(encryption, CallError) and encryption.code == "ServerSideEncryptionConfigurationNotFoundError"
    return LogBucket(exists=True, private=all(blocked.get(name) for name in PRIVATE), encrypted=not plain, policy=text)


def _of(target: Target, owned: Mapping[str, str], operation: str) -> Read:
    return Read(target=target, service="s3", operation=operation, parameters=owned)


def delivery_policy(bucket: str, account: str, trail_arn: str) -> list[dict[str, Any]]:
    """What CloudTrail needs to deliver one trail's log files ("Amazon S3 bucket policy for CloudTrail", user guide)."""
    partition = trail_arn.split(":")[1]
    common = {"Effect": "Allow", "Principal": {"Service": "cloudtrail.amazonaws.com"}}
    source = {"aws:SourceArn": trail_arn}
    return [
        {
            "Sid": "AWSCloudTrailAclCheck20150319",
            **common,
            "Action": "s3:GetBucketAcl",
            "Resource": f"arn:{partition}:s3:::{bucket}",
            "Condition": {"StringEquals": source},
        },
        {
            "Sid": "AWSCloudTrailWrite20150319",
            **common,
            "Action": "s3:PutObject",
            "Resource": f"arn:{partition}:s3:::{bucket}/AWSLogs/{account}/*",
            "Condition": {"StringEquals": {**source, "s3:x-amz-acl": "bucket-owner-full-control"}},
        },
    ]


def merged(policy: str, needed: list[dict[str, Any]]) -> str:
    """The policy with the needed statements in it, "" where they are there already. Raises ValueError: no policy."""
    document = _document(policy)
    there = [_meaning(statement) for statement in document["Statement"]]
    lacking = [statement for statement in needed if _meaning(statement) not in there]
    if not lacking:
        return ""
    taken = {statement.get("Sid") for statement in document["Statement"]}
    added = [{k: v for k, v in s.items() if k != "Sid" or v not in taken} for s in lacking]
    return json.dumps({**document, "Statement": [*document["Statement"], *added]})


def readable(policy: str) -> bool:
    """Whether statements can be added to it."""
    try:
        return bool(_document(policy))
    except ValueError:
        return False


def _document(policy: str) -> dict[str, Any]:
    document = json.loads(policy) if policy else {"Version": "2012-10-17", "Statement": []}
    statements = document.get("Statement") if isinstance(document, dict) else None
    statements = [statements] if isinstance(statements, dict) else statements
    if not isinstance(statements, list) or not all(isinstance(s, dict) for s in statements):
        raise ValueError("not a policy document")
    return {**document, "Statement": statements}


def _meaning(statement: Mapping[str, Any]) -> object:
    """A statement without its Sid, where a list of one is the one."""
    return _single({k: v for k, v in statement.items() if k != "Sid"})


def _single(value: object) -> object:
    if isinstance(value, Mapping):
        return {k: _single(v) for k, v in value.items()}
    return value[0] if isinstance(value, list) and len(value) == 1 else value
