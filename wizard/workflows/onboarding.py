"""From AWS credentials to the role ARN: the guide's steps, in its order."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from wizard.model import Context, GrantedRole, SubAccount, Workflow
from wizard.workflows import steps_of


def result(context: Context) -> Mapping[str, Any]:
    """The role's ARN where the role is known to be there, and the account."""
    granted, account = context.confirmed(GrantedRole), context.find(SubAccount)
    return {
        "role_arn": granted.role_arn if granted else None,
        "account_id": account.account if account else None,
    }


WORKFLOW = Workflow(
    id="onboarding",
    title="Onboarding",
    steps=steps_of("onboarding"),
    result=result,
    labels={"role_arn": "Role ARN"},
)
