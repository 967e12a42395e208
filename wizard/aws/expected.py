"""Which refusals are answers: AWS's way to say that there is none (yet), where one asks in order to find out.

They are told in the activity as what AWS said, and not as failures. By AWS's API references, as of 2026-11-26.
"""

from __future__ import annotations

from typing import Final

NONE_THERE: Final = {
    # https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html; a HEAD has no body, so only its status.
    ("s3", "HeadBucket"): ("404",),
    ("s3", "GetBucketPolicy"): ("NoSuchBucket", "NoSuchBucketPolicy"),
    ("s3", "GetPublicAccessBlock"): ("NoSuchBucket", "NoSuchPublicAccessBlockConfiguration"),
    ("s3", "GetBucketEncryption"): ("NoSuchBucket", "ServerSideEncryptionConfigurationNotFoundError"),
    # https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetRole.html
    ("iam", "GetRole"): ("NoSuchEntity", "NoSuchEntityException"),
    # The same for who may be missing, and for a policy: API_GetUser.html, API_GetGroup.html, API_GetPolicy.html,
    # API_ListPolicyVersions.html.
    ("iam", "GetUser"): ("NoSuchEntity", "NoSuchEntityException"),
    ("iam", "GetGroup"): ("NoSuchEntity", "NoSuchEntityException"),
    ("iam", "GetPolicy"): ("NoSuchEntity", "NoSuchEntityException"),
    ("iam", "ListPolicyVersions"): ("NoSuchEntity", "NoSuchEntityException"),
    # https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DescribeStacks.html
    ("cloudformation", "DescribeStacks"): ("ValidationError", "ValidationException"),
    ("cloudformation", "DescribeStackResources"): ("ValidationError", "ValidationException"),
    ("cloudformation", "DescribeChangeSet"): ("ChangeSetNotFound", "ChangeSetNotFoundException"),
    # https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DescribeStackSet.html
    ("cloudformation", "DescribeStackSet"): ("StackSetNotFoundException",),
    ("cloudformation", "DescribeStackSetOperation"): ("OperationNotFoundException",),
    # https://docs.aws.amazon.com/organizations/latest/APIReference/API_DescribeOrganization.html
    ("organizations", "DescribeOrganization"): ("AWSOrganizationsNotInUseException",),
    # Asked by whoever is signed in, and answered to the management account and delegated administrators alone.
    # https://docs.aws.amazon.com/organizations/latest/APIReference/API_ListDelegatedAdministrators.html
    ("organizations", "ListDelegatedAdministrators"): ("AccessDeniedException",),
    # https://docs.aws.amazon.com/bedrock/latest/APIReference/API_GetUseCaseForModelAccess.html
    ("bedrock", "GetUseCaseForModelAccess"): ("ResourceNotFoundException",),
    # https://docs.aws.amazon.com/singlesignon/latest/OIDCAPIReference/API_CreateToken.html
    ("sso-oidc", "CreateToken"): ("AuthorizationPendingException", "SlowDownException"),
}
# These codes say many things; what is meant stands in the message.
SAYS: Final = {
    ("cloudformation", "DescribeStacks"): "does not exist",
    ("cloudformation", "DescribeStackResources"): "does not exist",
}


def expected(service: str, operation: str, code: str, message: str) -> bool:
    """Whether this answer says no more than that there is none (yet)."""
    asked = (service, operation)
    return code in NONE_THERE.get(asked, ()) and SAYS.get(asked, "") in message
