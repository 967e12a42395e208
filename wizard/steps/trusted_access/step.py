"""Trusted access: whether CloudFormation StackSets may act in the organization, and for whom it listens to us.

Switching it on is about every account of the organization, so nothing plans it before somebody has said so in a
question of its own; no standing approval covers what no answer names.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from wizard.model import (
    Answers,
    CallError,
    CallFailed,
    Context,
    Finding,
    Journal,
    Observation,
    Plan,
    Preview,
    Question,
    Read,
    Reader,
    SignedIn,
    State,
    Step,
    Trouble,
    TrustedAccess,
)
from wizard.resources.fleet.trusted_access import ENABLED, KEPT_OUT, SERVICE, activation, asked, call_as
from wizard.steps.trusted_access.calls import CALLS

ALL_FEATURES = "ALL"


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """signed_in: who activates it; None where there is nothing to do."""

    signed_in: SignedIn | None = None


ACTIVATE = Question(
    name="activate",
    public=True,
    text="Do you want to give StackSets trusted access to your organization?",
    help=(
        "CloudFormation StackSets can then create stacks in every account of the organization except the management"
        " account. You see the change, and approve it, before it's made."
    ),
    yes_or_no=True,
    default="false",
)

# --- observe -------------------------------------------------------------------------------------------------------


def observe(read: Reader, answers: Answers, journal: Journal, context: Context) -> Observation[Facts]:
    """Whether StackSets listens to who is signed in, and may act in the organization."""
    signed_in = context.need(SignedIn)
    if key := KEPT_OUT.get(signed_in.standing):
        return _blocked("not possible from here", key, signed_in)
    organization = read(_organizations(signed_in, "DescribeOrganization", kept="always"))["Organization"]
    if organization.get("FeatureSet") != ALL_FEATURES:
        return _blocked("all features are off", "fleet-all-features-off", signed_in)
    if signed_in.standing == "delegated" and not _delegated(read, signed_in):
        return _blocked("not possible from here", "fleet-not-delegated", signed_in)
    status = str(read(asked(signed_in.target, call_as(signed_in))).get("Status", ""))
    if status == ENABLED:
        return _there(signed_in)
    return _missing(read, signed_in, status, answers, person=context.person)


def _organizations(signed_in: SignedIn, operation: str, kept: str = "", **parameters: Any) -> Read:
    target = signed_in.target
    return Read(target=target, service="organizations", operation=operation, parameters=parameters, kept=kept)


def _blocked(summary: str, key: str, signed_in: SignedIn, *findings: Finding) -> Observation[Facts]:
    values = {
        "account": signed_in.account,
        "management": signed_in.management_account or "the management account",
        "region": signed_in.region,
        "service": SERVICE,
    }
    trouble = Trouble(key=key, values=values)
    return Observation(state=State.BLOCKED, summary=summary, facts=Facts(), findings=findings, trouble=trouble)


def _delegated(read: Reader, signed_in: SignedIn) -> bool:
    """Whether it is StackSets that this account is a delegated administrator for. Raises CallFailed."""
    try:
        answer = read(_organizations(signed_in, "ListDelegatedAdministrators", ServicePrincipal=SERVICE))
    except CallFailed as failed:
        if failed.error.code != "AccessDeniedException":
            raise
        return False
    return any(str(one["Id"]) == signed_in.account for one in answer.get("DelegatedAdministrators", ()))


def _there(signed_in: SignedIn) -> Observation[Facts]:
    who = call_as(signed_in)
    findings = [Finding(mark="good", text="CloudFormation StackSets has trusted access to your organization")]
    if who == "DELEGATED_ADMIN":
        text = f"Account {signed_in.account} is a delegated administrator for StackSets; people sign in to its roles"
        findings.append(Finding(mark="info", text=text))
        text = f"The management account {signed_in.management_account} isn't covered"
        detail = "StackSets never deploys to it. Run fleet there to give it roles, too."
        findings.append(Finding(mark="warning", text=text, detail=detail))
    return Observation(
        state=State.SATISFIED,
        summary="trusted access is on",
        facts=Facts(),
        findings=tuple(findings),
        found=(TrustedAccess(call_as=who, management_account=signed_in.management_account),),
    )


def _missing(read: Reader, signed_in: SignedIn, status: str, answers: Answers, *, person: bool) -> Observation[Facts]:
    told = _half_way(read, signed_in, status)
    if signed_in.standing == "delegated":
        return _blocked("no trusted access", "trusted-access-of-management", signed_in, *told)
    if answers.yes("activate"):
        return Observation(
            state=State.UNMET, summary="activate trusted access", facts=Facts(signed_in=signed_in), findings=told
        )
    return Observation(
        state=State.NEEDS_ANSWERS,
        summary="no trusted access",
        facts=Facts(),
        findings=told,
        questions=(ACTIVATE,),
        trouble=_why_not(signed_in, answers, person=person),
    )


def _why_not(signed_in: SignedIn, answers: Answers, *, person: bool) -> Trouble | None:
    """What stops it. A person who hasn't answered yet has the question, and nothing has gone wrong."""
    values = {"account": signed_in.account, "region": signed_in.region}
    if answers.text("activate") and not answers.yes("activate"):
        return Trouble(key="trusted-access-declined", values=values)
    return None if person else Trouble(key="trusted-access-missing", values=values)


def _half_way(read: Reader, signed_in: SignedIn, status: str) -> tuple[Finding, ...]:
    """What AWS says, and whether somebody has turned the other switch and thinks that it is done."""
    text = "CloudFormation StackSets has no trusted access to your organization"
    (answer,) = read.many([_organizations(signed_in, "ListAWSServiceAccessForOrganization")])
    said = Finding(mark="bad", text=text, detail=f"{signed_in.region}: {status or 'no status'}")
    if isinstance(answer, CallError):
        unread = "Couldn't read which services AWS Organizations trusts"
        return (said, Finding(mark="unknown", text=unread, detail=f"{answer.code}: {answer.message}"))
    if SERVICE not in {str(one.get("ServicePrincipal")) for one in answer.get("EnabledServicePrincipals", ())}:
        return (said,)
    half = "It is on in AWS Organizations; that isn't enough until StackSets activates it, too"
    return (said, Finding(mark="info", text=half))


# --- plan ----------------------------------------------------------------------------------------------------------


def plan(observation: Observation[Facts], answers: Answers) -> Plan:
    """Activate it, in a round of its own."""
    signed_in = observation.facts.signed_in
    if signed_in is None:
        return Plan()
    consent = (
        "AWS creates a service-linked role in the management account and in each account that gets a stack.",
        "Service control policies still apply in every account.",
    )
    return Plan(changes=(activation(signed_in),), act="Activate trusted access", consent=consent)


def preview(observation: Observation[Facts] | None, answers: Answers, context: Context) -> Preview:
    """What it would be, once it is there."""
    if observation is None:
        return Preview(rest="It waits for you to be signed in.")
    signed_in = context.need(SignedIn)
    found = TrustedAccess(call_as=call_as(signed_in), management_account=signed_in.management_account)
    return Preview(rounds=(plan(observation, answers),), found=(found,))


STEP = Step(
    id="trusted-access",
    title="Trusted access",
    observe=observe,
    plan=plan,
    preview=preview,
    questions=(ACTIVATE,),
    needs=(SignedIn,),
    finds=(TrustedAccess,),
    skippable=False,
    calls=CALLS,
)
