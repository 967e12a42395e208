"""What is told when nothing of a group is left, or nothing of it was there."""

from __future__ import annotations

from wizard.model import Finding, FleetAccounts
from wizard.resources.identity_policies import spoken

# No call of StackSets deletes it, and AWS says nowhere that it does by itself.
OF_AWS = Finding(
    mark="info",
    text="StackSets can leave its own role in the accounts: stacksets-exec-*",
    detail="Only StackSets can assume it. To delete a narrow one, delete its stack in the account: "
    "stacksets-exec-role-stack-*.",
)


def gone(group: str, known: FleetAccounts, *, removed: bool) -> tuple[Finding, ...]:
    """That nothing is there. removed: by us; a name that neither we nor the fleet's file know may be misspelled."""
    names = [one.group.name for one in known.groups]
    if group not in names and not removed:
        text = f"Nothing of a group {group} is in AWS, and the fleet's file doesn't have it"
        detail = f"The file has: {spoken(names)}. Names in AWS begin with {known.fleet.prefix}-."
        return (Finding(mark="warning", text=text, detail=detail),)
    nothing = Finding(mark="good", text=f"Nothing is left of the group {group}")
    if group not in names:
        return (nothing, OF_AWS)
    text = f"The fleet's file still has the group {group}"
    detail = "Delete it there, too, or the next run of fleet creates it again."
    return (nothing, Finding(mark="warning", text=text, detail=detail), OF_AWS)
