"""Whether CloudTrail may write to the bucket of a trail."""

from __future__ import annotations

from typing import Any

from moto.s3.models import s3_backends

from wizard.sandbox.kernel.errors import AwsError
from wizard.sandbox.kernel.identities import Principal
from wizard.sandbox.kernel.policy.evaluation import Policies, Request, decide
from wizard.sandbox.services.cloudtrail.state import Trail
from wizard.sandbox.services.organizations.state import organization_id_of

_CLOUDTRAIL = Principal("", "cloudtrail.amazonaws.com", "", "service", "")


def check_bucket(trail: Trail) -> None:
    """Raises what AWS answers for a bucket that is missing or does not let CloudTrail in."""
    owner: Any = s3_backends.bucket_accounts.get(trail.bucket)
    if owner is None:
        raise AwsError("S3BucketDoesNotExistException", f"S3 bucket {trail.bucket} does not exist!")
    partition, account = owner
    stored = s3_backends[account][partition].buckets[trail.bucket].policy
    document = stored.decode() if isinstance(stored, bytes) else stored
    if not document or not _lets_in(document, trail, account):
        text = f"Incorrect S3 bucket policy is detected for bucket: {trail.bucket}"
        raise AwsError("InsufficientS3BucketPolicyException", text)


def _lets_in(document: str, trail: Trail, account: str) -> bool:
    policies = Policies(resource=(document,))
    return all(decide(policies, request).allowed for request in _needs(trail, account))


def refusal_of_bucket(trail: Trail) -> str | None:
    """What CloudTrail notes of a delivery that fails: S3's own code."""
    try:
        check_bucket(trail)
    except AwsError as error:
        return "NoSuchBucket" if error.code == "S3BucketDoesNotExistException" else "AccessDenied"
    return None


def _needs(trail: Trail, account: str) -> list[Request]:
    """What CloudTrail tries out before it accepts a bucket."""
    bucket = f"arn:aws:s3:::{trail.bucket}"
    prefix = f"{trail.prefix}/" if trail.prefix else ""
    source = {"aws:sourcearn": trail.arn, "aws:sourceaccount": trail.account}
    writing = source | {"s3:x-amz-acl": "bucket-owner-full-control"}
    places = [trail.account]
    if trail.organization:
        places.append(str(organization_id_of(trail.account)))
    return [
        Request(_CLOUDTRAIL, "s3:GetBucketAcl", bucket, account, source),
        *(
            Request(_CLOUDTRAIL, "s3:PutObject", f"{bucket}/{prefix}AWSLogs/{place}/CloudTrail/x", account, writing)
            for place in places
        ),
    ]
