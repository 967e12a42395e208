"""What is asked where a group is removed: which one, and what becomes of a stack that AWS can't delete."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from wizard.model import Choice, Question
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
