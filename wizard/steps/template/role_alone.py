"""A role without its stack: an earlier one has left it behind, a stack elsewhere holds it, or somebody made it.

What holds it decides what is offered. A role of a live stack is neither imported nor deleted: CloudFormation refuses
the one, and the other breaks that stack. What AWS has refused in this run is not offered again.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from wizard.model import Observation
from wizard.steps.template.case import STACK_NAME, Case, about_existing


def judged(case: Case) -> Observation[Any]:
    """Create it, take it over, or ask what should happen."""
    if case.facts.role is None:
        return case.unmet("create", "no role yet")
    if case.created_lately():
        return case.pending("AWS accepted the stack, but CloudFormation doesn't show it yet.", "stack not shown yet")
    if case.facts.adoptable and case.chose("on_existing", "adopt"):
        return case.satisfied()
    case = case.with_search()
    if case.facts.owner:
        return _of_another_stack(case)
    allowed = choices(case)
    match case.chose("on_existing", *allowed):
        case "import":
            return case.unmet("import", "role without a stack")
        case "delete":
            return case.with_profiles().unmet("delete-role", "role to delete")
    key = "role-exists" if case.facts.adoptable else "role-exists-different"
    return case.asked("role without a stack", key, about_existing(*allowed))


def choices(case: Case) -> tuple[str, ...]:
    """What can become of the role; wants to know who holds it."""
    facts = case.facts
    if facts.owner:
        return ("adopt",) if facts.adoptable else ()
    if facts.equal and not case.came_to_nothing():
        return ("adopt", "import", "delete")
    return ("adopt", "delete") if facts.adoptable else ("delete",)


def _of_another_stack(case: Case) -> Observation[Any]:
    owner = case.facts.owner
    if owner is None:
        raise LookupError("no other stack holds it")
    summary = "role of another stack"
    if case.facts.adoptable:
        key = "role-of-a-stack-set" if owner.stack_set else "role-of-another-stack"
        return case.asked(summary, key, about_existing("adopt"))
    key = "role-of-a-stack-set-different" if owner.stack_set else "role-of-another-stack-different"
    if owner.region == case.facts.place.target.region and not owner.stack_set:
        # From here it can be used: the stack is then looked at as if it had been named at once.
        return case.asked(summary, key, replace(STACK_NAME, default=owner.name, optional=False))
    return case.blocked(summary, key)
