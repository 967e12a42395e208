"""The calls of the central account's roles.

https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsidentityandaccessmanagementiam.html
"""

from __future__ import annotations

from wizard.model import By, needed
from wizard.resources.arns import ANY_ROLE

CALLS = (
    *needed("iam", "GetRole", "ListAttachedRolePolicies", "ListRolePolicies", "GetRolePolicy", by=By.SIGNED_IN,
            on=ANY_ROLE),
    *needed("iam", "CreateRole", "UpdateAssumeRolePolicy", "UpdateRole", "PutRolePolicy", "DeleteRolePolicy",
            "DetachRolePolicy", "DeleteRolePermissionsBoundary", writes=True, by=By.SIGNED_IN, on=ANY_ROLE),
)  # fmt: skip
