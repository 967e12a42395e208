"""Who is signed in, in which region, and where that account stands in its organization.

Nothing is signed in here: the credentials that the profiles and the environment hold are asked who they are. With
several usable profiles a person chooses; without a person the AWS tools' own choice counts. Costs one round trip
where the profile is known, one more to look through all profiles.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from wizard.judgement import credentials
from wizard.judgement.credentials import Way, in_region, short_name, signed_in_as, way_with
from wizard.judgement.organization import standing_of, stands
from wizard.model import (
    Answers,
    CallError,
    Choice,
    Earlier,
    Finding,
    Foreseen,
    Observation,
    Plan,
    Question,
    Read,
    Reader,
    Remembered,
    SignedIn,
    State,
    Step,
    Target,
    Trouble,
)

# What does not say who it is within this time holds nobody up.
PATIENCE = 8.0


@dataclass(frozen=True, slots=True)
class Facts:
    """Nothing is planned from them: signing in changes nothing."""


def _region_name(value: str) -> str | None:
    ok = re.fullmatch(r"[a-z]{2,}(-[a-z]+)+-\d", value)
    return None if ok else f"{value!r} does not look like a region, such as us-east-1."


PROFILE = Question(
    name="profile",
    text="Which credentials?",
    help="The profiles of your AWS configuration that work right now.",
)
REGION = Question(
    name="region",
    text="Which region?",
    help="The part of the world in which the stack is created and models are called. It cannot be changed later.",
    placeholder="us-east-1",
    check=_region_name,
)


# --- which credentials ---------------------------------------------------------------------------------------------


def observe(read: Reader, answers: Answers, remembered: Remembered, earlier: Earlier) -> Observation[Facts]:
    """Ask the credentials who they are."""
    offered = read(Read(target=Target(), service="profiles", operation="List"))
    names = credentials.candidates(offered, answers.text("profile"), person=earlier.person)
    if len(names) > 1:
        return _look_through(read, names, offered, answers, earlier)
    return _looked_at(read, way_with(names[0], offered, answers, earlier), earlier)


def _look_through(
    read: Reader, names: Sequence[str], offered: credentials.Offered, answers: Answers, earlier: Earlier
) -> Observation[Facts]:
    """Several profiles: each with who it is, or why it does not work. Where one alone is usable, it is used."""
    whose = dict(zip(names, read.many([_identity(name, offered, earlier) for name in names]), strict=True))
    usable = {name: who for name, who in whose.items() if not isinstance(who, CallError)}
    errors = {name: who for name, who in whose.items() if isinstance(who, CallError)}
    findings = tuple(credentials.broken(name, offered, error, PATIENCE) for name, error in errors.items())
    if not usable:
        trouble = Trouble(
            key="no-usable-profile", values={"count": str(len(errors))}, error=next(iter(errors.values()))
        )
        return _blocked("no credentials", trouble, findings)
    bound = [name for name, who in usable.items() if who["Account"] == earlier.bound_account]
    if len(usable) == 1 or len(bound) == 1:
        (name,) = bound if len(bound) == 1 else usable
        return _looked_at(read, way_with(name, offered, answers, earlier, findings), earlier)
    return _ask_profile(usable, offered, findings)


def _ask_profile(
    usable: Mapping[str, Mapping[str, Any]], offered: credentials.Offered, findings: tuple[Finding, ...]
) -> Observation[Facts]:
    kinds = {profile["Name"]: f" · {profile['Kind']}" for profile in offered["Profiles"]}
    choices = tuple(
        Choice(
            name or credentials.ENVIRONMENT,
            credentials.called(name, offered),
            f"{who['Account']} · {who['Arn']}{kinds.get(name, '')}",
        )
        for name, who in usable.items()
    )
    return Observation(
        state=State.NEEDS_ANSWERS,
        summary="choose credentials",
        facts=Facts(),
        findings=findings,
        questions=(replace(PROFILE, choices=choices, default=choices[0].value),),
    )


def _identity(profile: str, offered: credentials.Offered, earlier: Earlier, region: str = "") -> Read:
    """Who this is. Credentials of another partition are asked at home: anywhere else they would only be unknown."""
    home = credentials.configured_region(profile, offered)
    foreign = credentials.partition_of(home) != earlier.vendor.partition
    target = Target(profile=profile, region=home if foreign else region or earlier.vendor.regions[0])
    return Read(target=target, service="sts", operation="GetCallerIdentity", seconds=PATIENCE)


# --- which region --------------------------------------------------------------------------------------------------


def _ask_region(way: Way, earlier: Earlier, enabled: Sequence[str], trouble: Trouble | None) -> Observation[Facts]:
    preferred = [region for region in earlier.vendor.regions if region in enabled or not enabled]
    names = [*preferred, *sorted(set(enabled) - set(preferred))]
    choices = tuple(Choice(name, name, recommended=name == names[0]) for name in names) if enabled else ()
    vendor = earlier.vendor.name
    text = f"The part of the world in which {vendor} is deployed and models are called. It cannot be changed later."
    return Observation(
        state=State.NEEDS_ANSWERS,
        summary="choose a region",
        facts=Facts(),
        findings=way.findings,
        questions=(replace(REGION, choices=choices, default=names[0], help=text),),
        trouble=trouble,
    )


# --- who it is -----------------------------------------------------------------------------------------------------


def _looked_at(read: Reader, way: Way, earlier: Earlier) -> Observation[Facts]:
    who, organization, regions = read.many(_reads(way, earlier))
    if isinstance(who, CallError):
        return _blocked("not signed in", Trouble(key="", error=who), way.findings)
    way = replace(way, findings=(signed_in_as(who, way), *way.findings))
    refused = _refused(who, way, earlier)
    if refused:
        return _blocked("cannot be used", refused, way.findings)
    enabled = () if isinstance(regions, CallError) else tuple(r["RegionName"] for r in regions.get("Regions", ()))
    if enabled and way.region not in enabled:
        values = {"region": way.region, "enabled": ", ".join(sorted(enabled)), "account": who["Account"]}
        return _ask_region(way, earlier, enabled, Trouble(key="region-not-enabled", values=values))
    if not way.said_by and earlier.person:
        return _ask_region(way, earlier, enabled, None)
    return _signed_in(read, who, way, organization, in_region(way, regions))


def _reads(way: Way, earlier: Earlier) -> list[Read]:
    """Who it is, its organization and its regions, side by side."""
    enabled = {"RegionOptStatusContains": ["ENABLED", "ENABLED_BY_DEFAULT"]}
    return [
        _identity(way.profile, way.offered, earlier, way.region),
        Read(target=way.target, service="organizations", operation="DescribeOrganization", seconds=PATIENCE),
        Read(target=way.target, service="account", operation="ListRegions", parameters=enabled, seconds=PATIENCE),
    ]


def _refused(who: Mapping[str, Any], way: Way, earlier: Earlier) -> Trouble | None:
    arn, account = str(who["Arn"]), str(who["Account"])
    partition = arn.split(":")[1]
    values = {"arn": arn, "account": account, "partition": partition, "vendor": earlier.vendor.name}
    if partition != earlier.vendor.partition:
        return Trouble(key="other-partition", values=values)
    if arn.endswith(":root"):
        return Trouble(key="root-credentials", values=values)
    if earlier.bound_account and earlier.bound_account != account:
        return Trouble(key="other-account", values={**values, "bound": earlier.bound_account})
    if earlier.bound_region and earlier.bound_region != way.region:
        return Trouble(key="other-region", values={"region": way.region, "bound": earlier.bound_region})
    return None


def _signed_in(
    read: Reader,
    who: Mapping[str, Any],
    way: Way,
    organization: Mapping[str, Any] | CallError,
    region: tuple[Finding, ...],
) -> Observation[Facts]:
    standing, management, organization_id = standing_of(read, who["Account"], way.target, organization)
    signed_in = SignedIn(
        arn=who["Arn"],
        account=who["Account"],
        region=way.region,
        profile=way.profile,
        standing=standing,
        management_account=management,
        organization_id=organization_id,
    )
    return Observation(
        state=State.SATISFIED,
        summary=short_name(str(who["Arn"])),
        facts=Facts(),
        findings=(way.findings[0], stands(standing, organization), *region, *way.findings[1:]),
        found=(signed_in,),
    )


def _blocked(summary: str, trouble: Trouble, findings: tuple[Finding, ...] = ()) -> Observation[Facts]:
    return Observation(state=State.BLOCKED, summary=summary, facts=Facts(), findings=findings, trouble=trouble)


def plan(observation: Observation[Facts], answers: Answers) -> Plan:
    """Nothing: signing in changes nothing in AWS."""
    return Plan()


def foresee(observation: Observation[Facts] | None, answers: Answers, earlier: Earlier) -> Foreseen:
    """Nothing to foresee."""
    return Foreseen()


STEP = Step(
    id="sign-in",
    title="Sign in",
    observe=observe,
    plan=plan,
    foresee=foresee,
    questions=(PROFILE, REGION),
    skippable=False,
    reads=(
        "sts:GetCallerIdentity",
        "organizations:DescribeOrganization",
        "organizations:ListDelegatedAdministrators",
        "account:ListRegions",
    ),
)
