"""The calls of stack sets, and those in an account that StackSets has no stack in yet.

https://docs.aws.amazon.com/service-authorization/latest/reference/list_awscloudformation.html
"""

from __future__ import annotations

from wizard.model import By, InOurName, Kind, needed
from wizard.resources.arns import ANY_ROLE

# Which prefix and which groups are in a file, which the answers only name.
STACK_SETS = Kind(
    word="StackSets",
    arns=(
        "arn:{partition}:cloudformation:*:{account}:stackset/*:*",
        "arn:{partition}:cloudformation:*:*:stackset-target/*",
        "arn:{partition}:cloudformation:*::type/resource/*",
    ),
)
STACKS = Kind(word="Stacks", arns=("arn:{partition}:cloudformation:*:{account}:stack/*/*",))
_MAKING = tuple(
    InOurName(action=f"iam:{action}", on=ANY_ROLE)
    for action in (
        *("CreateRole", "DeleteRole", "GetRole", "UpdateRole", "UpdateAssumeRolePolicy"),
        *("AttachRolePolicy", "DetachRolePolicy", "PutRolePolicy", "DeleteRolePolicy"),
        "PutRolePermissionsBoundary",
    )
)
READS = (
    *needed("cloudformation", "DescribeStackSet", "ListStackInstances", "ListStackSetOperations",
            "DescribeStackSetOperation", "ListStackSetOperationResults", by=By.SIGNED_IN, on=STACK_SETS),
    *needed("cloudformation", "DescribeStacks", "GetTemplate", by=By.SIGNED_IN, on=STACKS),
)  # fmt: skip
CALLS = (
    *READS,
    *needed("iam", "GetRole", "ListAttachedRolePolicies", "ListRolePolicies", "GetRolePolicy", by=By.INSIDE,
            on=ANY_ROLE),
    *needed("cloudformation", "CreateStackSet", "UpdateStackSet", "CreateStackInstances", "DeleteStackInstances",
            "ImportStacksToStackSet", writes=True, by=By.SIGNED_IN, on=STACK_SETS),
    *needed("cloudformation", "CreateStack", "UpdateStack", writes=True, by=By.SIGNED_IN, on=STACKS,
            in_our_name=_MAKING),
)  # fmt: skip
