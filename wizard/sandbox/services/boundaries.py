"""Permissions boundaries of IAM users, which moto lacks; it has those of roles."""

from __future__ import annotations

from typing import Any

from wizard.sandbox.kernel.errors import AwsError
from wizard.sandbox.kernel.iam import iam_of
from wizard.sandbox.kernel.operations import Answer, Call, operation


@operation("iam", "PutUserPermissionsBoundary")
def put_user_permissions_boundary(call: Call) -> Answer:
    arn = str(call.get("PermissionsBoundary"))
    if arn not in iam_of(call.account).managed_policies:
        raise AwsError("NoSuchEntity", f"Policy {arn} does not exist or is not attachable.", 404)
    _user(call).permissions_boundary_arn = arn
    return {}


@operation("iam", "DeleteUserPermissionsBoundary")
def delete_user_permissions_boundary(call: Call) -> Answer:
    _user(call).permissions_boundary_arn = None
    return {}


def _user(call: Call) -> Any:
    name = call.get("UserName")
    found = iam_of(call.account).users.get(name)
    if found is None:
        raise AwsError("NoSuchEntity", f"The user with name {name} cannot be found.", 404)
    return found
