"""Whether a role can be assumed, and whether it demands its external ID. It only looks."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from wizard.model import AssumedRole, Context, Workflow, WorkflowWords
from wizard.workflows import steps_of


def result(context: Context) -> Mapping[str, Any]:
    """The role, as whom it was assumed and until when, where it was; whether it demands its external ID."""
    assumed = context.confirmed(AssumedRole)
    if assumed is None:
        return {"role_arn": None}
    return {
        "role_arn": assumed.role_arn,
        "session_arn": assumed.session,
        "expires": datetime.fromtimestamp(assumed.until, UTC).isoformat(timespec="seconds") if assumed.until else None,
        "external_id_demanded": assumed.external_id,
    }


WORKFLOW = Workflow(
    id="verify",
    title="Verify",
    steps=steps_of("verify"),
    read_only=True,
    result=result,
    labels={"role_arn": "Role ARN"},
    words=WorkflowWords(
        opening="At the end you know whether you can assume the role, and whether it requires its external ID.",
        result="You can assume this role:",
        no_result="The role wasn't assumed.",
        purpose="I'm checking whether I can assume a role, and whether it requires its external ID.",
    ),
)
