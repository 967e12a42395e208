"""The proof that a role can be assumed, and that it demands its external ID.

Where an external ID is given, three calls are made side by side: without one, with a wrong one, with the right one.
Only the third tells whether one may assume the role at all, so without it the refusals of the first two mean nothing.
Without an external ID there is one call. All of them are made with the credentials that are signed in with, and cost
nothing; the other account's CloudTrail records each.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from wizard.model import (
    Answers,
    AssumedRole,
    CallError,
    CallFailed,
    Context,
    Finding,
    Journal,
    Observation,
    Question,
    Reader,
    SignedIn,
    State,
    Step,
    Trouble,
    Vendor,
)
from wizard.resources.assume_role import assumed, assuming, is_refusal, trouble_of
from wizard.resources.external_id import another_than, check_external_id
from wizard.resources.role_arn import RoleArn, check_role_arn, check_role_arn_in, role_arn
from wizard.steps.proof import wording as words
from wizard.steps.proof.calls import CALLS
from wizard.text import shapes

ROLE = Question(
    name="role_arn",
    text="Which role do you want to assume?",
    help="Its ARN, as the role's owner sent it.",
    example="arn:aws:iam::123456789012:role/NAME",
    placeholder="arn:aws:iam::123456789012:role/NAME",
    shape=rf"^\s*{shapes.ROLE_ARN_AT_SIGHT}\s*$",
    check=check_role_arn,
)
EXTERNAL_ID = Question(
    name="external_id",
    text="Which external ID does the role require?",
    help="Leave it empty if the role has none.",
    example="a1b2c3d4-example",
    shape=r"^\s*\S*\s*$",
    check=check_external_id,
    optional=True,
)


def asks_for(vendor: Vendor) -> tuple[Question, ...]:
    """A role in the vendor's partition: nobody has credentials for another one there."""
    return (replace(ROLE, check=check_role_arn_in(vendor.partition)),)


def observe(read: Reader, answers: Answers, journal: Journal, context: Context) -> Observation[None]:
    """Assume the role, in one round of reading. Raises CallFailed where AWS says nothing about the role."""
    role = role_arn(answers.text("role_arn"))
    if role is None:
        questions = (*asks_for(context.vendor), EXTERNAL_ID)
        return Observation(state=State.NEEDS_ANSWERS, summary="which role", facts=None, questions=questions)
    caller, external_id = context.need(SignedIn), answers.text("external_id")
    if external_id:
        return _proven(read, caller, role, external_id)
    (answer,) = read.many([assuming(caller.target, role.text)])
    if isinstance(answer, CallError):
        return _refused(answer, caller, role)
    found = assumed(role.text, answer, external_id=False)
    return _satisfied(found, words.was_assumed(found), words.asks_for_none(caller, role))


def _proven(read: Reader, caller: SignedIn, role: RoleArn, external_id: str) -> Observation[None]:
    without, wrong, right = read.many(
        [assuming(caller.target, role.text, given) for given in ("", another_than(external_id), external_id)]
    )
    proves = not isinstance(right, CallError)
    others = (
        words.of_call("Without an external ID", without, proves=proves),
        words.of_call("With a wrong external ID", wrong, proves=proves),
    )
    if isinstance(right, CallError):
        return _refused(right, caller, role, others)
    for answer in (without, wrong):
        if isinstance(answer, CallError) and not is_refusal(answer):
            raise CallFailed(answer)
    found = assumed(role.text, right, external_id=is_refusal(without) and is_refusal(wrong))
    findings = (words.was_assumed(found), *others)
    if found.external_id:
        return _satisfied(found, *findings)
    key = "external-id-not-demanded" if isinstance(without, Mapping) else "external-id-any"
    trouble = Trouble(key=key, values={"role_arn": role.text, "role_account": role.account, "account": caller.account})
    return _blocked("external ID not required", trouble, findings)


def _refused(error: CallError, caller: SignedIn, role: RoleArn, others: tuple[Finding, ...] = ()) -> Observation[None]:
    if not is_refusal(error):
        raise CallFailed(error)
    findings = (*words.was_refused(error, caller, role), *others)
    return _blocked("refused", trouble_of(error, caller.arn, role), findings)


def _satisfied(found: AssumedRole, *findings: Finding) -> Observation[None]:
    summary = "external ID required" if found.external_id else "can be assumed"
    return Observation(state=State.SATISFIED, summary=summary, facts=None, findings=findings, found=(found,))


def _blocked(summary: str, trouble: Trouble, findings: tuple[Finding, ...] = ()) -> Observation[None]:
    return Observation(state=State.BLOCKED, summary=summary, facts=None, findings=findings, trouble=trouble)


STEP = Step(
    id="proof",
    title="Proof",
    observe=observe,
    questions=(ROLE, EXTERNAL_ID),
    asks_for=asks_for,
    needs=(SignedIn,),
    finds=(AssumedRole,),
    skippable=False,
    calls=CALLS,
)
