"""S3's walls between accounts: moto lets every account into every bucket."""

from __future__ import annotations

from typing import Any

from moto.s3.models import s3_backends

from wizard.sandbox.kernel.errors import AwsError
from wizard.sandbox.kernel.operations import Call, gate
from wizard.sandbox.kernel.policy import Request, allows, names_of

_DENIED = "Access Denied"
_TAKEN = (
    "The requested bucket name is not available. The bucket namespace is shared by all users of the system. "
    "Please select a different name and try again."
)


@gate("s3")
def check_bucket(call: Call) -> None:
    """Somebody else's bucket opens only by its own policy; its name is taken for everyone."""
    bucket = call.get("Bucket")
    owner: Any = s3_backends.bucket_accounts.get(bucket) if bucket else None
    if owner is None or owner[1] == call.account:
        return
    if call.operation == "CreateBucket":
        raise AwsError("BucketAlreadyExists", _TAKEN, 409, BucketName=bucket)
    stored = s3_backends[owner[1]][owner[0]].buckets[bucket].policy
    if not stored or not allows(_text(stored), _request(call, bucket)):
        raise AwsError("AccessDenied", _DENIED, 403)


def _request(call: Call, bucket: str) -> Request:
    resource = f"arn:aws:s3:::{bucket}"
    if call.get("Key"):
        resource += f"/{call.get('Key')}"
    actions = {"HeadBucket": "ListBucket", "ListObjects": "ListBucket", "ListObjectsV2": "ListBucket"}
    actions |= {"HeadObject": "GetObject"}
    return Request(names_of(call.principal), f"s3:{actions.get(call.operation, call.operation)}", resource)


def _text(stored: Any) -> str:
    return stored.decode() if isinstance(stored, bytes) else str(stored)
