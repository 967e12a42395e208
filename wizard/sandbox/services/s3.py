"""The names of S3's buckets: they are taken for everyone. Who may do what with a bucket is in `authorization`."""

from __future__ import annotations

from wizard.sandbox.kernel.errors import AwsError
from wizard.sandbox.kernel.operations import Call, gate
from wizard.sandbox.services.authorization.needed import bucket_owner

_TAKEN = (
    "The requested bucket name is not available. The bucket namespace is shared by all users of the system. "
    "Please select a different name and try again."
)


@gate("s3")
def check_name(call: Call) -> None:
    """Somebody else's name is taken for everyone."""
    found = bucket_owner(call.get("Bucket", ""))
    if call.operation == "CreateBucket" and found is not None and found[0] != call.account:
        raise AwsError("BucketAlreadyExists", _TAKEN, 409, BucketName=call.get("Bucket"))
