"""What is done, in which order: a workflow is a module here, and a line in this table.

The table is read before the first paint; a workflow's steps are imported when it is the one that is walked.
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module

from wizard.model import Workflow

ORDINARY = "onboarding"
"""What is walked where no workflow is named."""

WORKFLOWS: Mapping[str, str] = {
    "onboarding": "wizard.workflows.onboarding",
}


def workflow_named(name: str) -> Workflow:
    """A workflow by its id. Raises KeyError, and WorkflowProblem where its steps do not fit together."""
    found: Workflow = import_module(WORKFLOWS[name]).WORKFLOW
    return found
