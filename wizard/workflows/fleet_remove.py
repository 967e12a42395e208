"""Takes back what a fleet gave one group: its roles in the accounts, its stack set and its central role."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from wizard.model import Context, SignedIn, Workflow, WorkflowWords
from wizard.workflows import steps_of


def result(context: Context) -> Mapping[str, Any]:
    """The account whose central role it was."""
    signed_in = context.find(SignedIn)
    return {"role_arn": None, "account_id": signed_in.account if signed_in else None}


WORKFLOW = Workflow(
    id="fleet-remove",
    title="Remove a group",
    steps=steps_of("fleet-remove"),
    result=result,
    words=WorkflowWords(
        opening="At the end, one group has no role in any account.",
        purpose="I'm removing a group's roles from the accounts of an organization.",
    ),
)
