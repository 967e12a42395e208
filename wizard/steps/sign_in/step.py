"""Who is signed in, in which region, and where that account stands in its organization.

The credentials that the profiles and the environment hold are asked who they are; an error that a person's sign-in
would mend says which one, and signing in itself is no step's. With several profiles a person chooses; without a person
the AWS tools' own choice counts. Where nothing is configured, a profile of the company's access portal is set up
(`portal.py`), the only thing that this step ever writes. Costs one round trip where the profile is known, one
more to look through all profiles.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from wizard.model import (
    Answers,
    CallError,
    Choice,
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
    Target,
    Trouble,
    Where,
)
from wizard.resources import passed_over
from wizard.resources.organization import Standing, standing_of, stands
from wizard.resources.profiles import NEW_PORTAL
from wizard.steps.sign_in import credentials, identities, portal, reasons, region
from wizard.steps.sign_in import place as places
from wizard.steps.sign_in.calls import CALLS, foretell
from wizard.steps.sign_in.credentials import ChosenCredentials, chosen_with, in_region, short_name, signed_in_as
from wizard.steps.sign_in.portal import Facts

PROFILE = Question(
    name="profile",
    example="admin",
    text="Which credentials do you want to use?",
    help="The credentials in your AWS configuration and environment, and where you can sign in.",
)


# --- which credentials ---------------------------------------------------------------------------------------------


def observe(read: Reader, answers: Answers, journal: Journal, context: Context) -> Observation[Facts]:
    """Ask the credentials who they are. Whatever comes of it, the configuration's names are known from here on."""
    offered = read(Read(target=Target(), service="profiles", operation="List"))
    seen = _observed(read, offered, answers, context)
    return replace(seen, where=credentials.with_names(seen.where, offered))


def _observed(read: Reader, offered: credentials.Offered, answers: Answers, context: Context) -> Observation[Facts]:
    chosen = answers.text("profile")
    if chosen == NEW_PORTAL:
        found = portal.profile_of(read, offered, answers, context)
        if isinstance(found, Observation):
            return found
        chosen = found
    again = chosen == credentials.AGAIN
    names = credentials.candidates(offered, "" if again else chosen, person=context.person, again=again)
    if not names:
        return _nothing_configured(offered)
    if len(names) > 1 or again:
        return _look_through(read, names, offered, answers, context, again=again)
    return _looked_at(read, chosen_with(names[0], offered, answers, context), context)


def _nothing_configured(offered: credentials.Offered) -> Observation[Facts]:
    nothing = CallError(code="NoCredentials", message="no profile, and no keys in the environment")
    trouble = passed_over.explained("", offered, nothing) or Trouble(key="nothing-configured", error=nothing)
    return _ask_profile((), passed_over.told(passed_over.about("", offered)), trouble)


def _look_through(
    read: Reader,
    names: Sequence[str],
    offered: credentials.Offered,
    answers: Answers,
    context: Context,
    *,
    again: bool = False,
) -> Observation[Facts]:
    """Several profiles: each with who it is, or why it does not work. Where one alone can be used, it is used.

    again: somebody wants another one, so that none is used unasked and none is recommended.
    """
    whose = identities.of_all(read, names, offered, context)
    usable = {name: who for name, who in whose.items() if not isinstance(who, CallError)}
    errors = {name: who for name, who in whose.items() if isinstance(who, CallError)}
    mendable = {
        name: choice for name, error in errors.items() if (choice := credentials.mendable(name, offered, error))
    }
    shared = None if usable else reasons.shared_cause(errors)
    findings = reasons.why_not(errors, mendable, offered, shared, identities.AMONG_MANY)
    bound = [name for name, who in usable.items() if who["Account"] == context.bound_account]
    alone = bound if len(bound) == 1 else list(usable) if len(usable) == 1 and not mendable else []
    if alone and not again:
        return _looked_at(read, chosen_with(alone[0], offered, answers, context, findings), context)
    until = identities.until(read, usable)
    choices = [credentials.usable(name, offered, who, until[name]) for name, who in usable.items()]
    findings = (*findings, *passed_over.told(passed_over.about("", offered)))
    if shared is not None and not mendable:
        return _blocked("can't reach AWS", Trouble(key="", error=shared), findings)
    trouble = Trouble(key="", error=shared) if shared else None
    if not usable and not mendable:
        values = {"count": str(len(errors))}
        trouble = Trouble(key="no-usable-profile", values=values, error=next(iter(errors.values())))
    if again:
        management = identities.management_accounts(read, usable, offered, context)
        choices = [credentials.marked(one, identities.whose_account(usable, one.value), management) for one in choices]
    return _ask_profile((*choices, *mendable.values()), findings, trouble, again=again)


def _ask_profile(
    choices: Sequence[Choice], findings: tuple[Finding, ...], trouble: Trouble | None, *, again: bool = False
) -> Observation[Facts]:
    offered = (*choices, credentials.PORTAL, *([credentials.CHECK_AGAIN] if trouble else []))
    return Observation(
        state=State.NEEDS_ANSWERS,
        summary="choose credentials",
        facts=Facts(),
        findings=findings,
        questions=(replace(PROFILE, choices=offered, default="" if again else offered[0].value),),
        trouble=trouble,
    )


# --- who it is -----------------------------------------------------------------------------------------------------


