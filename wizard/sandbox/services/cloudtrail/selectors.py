"""Event selectors, basic and advanced: each replaces the other kind, and all of its own."""

from __future__ import annotations

from typing import Any

from wizard.sandbox.kernel.errors import AwsError
from wizard.sandbox.kernel.operations import Answer, Call, operation
from wizard.sandbox.services.cloudtrail.state import Trail
from wizard.sandbox.services.cloudtrail.trails import foreign, named, owned, unknown

_READ_WRITE = ("ReadOnly", "WriteOnly", "All")
_DENIED = "You do not have permission to access the event selectors of this organization trail."


@operation("cloudtrail", "GetEventSelectors")
def get_event_selectors(call: Call) -> Answer:
    """A member account may see its organization's trail, but not what the trail selects.

    AWS has been seen to say so in three ways, which a scenario chooses from by `[trails] members_get`.
    """
    trail = named(call, call.get("TrailName", ""))
    if trail.account == call.account:
        return _answer(trail)
    refusals = {
        "TrailNotFoundException": unknown(call, trail.arn),
        "CloudTrailARNInvalidException": foreign(call),
        "AccessDeniedException": AwsError("AccessDeniedException", _DENIED),
    }
    raise refusals[call.world.scenario.table("trails").get("members_get", "TrailNotFoundException")]


@operation("cloudtrail", "PutEventSelectors")
def put_event_selectors(call: Call) -> Answer:
    trail = owned(call, call.get("TrailName", ""))
    basic, advanced = call.get("EventSelectors"), call.get("AdvancedEventSelectors")
    if bool(basic) == bool(advanced):
        text = "You must specify exactly one of EventSelectors and AdvancedEventSelectors."
        raise AwsError("InvalidEventSelectorsException", text)
    if basic:
        trail.selectors, trail.advanced = [_basic(selector) for selector in basic], []
    else:
        for selector in advanced:
            _check(selector)
        trail.selectors, trail.advanced = [], advanced
    return _answer(trail)


@operation("cloudtrail", "GetInsightSelectors")
def get_insight_selectors(call: Call) -> Answer:
    trail = named(call, call.get("TrailName", ""))
    text = f"Trail {trail.arn} does not have Insights enabled. Edit the trail settings to enable Insights."
    raise AwsError("InsightNotEnabledException", text)


def _basic(selector: dict[str, Any]) -> dict[str, Any]:
    kind = selector.get("ReadWriteType", "All")
    if kind not in _READ_WRITE:
        raise AwsError("InvalidEventSelectorsException", f"The ReadWriteType {kind} is not valid.")
    return {
        "ReadWriteType": kind,
        "IncludeManagementEvents": selector.get("IncludeManagementEvents", True),
        "DataResources": selector.get("DataResources", []),
        "ExcludeManagementEventSources": selector.get("ExcludeManagementEventSources", []),
    }


def _check(selector: dict[str, Any]) -> None:
    fields = [each.get("Field") for each in selector.get("FieldSelectors", [])]
    if "eventCategory" not in fields:
        text = "Each advanced event selector must have a field selector for eventCategory."
        raise AwsError("InvalidEventSelectorsException", text)


def _answer(trail: Trail) -> Answer:
    if trail.advanced:
        return {"TrailARN": trail.arn, "AdvancedEventSelectors": trail.advanced}
    return {"TrailARN": trail.arn, "EventSelectors": trail.selectors}
