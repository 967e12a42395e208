"""Whether the principal really gets into the role: proven where it is a role that whoever is signed in can assume.

A user or a group cannot be spoken for: whoever it is checks it themselves, by a command that is shown. Where the role's
owner has handed it over, a refusal is in the way, because then the other side should be done; otherwise it is told.
"""

from __future__ import annotations

from msgspec.structs import replace

from wizard.model import (
    Answers,
    CallError,
    CallFailed,
    Context,
    Finding,
    Journal,
    Observation,
    Permitted,
    Principal,
    Reader,
    SignedIn,
    State,
    Step,
    Target,
    TrustingRole,
    Waiting,
)
from wizard.resources.assume_role import assumed, assuming, is_refusal
from wizard.resources.external_id import another_than
from wizard.steps.granted_proof.calls import CALLS

EFFECT = 60.0
"""Seconds: a permission mostly holds within a few. IAM user guide, "Changes that I make are not always immediately
visible", says no figure.
"""


def observe(read: Reader, answers: Answers, journal: Journal, context: Context) -> Observation[None]:
    """Become the principal, and from there assume the role. Raises CallFailed where AWS says nothing about either."""
    principal, role = context.need(Principal), context.need(TrustingRole)
    if principal.kind != "role":
        return _theirs_to_check(context, f"{principal.words[:1].upper()}{principal.words[1:]} can check it")
    if role.asks_for_external_id and not role.external_id:
        why = "The role requires an external ID; with --external-id ID the wizard can check it"
        return _theirs_to_check(context, why)
    signed_in = context.need(SignedIn)
    (own,) = read.many([assuming(signed_in.target, principal.arn)])
    if isinstance(own, CallError):
        if not is_refusal(own):
            raise CallFailed(own)
        return _theirs_to_check(context, f"You can't assume {principal.words}, so the wizard can't check it from here")
    path = principal.arn.split(":role/", 1)[1]
    as_principal = replace(signed_in.target, account=signed_in.account, role_name=path)
    return _entered(read, as_principal, context, principal)


def _entered(read: Reader, caller: Target, context: Context, principal: Principal) -> Observation[None]:
    role = context.need(TrustingRole)
    given = [role.external_id, *(["", another_than(role.external_id)] if role.external_id else [])]
    right, *others = read.many([assuming(caller, role.arn, one) for one in given])
    if isinstance(right, CallError):
        if not is_refusal(right):
            raise CallFailed(right)
        return _refused(right, context, principal)
    found = assumed(role.arn, right, external_id=bool(others) and all(map(is_refusal, others)))
    demanded = "Without an external ID, and with a wrong one, AWS refused, as it should"
    loose = "The role can be assumed without the right external ID, too"
    told = [Finding(mark="good", text=f"{principal.arn} can assume the role, as {found.session}")]
    if others:
        told.append(Finding(mark="good", text=demanded) if found.external_id else Finding(mark="warning", text=loose))
    return Observation(state=State.SATISFIED, summary="proven", facts=None, findings=tuple(told))


def _refused(error: CallError, context: Context, principal: Principal) -> Observation[None]:
    """A permission takes some seconds to hold, so a refusal is one only after that."""
    told = (
        Finding(mark="warning", text=f"AWS doesn't let {principal.words} assume the role yet", detail=error.message),
    )
    if not context.need(TrustingRole).policy:
        return Observation(state=State.SATISFIED, summary="not yet", facts=None, findings=(*told, _command(context)))
    waiting = Waiting(
        what="AWS is putting the permission into effect.",
        limit=EFFECT,
        every=3,
        refused=error,
        usual="usually takes a few seconds",
    )
    return Observation(state=State.PENDING, summary="not in effect yet", facts=None, findings=told, waiting=waiting)


def _theirs_to_check(context: Context, why: str) -> Observation[None]:
    told = (Finding(mark="info", text=why), _command(context))
    return Observation(state=State.SATISFIED, summary="not checked from here", facts=None, findings=told)


def _command(context: Context) -> Finding:
    """On a simulated AWS it says so, too: what was made there is in no account."""
    role, simulation = context.need(TrustingRole), context.simulation
    ending = f" --external-id {role.external_id}" if role.external_id else ""
    ending += f" --sandbox={simulation.scenario}" if simulation and simulation.scenario else ""
    return Finding(
        mark="info", text="Check it with this command", detail=f"firetiger-onboard verify {role.arn}{ending}"
    )


STEP = Step(
    id="granted-proof",
    title="Proof",
    observe=observe,
    needs=(SignedIn, Principal, TrustingRole, Permitted),
    skippable=False,
    calls=CALLS,
)
