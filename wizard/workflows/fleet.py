"""Roles in many accounts from one: each group of people gets a role here, and one of the same name in its accounts."""

from __future__ import annotations

from wizard.model import Workflow, WorkflowWords
from wizard.resources.fleet.result import fleet_result
from wizard.workflows import steps_of

WORKFLOW = Workflow(
    id="fleet",
    title="Fleet",
    steps=steps_of("fleet"),
    result=fleet_result,
    words=WorkflowWords(
        last=("Now send the files of the step Links. The report says whether something is left to do in the console."),
        opening="At the end, each group has a role here, and one with the same name in each of its accounts.",
        purpose="I'm giving groups of people roles in the accounts of an organization.",
    ),
)
