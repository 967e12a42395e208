"""Our change sets: being made, ready to be shown and carried out, or refused; and what a refusal leaves to choose."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from wizard.model import Observation
from wizard.resources import stack as stacks
from wizard.resources import stack_changes as changes
from wizard.steps.template import role_alone
from wizard.steps.template import wording as words
from wizard.steps.template.case import ON_FAILED, Case, about_existing
from wizard.steps.template.facts import change_set

_NO_CHANGES = re.compile(r"didn't contain changes|No updates are to be performed", re.IGNORECASE)


def updating(case: Case) -> Observation[Any] | None:
    """The change from another template to the vendor's; None where there is nothing to change."""
    if case.stack.status == "UPDATE_ROLLBACK_COMPLETE":
        case = case.with_events()
        if not case.context.person and case.tried("ExecuteChangeSet", stack=case.stack.id):
            return case.blocked("update rolled back", "stack-update-failed")
    name = changes.change_set_name(case.facts.place, "update", case.stack)
    described = change_set(case.read, case.facts, name)
    if described is None:
        return case.unmet("update", "stack to update")
    if described.get("Status") == "FAILED" and _NO_CHANGES.search(described.get("StatusReason", "")):
        return None
    return reviewed(case, name, described)


def importing(case: Case) -> Observation[Any] | None:
    """The import of the role into a new stack; None where no change set of ours is there."""
    name = changes.change_set_name(case.facts.place, "import", None)
    described = change_set(case.read, case.facts, name)
    return reviewed(case, name, described) if described else None


def reviewed(case: Case, name: str, described: Mapping[str, Any]) -> Observation[Any]:
    """What a change set of ours leads to."""
    status, execution = described.get("Status", ""), described.get("ExecutionStatus", "")
    if status == "CREATE_COMPLETE" and execution == "AVAILABLE":
        facts = replace(case.facts, change_set=name, resource_changes=words.resource_changes(described))
        return replace(case, facts=facts).unmet("execute", "change set ready")
    if status in ("CREATE_PENDING", "CREATE_IN_PROGRESS") or execution in ("EXECUTE_IN_PROGRESS", "EXECUTE_COMPLETE"):
        says = f"{status} {execution}".strip()
        return case.pending("CloudFormation is working on the change set.", "change set in progress", says=says)
    reason = described.get("StatusReason") or f"{status} {execution}".strip()
    if case.stack.status != stacks.REVIEW:
        return case.blocked("change set refused", "change-set-failed", change_set=name, reason=reason)
    if case.chose("on_failed_stack", "delete"):
        return case.to_be_deleted()
    # Not the import: it has just been refused.
    others = tuple(value for value in role_alone.choices(case.with_search()) if value != "import")
    about_role = (about_existing(*others),) if others else ()
    return case.asked("change set refused", "change-set-failed", *about_role, ON_FAILED, change_set=name, reason=reason)
