"""What is asked about the role in the other account."""

from __future__ import annotations

from wizard.model import Question
from wizard.resources.external_id import check_external_id
from wizard.resources.role_arn import check_role_arn
from wizard.text import shapes

ARN = Question(
    name="arn",
    text="Which role should be assumed?",
    help="The ARN of the role in the other account. Its owner can tell you.",
    placeholder="arn:aws:iam::222222222222:role/role-in-accountb",
    check=check_role_arn,
    shape=shapes.ROLE_ARN_AT_SIGHT,
)
HANDOVER = Question(
    name="handover",
    text="Which handover file do you have?",
    help="The JSON file that the role's owner sent you. The wizard takes the role's ARN from it.",
    example="firetiger-handover.json",
    optional=True,
)
EXTERNAL_ID = Question(
    name="external_id",
    text="Which external ID does the role require?",
    help="Leave it empty if the role doesn't require one.",
    example="example-external-id-4242",
    check=check_external_id,
    optional=True,
)
PROFILE = Question(
    name="profile",
    text="Which profile reaches the role's account?",
    help="The wizard reads the role's trust policy with it. Leave it empty if you have none.",
    example="accountb-admin",
    optional=True,
)
QUESTIONS = (ARN, HANDOVER, EXTERNAL_ID, PROFILE)
