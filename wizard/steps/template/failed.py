"""Stacks that failed: those that can only be deleted, the empty one of a change set, and those that are stuck."""

from __future__ import annotations

from typing import Any

from wizard.model import Observation
from wizard.resources import stack as stacks
from wizard.steps.template import change_sets, role_alone
from wizard.steps.template import wording as words
from wizard.steps.template.case import ON_FAILED, Case, about_existing


def dead(case: Case) -> Observation[Any]:
    """A stack that can only be deleted, or the empty one that a change set makes."""
    under_review = case.stack.status == stacks.REVIEW
    if under_review and _importing(case) and (ours := change_sets.importing(case)):
        return ours
    case = case.with_search()
    facts, on_failed = case.facts, case.chose("on_failed_stack", "delete", "stop")
    allowed = role_alone.choices(case) if facts.role else ()
    chosen = case.chose("on_existing", *allowed)
    if on_failed == "delete":
        return case.to_be_deleted()
    if chosen == "adopt":
        return case.satisfied()
    key = "stack-in-review" if under_review else "stack-failed"
    if on_failed == "stop":
        return case.blocked("stopped as you chose", key)
    about_role = (about_existing(*allowed),) if allowed and not chosen else ()
    return case.asked(words.in_short(case.stack), key, *about_role, ON_FAILED)


def _importing(case: Case) -> bool:
    """Whether the import of the role may be under way: who holds the role was looked at before it was prepared."""
    return case.facts.equal and case.answers.text("on_existing") == "import" and not case.came_to_nothing()


def stuck(case: Case) -> Observation[Any]:
    """A stack that neither works nor can simply be deleted, or a status that is not known here."""
    if case.facts.adoptable and case.chose("on_existing", "adopt"):
        return case.satisfied()
    key = "stack-stuck" if case.stack.status in stacks.STUCK else "stack-status-unknown"
    if case.facts.adoptable:
        return case.asked(words.in_short(case.stack), key, about_existing("adopt"))
    return case.blocked(words.in_short(case.stack), key)
