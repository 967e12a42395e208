"""Who is signed in, in which region, and where that account stands in its organization.

Nothing is signed in here: the credentials that the profiles and the environment hold are asked who they are. With
several usable profiles a person chooses; without a person the AWS tools' own choice counts. Costs one round trip
where the profile is known, one more to look through all profiles.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

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

# A profile that does not say who it is within this time holds nobody up.
PATIENCE = 8.0
ENVIRONMENT = "environment"

Standing = Literal["management", "delegated", "member", "none", "unknown"]

IN_WORDS: Mapping[Standing, str] = {
    "management": "the management account of its organization",
    "delegated": "a delegated administrator of its organization",
    "member": "a member of an organization",
    "none": "not part of an organization",
    "unknown": "in an organization that these credentials may not describe",
}


@dataclass(frozen=True, slots=True)
class Facts:
    """Nothing is planned from them: signing in changes nothing."""


def _region_name(value: str) -> str | None:
    ok = re.fullmatch(r"[a-z]{2,}(-[a-z]+)+-\d", value)
    return None if ok else f"{value!r} does not look like a region, such as us-east-1."


QUESTIONS = (
    Question(
        name="profile",
        text="Which credentials?",
        help="The profiles of your AWS configuration that work right now.",
    ),
    Question(
        name="region",
        text="Which region?",
        help="Where the stack is created and Bedrock is called from. The vendor deploys into this region.",
        placeholder="us-east-1",
        check=_region_name,
    ),
)


def observe(read: Reader, answers: Answers, remembered: Remembered, earlier: Earlier) -> Observation[Facts]:
    """Ask the credentials who they are."""
    offered = read(Read(target=Target(), service="profiles", operation="List"))
    candidates = _candidates(offered, answers, earlier)
    if len(candidates) > 1:
        return _look_through(read, candidates, offered, earlier)
    return _one_profile(read, candidates[0], offered, answers, earlier)


def _candidates(offered: Mapping[str, Any], answers: Answers, earlier: Earlier) -> list[str]:
    """Profile names to try; "" is what the AWS tools find by themselves."""
    if answers.text("profile"):
        chosen = answers.text("profile")
        return ["" if chosen == ENVIRONMENT else chosen]
    names = [profile["Name"] for profile in offered["Profiles"]]
    if offered["Chosen"] or not earlier.person or not names:
        return [""]
    return [*([""] if offered["Environment"] else []), *names]


def _look_through(
    read: Reader, candidates: Sequence[str], offered: Mapping[str, Any], earlier: Earlier
) -> Observation[Facts]:
    """Several profiles: each with who it is, or why it does not work; a person chooses among those that do."""
    region = earlier.vendor.regions[0]
    identities = read.many([_identity(name, region) for name in candidates])
    kinds = {profile["Name"]: profile["Kind"] for profile in offered["Profiles"]}
    usable = [(name, who) for name, who in zip(candidates, identities, strict=True) if not isinstance(who, CallError)]
    broken = [(name, who) for name, who in zip(candidates, identities, strict=True) if isinstance(who, CallError)]
    findings = tuple(
        Finding(mark="bad", text=f"{_called(name)} ({kinds.get(name, 'keys')}) does not work", detail=error.message)
        for name, error in broken
    )
    if not usable:
        trouble = Trouble(key="no-usable-profile", values={"count": str(len(broken))}, error=broken[0][1])
        return Observation(
            state=State.BLOCKED, summary="no credentials", facts=Facts(), findings=findings, trouble=trouble
        )
    choices = tuple(
        Choice(name or ENVIRONMENT, _called(name), f"{who['Account']} · {who['Arn']} · {kinds.get(name, 'keys')}")
        for name, who in usable
    )
    return Observation(
        state=State.NEEDS_ANSWERS,
        summary="choose credentials",
        facts=Facts(),
        findings=findings,
        questions=(replace(QUESTIONS[0], choices=choices, default=choices[0].value),),
    )


def _called(name: str) -> str:
    return f"profile {name}" if name else "the environment"


def _identity(profile: str, region: str) -> Read:
    target = Target(profile=profile, region=region)
    return Read(target=target, service="sts", operation="GetCallerIdentity", seconds=PATIENCE)


def _one_profile(
    read: Reader, profile: str, offered: Mapping[str, Any], answers: Answers, earlier: Earlier
) -> Observation[Facts]:
    region, said_by = _region(profile, offered, answers, earlier)
    target = Target(profile=profile, region=region)
    who, organization, regions = read.many(
        [
            _identity(profile, region),
            Read(target=target, service="organizations", operation="DescribeOrganization"),
            Read(
                target=target,
                service="account",
                operation="ListRegions",
                parameters={"RegionOptStatusContains": ["ENABLED", "ENABLED_BY_DEFAULT"]},
            ),
        ]
    )
    if isinstance(who, CallError):
        return _blocked("not signed in", Trouble(key="", error=who))
    refused = _refused(who, earlier)
    if refused:
        return _blocked("cannot be used", refused, _who_findings(who, profile))
    enabled = () if isinstance(regions, CallError) else tuple(r["RegionName"] for r in regions.get("Regions", ()))
    if enabled and region not in enabled:
        values = {"region": region, "enabled": ", ".join(sorted(enabled)), "account": who["Account"]}
        return _ask_region(earlier, enabled, Trouble(key="region-not-enabled", values=values))
    if not said_by and earlier.person:
        return _ask_region(earlier, enabled, None)
    return _signed_in(read, who, profile, region, said_by, organization, earlier)


def _region(profile: str, offered: Mapping[str, Any], answers: Answers, earlier: Earlier) -> tuple[str, str]:
    """The region and who says so; "" where it is only the vendor's first."""
    configured = {p["Name"]: p["Region"] for p in offered["Profiles"]}
    name = profile or offered["Chosen"] or "default"
    sayings = (
        (answers.text("region"), "your answers"),
        (offered["Region"], "the environment"),
        (configured.get(name, ""), f"profile {name}"),
        (earlier.vendor.regions[0], ""),
    )
    if earlier.bound_region and not answers.text("region"):
        said_by = next((who for region, who in sayings if region == earlier.bound_region), "")
        return earlier.bound_region, said_by or "the checkpoint"
    return next((region, who) for region, who in sayings if region)


