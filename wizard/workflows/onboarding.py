"""From AWS credentials to the role ARN: the guide's steps, in its order."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from wizard.model import Context, GrantedRole, SubAccount, Workflow, WorkflowWords
from wizard.workflows import steps_of
from wizard.workflows.exporting import role_of_vendor


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
    exported=role_of_vendor,
    words=WorkflowWords(
        opening="At the end, {contact} has the ARN of a role in your AWS account.",
        in_place="The role is ready.",
        to_pass_on="The role ARN is ready to send.",
        last="All that is left is to send the role ARN.",
        result="The role's ARN, for {contact}:",
        no_result="There is no role ARN yet.",
        reason="{contact} reads the reason in the handover.",
        purpose="I'm giving {vendor} access to an AWS account.",
    ),
)