def _looked_at(read: Reader, using: ChosenCredentials, context: Context) -> Observation[Facts]:
    who, organization, regions, *named = read.many(_reads(using, context))
    if isinstance(who, CallError):
        explained = passed_over.explained(using.profile or using.offered["Chosen"], using.offered, who)
        trouble = explained or Trouble(key="", error=who)
        if context.person and not using.chosen and reasons.unusable(who):
            return _ask_profile((), using.findings, trouble)
        return _blocked("not signed in", trouble, using.findings)
    until = identities.until(read, [using.profile])[using.profile]
    using = replace(using, findings=(signed_in_as(who, using, until, _renewed(read, using)), *using.findings))
    for answer in (organization, regions):
        if isinstance(answer, CallError) and answer.login is not None:
            return _blocked("not signed in", Trouble(key="", error=answer), using.findings)
    if isinstance(organization, CallError) and reasons.denied_by_own_policy(organization, regions):
        trouble = Trouble(key="policy-demands-mfa", error=organization)
        return _blocked("not signed in", trouble, using.findings)
    refused = _refused(who, using, context)
    if refused:
        return _blocked("can't be used", refused, using.findings)
    enabled = () if isinstance(regions, CallError) else tuple(r["RegionName"] for r in regions.get("Regions", ()))
    if enabled and using.region not in enabled:
        values = {"region": using.region, "enabled": ", ".join(sorted(enabled)), "account": who["Account"]}
        return region.ask(using, context, enabled, Trouble(key="region-not-enabled", values=values))
    if not using.said_by and context.person:
        return region.ask(using, context, enabled, None)
    standing = standing_of(read, who["Account"], using.target, organization)
    stood = stands(standing[0], organization)
    signed_in = _signed_in(who, using, standing, until)
    found, told = places.place(signed_in, named, context)
    return _satisfied(
        signed_in, found, (using.findings[0], stood, *told, *in_region(using, regions), *using.findings[1:])
    )


def _renewed(read: Reader, using: ChosenCredentials) -> datetime | None:
    """Until when the keys hold that this computer gives by itself, and gives anew; None for all others."""
    by_itself = not using.profile and credentials.in_force(using.offered) in credentials.HOSTS
    return identities.held(read, using.profile) if by_itself else None


def _reads(using: ChosenCredentials, context: Context) -> list[Read]:
    """Who it is, its organization and its regions, side by side; and the account's name, where it is worked in."""
    seconds = identities.CHOSEN if context.person else identities.PATIENCE
    enabled = {"RegionOptStatusContains": ["ENABLED", "ENABLED_BY_DEFAULT"]}
    return [
        identities.identity(using.profile, using.offered, context, seconds, using.region),
        Read(target=using.target, service="organizations", operation="DescribeOrganization", seconds=seconds),
        Read(target=using.target, service="account", operation="ListRegions", parameters=enabled, seconds=seconds),
        *places.reads(using.target, context, seconds),
    ]


def _refused(who: Mapping[str, Any], using: ChosenCredentials, context: Context) -> Trouble | None:
    arn, account = str(who["Arn"]), str(who["Account"])
    partition = arn.split(":")[1]
    values = {"arn": arn, "account": account, "partition": partition, "vendor": context.vendor.name}
    if partition != context.vendor.partition:
        return Trouble(key="other-partition", values=values)
    if arn.endswith(":root"):
        return Trouble(key="root-credentials", values=values)
    if context.bound_account and context.bound_account != account:
        return Trouble(key="other-account", values={**values, "bound": context.bound_account})
    if context.bound_region and context.bound_region != using.region:
        return Trouble(key="other-region", values={"region": using.region, "bound": context.bound_region})
    return None


def _signed_in(
    who: Mapping[str, Any], using: ChosenCredentials, standing: tuple[Standing, str, str], until: datetime | None
) -> SignedIn:
    where, management, organization_id = standing
    return SignedIn(
        arn=who["Arn"],
        account=who["Account"],
        region=using.region,
        profile=using.profile,
        standing=where,
        management_account=management,
        organization_id=organization_id,
        until=until.timestamp() if until else 0,
    )


def _satisfied(signed_in: SignedIn, place: tuple[object, ...], findings: tuple[Finding, ...]) -> Observation[Facts]:
    return Observation(
        state=State.SATISFIED,
        summary=short_name(signed_in.arn),
        facts=Facts(),
        findings=findings,
        found=(signed_in, *place),
        where=Where(
            caller=signed_in.arn,
            account=signed_in.account,
            region=signed_in.region,
            profile=signed_in.profile,
            until=signed_in.until,
            private=credentials.names_in(signed_in.arn),
        ),
        binds=(signed_in.account, signed_in.region),
    )


def _blocked(summary: str, trouble: Trouble, findings: tuple[Finding, ...] = ()) -> Observation[Facts]:
    return Observation(state=State.BLOCKED, summary=summary, facts=Facts(), findings=findings, trouble=trouble)


def plan(observation: Observation[Facts], answers: Answers) -> Plan:
    """The lines that a new portal or profile needs in the AWS configuration; signing in changes nothing in AWS."""
    if not observation.facts.lines:
        return Plan()
    return Plan(changes=(portal.appended(observation.facts),), act="Add these lines")


def preview(observation: Observation[Facts] | None, answers: Answers, context: Context) -> Preview:
    """The lines, where some are to be written."""
    rounds = (plan(observation, answers),) if observation and observation.facts.lines else ()
    return Preview(rounds=rounds)


STEP = Step(
    id="sign-in",
    finds=(SignedIn,),
    finds_for=places.finds_for,
    title="Sign in",
    observe=observe,
    plan=plan,
    preview=preview,
    questions=(PROFILE, region.REGION, *portal.QUESTIONS),
    skippable=False,
    reconsider={"profile": credentials.AGAIN, **dict.fromkeys((question.name for question in portal.QUESTIONS), "")},
    calls=CALLS,
    foretell=foretell,
)
