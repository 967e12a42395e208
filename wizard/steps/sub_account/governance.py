"""Who governs the organization around an account, and which members it has.

Only the management account and delegated administrators may look around in it; whatever is refused here is said, and
the step goes on without it where it can.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from wizard.model import CallError, CallFailed, Finding, Read
from wizard.resources import organization
from wizard.steps.sub_account.case import Case

Account = Mapping[str, Any]


def members(case: Case) -> Sequence[Account] | None:
    """The organization's accounts, or None where whoever is signed in may not list them."""
    if case.signed_in.standing in ("member", "none"):
        return None
    try:
        return list(organization.listed(case.read, case.signed_in.target))
    except CallFailed:
        return None


def member(case: Case, account: str) -> Account | None:
    """This account as the organization knows it, or None where it is not one of its. Raises CallFailed."""
    answer = case.ask("DescribeAccount", AccountId=account)
    if not isinstance(answer, CallError):
        found: Account = answer["Account"]
        return found
    if answer.code == "AccountNotFoundException":
        return None
    # Whoever may not describe it may perhaps list it.
    listed = organization.listed(case.read, case.signed_in.target)
    return next((one for one in listed if one["Id"] == account), None)


def control_tower(case: Case) -> Finding | None:
    """Whether AWS Control Tower governs the organization: a warning where it does, or what keeps us from knowing.

    A landing zone shows only in its home region; the service's trusted access shows from everywhere.
    """
    zones, services = case.read.many(
        [
            Read(target=case.signed_in.target, service="controltower", operation="ListLandingZones"),
            case.organizations("ListAWSServiceAccessForOrganization"),
        ]
    )
    if not isinstance(zones, CallError) and zones.get("landingZones"):
        return Finding(mark="warning", text="AWS Control Tower governs this organization")
    if isinstance(services, CallError):
        text = "Couldn't read whether AWS Control Tower governs this organization"
        return Finding(mark="unknown", text=text, detail=f"{services.code}: {services.message}")
    enabled = {principal.get("ServicePrincipal") for principal in services.get("EnabledServicePrincipals", ())}
    if "controltower.amazonaws.com" in enabled:
        return Finding(mark="warning", text="AWS Control Tower governs this organization")
    if isinstance(zones, CallError):
        text = "Couldn't look at AWS Control Tower's landing zones; it has no access to this organization"
        return Finding(mark="unknown", text=text, detail=f"controltower:ListLandingZones: {zones.code}")
    return None
