"""The role in the other account: which one it is, and whether its trust policy lets this account in.

Access to it takes two permissions, and this step is about the one that is not ours: the role's trust policy, which its
owner writes. It is read where a profile reaches the role's account; otherwise there is the statement to ask its owner
for. Nothing here is ever changed. It stands before everything that is: a role that is none creates no principal.
"""

from __future__ import annotations

import json
from dataclasses import replace

from msgspec.structs import replace as replaced

from wizard.model import (
    Answers,
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
    Target,
    Trouble,
    TrustingRole,
    Where,
)
from wizard.resources.assume_policy import ASSUME
from wizard.resources.identity_policies import NO_SUCH, iam
from wizard.resources.role import Role, demands_external_id, role_from_aws, trusting
from wizard.resources.role_arn import role_arn
from wizard.steps.trusting_role.calls import CALLS, foretell
from wizard.steps.trusting_role.handed_over import HandedOver, handed_over
from wizard.steps.trusting_role.questions import ARN, HANDOVER, QUESTIONS


def observe(read: Reader, answers: Answers, journal: Journal, context: Context) -> Observation[None]:
    """Take the role from the answers or the handover, refuse one that it cannot be, read its trust where that goes."""
    path = answers.text("handover")
    given = handed_over(read, path, context) if path else None
    if isinstance(given, Trouble):
        return _asks(replace(HANDOVER, default=path), trouble=given)
    arn = given.arn if given else answers.text("arn")
    if not arn:
        return _asks(ARN)
    if given and answers.text("arn", arn) != arn:
        return _asks(replace(ARN, default=arn), trouble=_trouble("handover-of-another-role", arn, context))
    parts = role_arn(arn)
    signed_in = context.need(SignedIn)
    if parts is None or parts.partition != signed_in.arn.split(":")[1]:
        return _asks(ARN, trouble=_trouble("role-of-another-partition", arn, context))
    if parts.account == signed_in.account:
        return _asks(ARN, trouble=_trouble("role-of-your-own-account", arn, context))
    role = TrustingRole(
        arn=arn,
        account=parts.account,
        name=parts.name,
        external_id=answers.text("external_id", given.external_id if given else ""),
        asks_for_external_id=given.asks_for_external_id if given else None,
        policy=f"{parts.name}-{parts.account}" if given else "",
    )
    return _looked_at(read, role, given, answers.text("profile"), context)


def _asks(*questions: Question, trouble: Trouble | None = None) -> Observation[None]:
    return Observation(
        state=State.NEEDS_ANSWERS, summary="choose a role", facts=None, questions=questions, trouble=trouble
    )


def _trouble(key: str, arn: str, context: Context) -> Trouble:
    signed_in = context.need(SignedIn)
    values = {"role": arn, "account": signed_in.account, "partition": signed_in.arn.split(":")[1]}
    return Trouble(key=key, values=values)


# --- its trust policy ----------------------------------------------------------------------------------------------


def _looked_at(
    read: Reader, role: TrustingRole, given: HandedOver | None, profile: str, context: Context
) -> Observation[None]:
    live = _read_role(read, role, profile, context) if profile else None
    if isinstance(live, Trouble):
        return _asks(ARN, trouble=live)
    if isinstance(live, Role):
        role, told = _judged(role, live, context)
    else:
        account = context.need(SignedIn).account
        text = f"The wizard can't read from here whether the role's trust policy lets account {account} assume it"
        why = live.detail if live else "Only the role's account can read it"
        told = (Finding(mark="unknown", text=text, detail=why), _to_ask_for(role, context))
    source = (Finding(mark="good", text=f"The handover file is complete; it names {role.arn}"),) if given else ()
    about = Finding(mark="info", text=f"The role {role.name} in account {role.account}")
    return Observation(
        state=State.SATISFIED,
        summary=role.name,
        facts=None,
        findings=(*source, about, *_external_id(role), *told),
        found=(role,),
        where=Where(private=(role.name,)),
    )


def _read_role(read: Reader, role: TrustingRole, profile: str, context: Context) -> Role | Trouble | Finding:
    """The role as IAM has it; that there is none; or why nobody could see."""
    place = Target(account=role.account, region=context.need(SignedIn).region, profile=profile)
    try:
        got = read(iam(place, "GetRole", RoleName=role.name))
    except CallFailed as failed:
        error = failed.error
        if error.code in NO_SUCH:
            return Trouble(key="role-not-there", values={"role": role.arn, "account": role.account})
        return Finding(mark="unknown", text="", detail=f"iam:GetRole with profile {profile}: {error.code}")
    return role_from_aws(got, {}, {}, role.name)


def _judged(role: TrustingRole, live: Role, context: Context) -> tuple[TrustingRole, tuple[Finding, ...]]:
    account = context.need(SignedIn).account
    grants = trusting(live, account)
    if not grants:
        text = f"The role's trust policy doesn't let account {account} assume it"
        return replaced(role, missing=text), (Finding(mark="bad", text=text), _to_ask_for(role, context))
    asks = all(map(demands_external_id, grants))
    whom = " or ".join(dict.fromkeys(grant.whom for grant in grants))
    conditions = " or ".join(dict.fromkeys(grant.condition for grant in grants if grant.condition))
    trusts = Finding(mark="good", text=f"The role's trust policy lets {whom} assume it", detail=conditions)
    return replaced(role, missing="", asks_for_external_id=asks), (trusts,)


def _external_id(role: TrustingRole) -> tuple[Finding, ...]:
    if role.asks_for_external_id and not role.external_id:
        text = "The role requires an external ID; everybody who assumes it needs it"
        return (Finding(mark="info", text=text),)
    return ()


def _to_ask_for(role: TrustingRole, context: Context) -> Finding:
    """What the role's owner has to have in its trust policy."""
    signed_in = context.need(SignedIn)
    root = f"arn:{signed_in.arn.split(':')[1]}:iam::{signed_in.account}:root"
    condition = {"Condition": {"StringEquals": {"sts:ExternalId": role.external_id}}} if role.external_id else {}
    statement = {"Effect": "Allow", "Principal": {"AWS": root}, "Action": ASSUME, **condition}
    text = "Ask the role's owner for this statement in its trust policy"
    return Finding(mark="info", text=text, body=json.dumps(statement, indent=2))


STEP = Step(
    id="trusting-role",
    title="Role",
    observe=observe,
    questions=QUESTIONS,
    needs=(SignedIn,),
    finds=(TrustingRole,),
    skippable=False,
    calls=CALLS,
    foretell=foretell,
)
