"""LookupEvents: the last ninety days' AssumeRole calls, per account and region, a little late."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

from wizard.sandbox.kernel.errors import AwsError
from wizard.sandbox.kernel.operations import Answer, Call, operation, page
from wizard.sandbox.services.cloudtrail.state import HistoryEvent, TrailState

_PAGE = 50


@operation("cloudtrail", "LookupEvents")
def lookup_events(call: Call) -> Answer:
    wanted = call.get("LookupAttributes", [])
    if len(wanted) > 1:
        raise AwsError("InvalidLookupAttributesException", "Only one lookup attribute can be specified.")
    now = call.world.pace.now()
    start, end = _moment(call.get("StartTime")), _moment(call.get("EndTime"))
    if start and end and start > end:
        raise AwsError("InvalidTimeRangeException", "The start time must be before the end time.")
    events = [
        event
        for event in reversed(call.world.of(TrailState).history)
        if (event.account, event.region) == (call.account, call.region)
        and event.shown <= now
        and (start is None or event.when >= start)
        and (end is None or event.when <= end)
        and all(_matches(event, attribute) for attribute in wanted)
    ]
    part, token = page(events, call, _PAGE, limit="MaxResults")
    return {"Events": [_told(event) for event in part], "NextToken": token}


def _moment(value: datetime | None) -> datetime | None:
    return value.replace(tzinfo=UTC) if value is not None and value.tzinfo is None else value


def _matches(event: HistoryEvent, attribute: dict[str, str]) -> bool:
    known = {
        "EventId": event.record["eventID"],
        "EventName": event.name,
        "ReadOnly": "true",
        "Username": event.username,
        "EventSource": event.source,
        "AccessKeyId": event.access_key_id,
        "ResourceType": "AWS::IAM::Role",
        "ResourceName": event.record["resources"][0]["ARN"],
    }
    return known.get(attribute["AttributeKey"]) == attribute["AttributeValue"]


def _told(event: HistoryEvent) -> dict[str, Any]:
    role = event.record["resources"][0]["ARN"]
    return {
        "EventId": event.record["eventID"],
        "EventName": event.name,
        "ReadOnly": "true",
        "AccessKeyId": event.access_key_id,
        "EventTime": event.when,
        "EventSource": event.source,
        "Username": event.username,
        "Resources": [{"ResourceType": "AWS::IAM::Role", "ResourceName": role}],
        "CloudTrailEvent": json.dumps(event.record),
    }
