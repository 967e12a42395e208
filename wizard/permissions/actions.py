"""What IAM calls the action of a call, whichever step makes it.

Most actions are called as their operation is; what is not so stands here, each with its source. The tests hold every
name against AWS's own list, the Service Authorization Reference. What the table costs is that AWS may rename an
action; a test says so.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from wizard.model.calls import LOCAL

REFERENCE = "https://docs.aws.amazon.com/service-authorization/latest/reference/"

# Services whose prefix in IAM is another one.
PREFIXES: Mapping[str, str] = {
    # REFERENCE + list_amazonresourcegrouptaggingapi.html
    "resourcegroupstaggingapi": "tag",
    # REFERENCE + list_amazonbedrock.html: the runtime's actions stand among those of Bedrock.
    "bedrock-runtime": "bedrock",
}

# Operations whose action is called otherwise.
ACTIONS: Mapping[str, str] = {
    # https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListBuckets.html
    "s3:ListBuckets": "s3:ListAllMyBuckets",
    # https://docs.aws.amazon.com/AmazonS3/latest/API/API_HeadBucket.html
    "s3:HeadBucket": "s3:ListBucket",
    # https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetPublicAccessBlock.html
    "s3:GetPublicAccessBlock": "s3:GetBucketPublicAccessBlock",
    # https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutPublicAccessBlock.html
    "s3:PutPublicAccessBlock": "s3:PutBucketPublicAccessBlock",
    # https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketEncryption.html
    "s3:GetBucketEncryption": "s3:GetEncryptionConfiguration",
    # https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketEncryption.html
    "s3:PutBucketEncryption": "s3:PutEncryptionConfiguration",
    # https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_Converse.html
    "bedrock-runtime:Converse": "bedrock:InvokeModel",
}

# https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html: no permission is needed for it, and
# none can be taken away.
FREE = frozenset({"sts:GetCallerIdentity"})


def is_free(call: str) -> bool:
    """Whether no permission is needed: everybody may make the call, or it is answered by this computer."""
    return call in FREE or call.partition(":")[0] in LOCAL


def action_of(call: str) -> str:
    """The IAM action of a call, both as ``service:Name``."""
    service, _, operation = call.partition(":")
    return ACTIONS.get(call, f"{PREFIXES.get(service, service)}:{operation}")


def checkpoint_statements(partition: str, bucket: str, key: str) -> list[dict[str, Any]]:
    """For a checkpoint in S3. Only who may list the bucket is told that an object is not there, instead of refused.

    https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html, "Permissions".
    """
    place = f"arn:{partition}:s3:::{bucket}"
    rules = (
        ("Checkpoint", ["s3:GetObject", "s3:PutObject"], f"{place}/{key}"),
        ("CheckpointBucket", ["s3:ListBucket"], place),
    )
    return [{"Sid": sid, "Effect": "Allow", "Action": actions, "Resource": [arn]} for sid, actions, arn in rules]
