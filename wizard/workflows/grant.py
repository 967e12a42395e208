"""The trusted side of cross-account access: a user, group or role of this account may assume a role in another one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from wizard.model import Context, Principal, SignedIn, TrustingRole, Workflow, WorkflowWords
from wizard.workflows import steps_of
from wizard.workflows.exporting import permission_to_assume


def result(context: Context) -> Mapping[str, Any]:
    """Which role, who can assume it, and the account in which that is said."""
    role, principal, signed_in = context.find(TrustingRole), context.find(Principal), context.find(SignedIn)
    return {
        "role_arn": role.arn if role else None,
        "account_id": signed_in.account if signed_in else None,
        "principal": principal.arn if principal else None,
    }


WORKFLOW = Workflow(
    id="grant",
    title="Grant",
    steps=steps_of("grant"),
    result=result,
    exported=permission_to_assume,
    labels={"role_arn": "Role ARN", "principal": "Principal"},
    words=WorkflowWords(
        opening="At the end, somebody in your account can assume a role in another account.",
        purpose="I'm letting somebody in an AWS account assume a role in another account.",
    ),
)
