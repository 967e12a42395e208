"""The calls of a group's removal.

https://docs.aws.amazon.com/service-authorization/latest/reference/list_awscloudformation.html
"""

from __future__ import annotations

from wizard.model import By, InOurName, needed
from wizard.resources.arns import ANY_ROLE, STACK_SETS, STACKS

CALLS = (
    *needed("cloudformation", "DescribeStackSet", "ListStackInstances", "ListStackSetOperations",
            "DescribeStackSetOperation", "ListStackSetOperationResults", by=By.SIGNED_IN, on=STACK_SETS),
    *needed("cloudformation", "DescribeStacks", by=By.SIGNED_IN, on=STACKS),
    *needed("iam", "GetRole", "ListAttachedRolePolicies", "ListRolePolicies", "GetRolePolicy", by=By.SIGNED_IN,
            on=ANY_ROLE),
    *needed("cloudformation", "DeleteStackInstances", "DeleteStackSet", writes=True, by=By.SIGNED_IN, on=STACK_SETS),
    *needed("cloudformation", "DeleteStack", writes=True, by=By.SIGNED_IN, on=STACKS, in_our_name=tuple(
        InOurName(action=f"iam:{action}", on=ANY_ROLE)
        for action in ("DeleteRole", "DeleteRolePolicy", "DetachRolePolicy"))),
    *needed("iam", "DetachRolePolicy", "DeleteRolePolicy", "DeleteRole", writes=True, by=By.SIGNED_IN, on=ANY_ROLE),
)  # fmt: skip
