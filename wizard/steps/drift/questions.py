"""What is asked about drift: how far to look, and what becomes of a role that differs."""

from __future__ import annotations

from wizard.model import Choice, Question

REPAIR, LEAVE = "repair", "leave"
EVERY = Question(
    name="every_account",
    text="Do you want to look into every account?",
    help="Otherwise the wizard looks into a sample, a different one each day.",
    yes_or_no=True,
    default="false",
    public=True,
)
DETECT = Question(
    name="detect",
    text="Do you want CloudFormation to look for drift, too?",
    help="It compares every stack with its template. It can take several minutes and changes nothing.",
    yes_or_no=True,
    default="false",
    public=True,
)
ON_DRIFT = Question(
    name="on_drift",
    text="What should happen to the roles that differ?",
    choices=(
        Choice(REPAIR, "Repair them", "In place: the role stays, and open sessions continue", recommended=True),
        Choice(LEAVE, "Leave them as they are", "The table lists them"),
    ),
    public=True,
)
QUESTIONS = (EVERY, DETECT, ON_DRIFT)
