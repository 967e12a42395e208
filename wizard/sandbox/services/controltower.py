"""AWS Control Tower: whether a landing zone governs the organization."""

from __future__ import annotations

from typing import Any

from wizard.sandbox.kernel.errors import AwsError
from wizard.sandbox.kernel.operations import Answer, Call, operation
from wizard.sandbox.services.organizations.state import management_of


def _landing_zone(call: Call) -> str | None:
    """The landing zone's ARN, in the management account and its home region only."""
    settings = call.world.scenario.table("control-tower")
    at_home = call.region == settings.get("home", "us-east-1")
    if not settings or not at_home or management_of(call.account) != call.account:
        return None
    return f"arn:aws:controltower:{call.region}:{call.account}:landingzone/1A2B3C4D5E6F7G8H"


@operation("controltower", "ListLandingZones")
def list_landing_zones(call: Call) -> Answer:
    arn = _landing_zone(call)
    return {"landingZones": [{"arn": arn}] if arn else []}


@operation("controltower", "GetLandingZone")
def get_landing_zone(call: Call) -> Answer:
    arn = _landing_zone(call)
    if arn is None or call.get("landingZoneIdentifier") != arn:
        raise AwsError("ResourceNotFoundException", "The landing zone was not found.", 404)
    manifest: dict[str, Any] = {"governedRegions": ["us-east-1", "us-west-2"]}
    return {
        "landingZone": {
            "version": "3.3",
            "latestAvailableVersion": "3.3",
            "arn": arn,
            "status": "ACTIVE",
            "driftStatus": {"status": "IN_SYNC"},
            "manifest": manifest,
        }
    }
