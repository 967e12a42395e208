"""What is asked where a group is removed: which one, and what becomes of a stack that AWS can't delete."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from wizard.model import Choice, Finding, Fleet, Question
from wizard.resources.identity_policies import spoken

AGAIN, KEEP = "again", "keep"
GROUP = Question(
    name="group",
    text="Which group do you want to remove?",
    help="Its name, as in your fleet file or as it was there.",
    placeholder="DevOps",
    shape=r"^\s*\S+\s*$",
)


def which_group(known: Iterable[str]) -> Question:
    """Which group. known: those that the fleet's file has."""
    names = spoken(known)
    return replace(GROUP, help=f"{GROUP.help} The file has: {names}.") if names else GROUP


def nothing_left(group: str, *, strange: bool, fleet: Fleet) -> Finding:
    """That nothing is there; strange: nor was, as far as anybody knows, so that the name may be misspelled."""
    if not strange:
        return Finding(mark="good", text=f"Nothing is left of the group {group}")
    text = f"Nothing of a group {group} is in AWS, and the fleet's file doesn't have it"
    names = spoken(one.name for one in fleet.groups)
    return Finding(mark="warning", text=text, detail=f"The file has: {names}. Names in AWS begin with {fleet.prefix}-.")


UNDELETED = Question(
    name="undeleted",
    text="What should happen to the stacks that AWS couldn't delete?",
    choices=(
        Choice(AGAIN, "Try the failed ones again", "Only the accounts that failed", recommended=True),
        Choice(KEEP, "Leave their stacks", "You delete them yourself in those accounts"),
    ),
    public=True,
)
QUESTIONS = (GROUP, UNDELETED)
