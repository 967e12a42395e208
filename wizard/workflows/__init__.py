"""What is done, in which order: a workflow is a module here, and a line in this table.

The table is read before the first paint; a workflow's steps are imported when it is the one that is walked.
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from wizard.model import Workflow

ORDINARY = "onboarding"
"""What is walked where no workflow is named."""


class Line(NamedTuple):
    """A workflow before it is imported. summary: what it does, for --help and completion."""

    module: str
    summary: str


WORKFLOWS: Mapping[str, Line] = {
    "onboarding": Line("wizard.workflows.onboarding", "set up an AWS account for a vendor, up to the role's ARN"),
}


def workflow_named(name: str) -> Workflow:
    """A workflow by its id. Raises KeyError, and WorkflowProblem where its steps do not fit together."""
    found: Workflow = import_module(WORKFLOWS[name].module).WORKFLOW
    return found
