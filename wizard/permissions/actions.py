"""Which IAM actions a call needs, and the resources that IAM lets each of them be narrowed to.

Most actions are called as their operation is; what is not so stands here, each with its source. A table and nothing
else: it grows by a line when a step declares a call, and the tests hold every name and every resource against AWS's
own list, the Service Authorization Reference. What the table costs is that AWS may rename an action; a test says so.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

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

# What a service does in the caller's name, by the call that makes it do so.
SIDE_ACTIONS: Mapping[str, tuple[str, ...]] = {
    # https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_org_create.html
    "organizations:CreateOrganization": ("iam:CreateServiceLinkedRole",),
    # https://docs.aws.amazon.com/bedrock/latest/userguide/model-access-permissions.html
    "bedrock:CreateFoundationModelAgreement": ("aws-marketplace:Subscribe", "aws-marketplace:ViewSubscriptions"),
}

# What CloudFormation does to a role in the caller's name, by what the template gives the role. A failed creation is
# rolled back with the same permissions. https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/
# control-access-with-iam.html, and the handlers' permissions in the schema of AWS::IAM::Role.
ROLE_ALWAYS = ("iam:CreateRole", "iam:DeleteRole")
ROLE_MANAGED = ("iam:AttachRolePolicy", "iam:DetachRolePolicy")
ROLE_INLINE = ("iam:PutRolePolicy", "iam:DeleteRolePolicy")
ROLE_BOUNDARY = ("iam:PutRolePermissionsBoundary",)
ROLE_TAGS = ("iam:TagRole",)

# Kinds of resources: the word that a Sid ends with, and the ARNs. "…" in RESOURCES below: REFERENCE's tables.
KINDS: Mapping[str, tuple[str, ...]] = {
    "": ("*",),
    "Account": ("arn:{partition}:account::{account}:account",),
    "WayIn": ("arn:{partition}:iam::{member}:role/{entry}",),
    "Member": ("arn:{partition}:organizations::*:account/o-*/{member}",),
    "Unit": ("arn:{partition}:organizations::*:ou/o-*/{unit}",),
    "Move": (
        "arn:{partition}:organizations::*:account/o-*/{member}",
        "arn:{partition}:organizations::*:ou/o-*/{unit}",
        "arn:{partition}:organizations::*:root/o-*/r-*",
    ),
    "ControlPolicy": ("arn:{partition}:organizations::*:policy/o-*/resource_control_policy/p-*",),
    "LinkedRole": (
        "arn:{partition}:iam::*:role/aws-service-role/organizations.amazonaws.com/AWSServiceRoleForOrganizations",
    ),
    "Trails": ("arn:{partition}:cloudtrail:*:*:trail/*",),
    "OwnTrail": ("arn:{partition}:cloudtrail:{region}:{account}:trail/{trail}",),
    "Bucket": ("arn:{partition}:s3:::{bucket}",),
    # Of trails that are there already: their buckets have any name.
    "Buckets": ("arn:{partition}:s3:::*",),
    "Stack": ("arn:{partition}:cloudformation:{region}:{account}:stack/{stack}/*",),
    # Any that holds the role, wherever it is.
    "AnyStack": ("arn:{partition}:cloudformation:*:{account}:stack/*/*",),
    "Role": ("arn:{partition}:iam::{account}:role{path}{role}",),
    "Policies": ("arn:{partition}:iam::{account}:role{path}{role}",),
    "Profiles": ("arn:{partition}:iam::{account}:instance-profile/*",),
    "Models": (
        "arn:{partition}:bedrock:{region}:{account}:inference-profile/{profile}",
        "arn:{partition}:bedrock:{region}::foundation-model/{model}",
        # A global profile is also checked against the model without a region.
        # https://docs.aws.amazon.com/bedrock/latest/userguide/global-cross-region-inference.html
        "arn:{partition}:bedrock:::foundation-model/{model}",
    ),
    "Marketplace": ("*",),
}

# Conditions that narrow a kind further than its ARNs do.
CONDITIONS: Mapping[str, Mapping[str, Mapping[str, str]]] = {
    "LinkedRole": {"StringEquals": {"iam:AWSServiceName": "organizations.amazonaws.com"}},
    "Policies": {"ArnEquals": {"iam:PolicyARN": "{policies}"}},
    # As AWS's own policy AmazonBedrockFullAccess has it: only what Bedrock does in the caller's name.
    "Marketplace": {"StringEquals": {"aws:CalledViaLast": "bedrock.amazonaws.com"}},
}

_BUCKET = (
    "GetBucketPolicy", "GetBucketPublicAccessBlock", "GetEncryptionConfiguration", "CreateBucket",
    "PutBucketPublicAccessBlock", "PutEncryptionConfiguration", "PutBucketPolicy",
)  # fmt: skip
_STACK = (
    "DescribeStacks", "GetTemplate", "DescribeStackEvents", "DescribeEvents", "DescribeChangeSet", "CreateStack",
    "DeleteStack", "CreateChangeSet", "ExecuteChangeSet",
)  # fmt: skip
_ROLE = (
    "GetRole", "ListAttachedRolePolicies", "ListRolePolicies", "GetRolePolicy", "ListInstanceProfilesForRole",
    "CreateRole", "DeleteRole", "UpdateRole", "UpdateAssumeRolePolicy", "PutRolePolicy", "DeleteRolePolicy",
    "PutRolePermissionsBoundary", "DeleteRolePermissionsBoundary", "TagRole", "UntagRole",
)  # fmt: skip

# The kind of resource an action can be narrowed to; an action that is not here can be narrowed to none.
RESOURCES: Mapping[str, str] = {
    "account:GetAccountInformation": "Account",
    "account:ListRegions": "Account",
    "sts:AssumeRole": "WayIn",
    "organizations:DescribeAccount": "Member",
    "organizations:ListParents": "Member",
    "organizations:ListPoliciesForTarget": "Move",
    "organizations:DescribePolicy": "ControlPolicy",
    "organizations:DescribeOrganizationalUnit": "Unit",
    "organizations:MoveAccount": "Move",
    "iam:CreateServiceLinkedRole": "LinkedRole",
    "cloudtrail:GetTrailStatus": "Trails",
    "cloudtrail:GetEventSelectors": "Trails",
    "cloudtrail:CreateTrail": "OwnTrail",
    "cloudtrail:UpdateTrail": "Trails",
    "cloudtrail:PutEventSelectors": "Trails",
    "cloudtrail:StartLogging": "OwnTrail",
    "s3:ListBucket": "Buckets",
    **{f"s3:{name}": "Bucket" for name in _BUCKET},
    **{f"cloudformation:{name}": "Stack" for name in _STACK},
    "cloudformation:DescribeStackResources": "AnyStack",
    **{f"iam:{name}": "Role" for name in _ROLE},
    "iam:AttachRolePolicy": "Policies",
    "iam:DetachRolePolicy": "Policies",
    "iam:RemoveRoleFromInstanceProfile": "Profiles",
    "bedrock:InvokeModel": "Models",
    "aws-marketplace:Subscribe": "Marketplace",
    "aws-marketplace:ViewSubscriptions": "Marketplace",
}


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
