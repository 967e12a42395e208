"""Roles in many accounts from one: each group of people gets a role here, and one of the same name in its accounts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from wizard.model import Context, FleetAccounts, FleetRoles, SignedIn, Workflow, WorkflowWords
from wizard.workflows import steps_of


def result(context: Context) -> Mapping[str, Any]:
    """The account that people sign in to, how many accounts each group has, and the roles that are there."""
    signed_in, accounts = context.find(SignedIn), context.confirmed(FleetAccounts)
    roles = context.confirmed(FleetRoles)
    return {
        "role_arn": None,
        "account_id": signed_in.account if signed_in else None,
        "groups": {one.group.name: len(one.members) for one in accounts.groups} if accounts else None,
        "role_arns": [one.role_arn for one in roles.roles if one.stands == "there"] if roles else None,
    }


WORKFLOW = Workflow(
    id="fleet",
    title="Fleet",
    steps=steps_of("fleet"),
    result=result,
    words=WorkflowWords(
        opening="At the end, each group has a role here, and one with the same name in each of its accounts.",
        purpose="I'm giving groups of people roles in the accounts of an organization.",
    ),
)
