"""The calls of stack sets, and those in an account that StackSets has no stack in yet.

https://docs.aws.amazon.com/service-authorization/latest/reference/list_awscloudformation.html
"""

from __future__ import annotations

from wizard.model import By, InOurName, needed, never
from wizard.resources.arns import ANY_ROLE, LOOK_ROLE, STACK_SETS, STACKS

_MAKING = tuple(
    InOurName(action=f"iam:{action}", on=ANY_ROLE)
    for action in (
        *("CreateRole", "DeleteRole", "GetRole", "UpdateRole", "UpdateAssumeRolePolicy"),
        *("AttachRolePolicy", "DetachRolePolicy", "PutRolePolicy", "DeleteRolePolicy"),
        "PutRolePermissionsBoundary",
    )
)
CALLS = (
    *needed("cloudformation", "DescribeStackSet", "ListStackInstances", "ListStackSetOperations",
            "DescribeStackSetOperation", "ListStackSetOperationResults", by=By.SIGNED_IN, on=STACK_SETS),
    *needed("cloudformation", "DescribeStacks", "GetTemplate", by=By.SIGNED_IN, on=STACKS),
    # Into each account without a stack; what is read there, the look role is allowed.
    *needed("sts", "AssumeRole", by=By.SIGNED_IN, on=LOOK_ROLE),
    *needed("iam", "GetRole", "ListAttachedRolePolicies", "ListRolePolicies", "GetRolePolicy", when=never),
    *needed("cloudformation", "DescribeStacks", "DescribeChangeSet", when=never),
    *needed("cloudformation", "CreateChangeSet", "ExecuteChangeSet", writes=True, when=never),
    # It is no resource yet.
    *needed("cloudformation", "CreateStackSet", writes=True, by=By.SIGNED_IN),
    *needed("cloudformation", "UpdateStackSet", "CreateStackInstances", "DeleteStackInstances",
            "ImportStacksToStackSet", writes=True, by=By.SIGNED_IN, on=STACK_SETS),
    *needed("cloudformation", "CreateStack", "UpdateStack", writes=True, by=By.SIGNED_IN, on=STACKS,
            in_our_name=_MAKING),
)  # fmt: skip