def _refused(who: Mapping[str, Any], earlier: Earlier) -> Trouble | None:
    arn, account = str(who["Arn"]), str(who["Account"])
    partition = arn.split(":")[1]
    values = {"arn": arn, "account": account, "partition": partition, "vendor": earlier.vendor.name}
    if partition != earlier.vendor.partition:
        return Trouble(key="other-partition", values=values)
    if arn.endswith(":root"):
        return Trouble(key="root-credentials", values=values)
    if earlier.bound_account and earlier.bound_account != account:
        return Trouble(key="other-account", values={**values, "bound": earlier.bound_account})
    return None


def _ask_region(earlier: Earlier, enabled: Sequence[str], trouble: Trouble | None) -> Observation[Facts]:
    preferred = [region for region in earlier.vendor.regions if region in enabled or not enabled]
    names = [*preferred, *sorted(set(enabled) - set(preferred))]
    choices = tuple(Choice(name, name, recommended=name == names[0]) for name in names) if enabled else ()
    return Observation(
        state=State.NEEDS_ANSWERS,
        summary="choose a region",
        facts=Facts(),
        questions=(replace(QUESTIONS[1], choices=choices, default=names[0]),),
        trouble=trouble,
    )


def _signed_in(
    read: Reader,
    who: Mapping[str, Any],
    profile: str,
    region: str,
    said_by: str,
    organization: Mapping[str, Any] | CallError,
    earlier: Earlier,
) -> Observation[Facts]:
    standing, management, organization_id = _standing(read, who, Target(profile=profile, region=region), organization)
    bound = earlier.bound_region
    if bound and bound != region:
        return _blocked("another region", Trouble(key="other-region", values={"region": region, "bound": bound}))
    findings = (
        *_who_findings(who, profile),
        Finding(mark="unknown" if standing == "unknown" else "info", text=f"This account is {IN_WORDS[standing]}."),
        Finding(mark="info", text=f"Region {region}", detail=f"as {said_by} says" if said_by else "the vendor's first"),
    )
    signed_in = SignedIn(
        arn=who["Arn"],
        account=who["Account"],
        region=region,
        profile=profile,
        standing=standing,
        management_account=management,
        organization_id=organization_id,
    )
    return Observation(
        state=State.SATISFIED,
        summary=str(who["Arn"]).split(":", 5)[-1],
        facts=Facts(),
        findings=findings,
        found=(signed_in,),
    )


def _standing(
    read: Reader, who: Mapping[str, Any], target: Target, organization: Mapping[str, Any] | CallError
) -> tuple[Standing, str, str]:
    """Where the caller's account stands, the management account, the organization's id.

    DescribeOrganization answers every account of an organization; ListDelegatedAdministrators only the management
    account and delegated administrators (AWS Organizations API reference).
    """
    if isinstance(organization, CallError):
        return ("none" if organization.code == "AWSOrganizationsNotInUseException" else "unknown"), "", ""
    described = organization["Organization"]
    management = str(described.get("MasterAccountId", ""))
    if management == who["Account"]:
        return "management", management, str(described.get("Id", ""))
    (delegated,) = read.many([Read(target=target, service="organizations", operation="ListDelegatedAdministrators")])
    standing: Standing = "member" if isinstance(delegated, CallError) else "delegated"
    return standing, management, str(described.get("Id", ""))


def _who_findings(who: Mapping[str, Any], profile: str) -> tuple[Finding, ...]:
    return (Finding(mark="good", text=f"Signed in as {who['Arn']}", detail=f"with {_called(profile)}"),)


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
    questions=QUESTIONS,
    skippable=False,
    reads=(
        "sts:GetCallerIdentity",
        "organizations:DescribeOrganization",
        "organizations:ListDelegatedAdministrators",
        "account:ListRegions",
    ),
)
