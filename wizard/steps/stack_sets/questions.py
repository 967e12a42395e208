"""What is asked about stack sets: only what AWS's answer leaves open."""

from __future__ import annotations

from wizard.model import Choice, Question
from wizard.model.values import clean_account_id
from wizard.resources.accounts import check_account_id

AGAIN, LEAVE = "again", "leave"
NARROW, AWS_OWN = "narrow", "aws"
_AGAIN = Choice(AGAIN, "Try the failed ones again", "Only the accounts that failed", recommended=True)
_LEAVE = Choice(LEAVE, "Continue without them", "The report lists them")
UNFINISHED = Question(
    name="unfinished",
    text="What should happen to the accounts without the role?",
    choices=(_AGAIN, _LEAVE),
    public=True,
)
REMOVE = Question(
    name="remove",
    text="From which accounts may the wizard remove the role without asking?",
    help="Account IDs. Without this answer, you approve each removal yourself.",
    example="111122223333",
    check=check_account_id,
    clean=clean_account_id,
    several=True,
    optional=True,
)
EXECUTION_ROLE = Question(
    name="execution_role",
    text="Which role should StackSets use in each account?",
    choices=(
        Choice(
            NARROW, "A narrow one", "Only this group's role; creating it takes a few minutes more", recommended=True
        ),
        Choice(AWS_OWN, "AWS's own", "stacksets-exec-*, which has AdministratorAccess"),
    ),
    default=NARROW,
    public=True,
    optional=True,
)
QUESTIONS = (UNFINISHED, REMOVE, EXECUTION_ROLE)
