"""The calls that find drift, and those that repair a role in its account.

https://docs.aws.amazon.com/service-authorization/latest/reference/list_awscloudformation.html
"""

from __future__ import annotations

from wizard.model import AnsweredTables, By, needed, never
from wizard.resources.arns import LOOK_ROLE, STACK_SETS, STACKS
from wizard.steps.drift.questions import DETECT


def _detects(tables: AnsweredTables) -> bool:
    return tables.own.yes(DETECT.name) is True


CALLS = (
    *needed("cloudformation", "DescribeStackSet", "ListStackInstances", "ListStackSetOperations",
            "DescribeStackSetOperation", "ListStackSetOperationResults", "ListStackInstanceResourceDrifts",
            by=By.SIGNED_IN, on=STACK_SETS),
    *needed("cloudformation", "DescribeStacks", "GetTemplate", by=By.SIGNED_IN, on=STACKS),
    # Into each account; what is read and repaired there, the look role is allowed.
    *needed("sts", "AssumeRole", by=By.SIGNED_IN, on=LOOK_ROLE),
    *needed("iam", "GetRole", "ListAttachedRolePolicies", "ListRolePolicies", "GetRolePolicy", when=never),
    *needed("cloudformation", "DetectStackSetDrift", writes=True, by=By.SIGNED_IN, on=STACK_SETS,
            when=_detects),
    *needed("iam", "UpdateAssumeRolePolicy", "UpdateRole", "AttachRolePolicy", "DetachRolePolicy", "PutRolePolicy",
            "DeleteRolePolicy", "PutRolePermissionsBoundary", "DeleteRolePermissionsBoundary", "TagRole", "UntagRole",
            writes=True, when=never),
)  # fmt: skip
