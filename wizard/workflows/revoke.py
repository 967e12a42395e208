"""Takes back what was granted: the permission of a user, group or role to assume a role in another account."""

from __future__ import annotations

from wizard.model import Workflow, WorkflowWords
from wizard.steps.principal.step import EXISTING
from wizard.workflows import steps_of
from wizard.workflows.grant import result

WORKFLOW = Workflow(
    id="revoke",
    title="Revoke",
    steps=tuple(EXISTING if step.id == EXISTING.id else step for step in steps_of("revoke")),
    result=result,
    labels={"role_arn": "Role ARN", "principal": "Principal"},
    words=WorkflowWords(
        opening="At the end, somebody in your account can no longer assume a role in another account.",
        purpose="I'm revoking the permission to assume a role in another account.",
    ),
)
