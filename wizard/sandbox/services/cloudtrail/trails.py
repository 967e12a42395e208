"""Trails: making one, changing it, and seeing it from every region and member account that it covers."""

from __future__ import annotations

import json
import re
from typing import Any

from wizard.sandbox.kernel.errors import AwsError
from wizard.sandbox.kernel.operations import Answer, Call, operation
from wizard.sandbox.services.cloudtrail.buckets import check_bucket, refusal_of_bucket
from wizard.sandbox.services.cloudtrail.state import Trail, TrailState
from wizard.sandbox.services.organizations.state import management_of, trusted_services

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{1,126}[A-Za-z0-9]")
_ARN = re.compile(r"arn:aws:cloudtrail:[a-z0-9-]+:\d{12}:trail/.+")
_LIMIT = 5
DELIVERY_SECONDS = 20.0


@operation("cloudtrail", "CreateTrail")
def create_trail(call: Call) -> Answer:
    name = check_name(call.get("Name", ""))
    own = [
        trail
        for trail in call.world.of(TrailState).trails
        if trail.account == call.account and trail.home == call.region
    ]
    visible = call.world.of(TrailState).visible(call.account, management_of(call.account))
    if any(trail.name == name for trail in own) or any(trail.name == name and trail.multi_region for trail in visible):
        raise AwsError("TrailAlreadyExistsException", f"Trail {name} already exists for customer: {call.account}")
    if len(own) >= _LIMIT:
        text = f"User: {call.account} already has {_LIMIT} trails in {call.region}."
        raise AwsError("MaximumNumberOfTrailsExceededException", text)
    trail = Trail(name, call.account, call.region, call.get("S3BucketName", ""))
    _apply(call, trail)
    trail.tags = {tag["Key"]: tag.get("Value", "") for tag in call.get("TagsList", [])}
    call.world.of(TrailState).trails.append(trail)
    return trail.answer()


@operation("cloudtrail", "UpdateTrail")
def update_trail(call: Call) -> Answer:
    trail = owned(call, call.get("Name", ""))
    _apply(call, trail)
    return trail.answer()


def _apply(call: Call, trail: Trail) -> None:
    wanted = {
        "bucket": call.get("S3BucketName", trail.bucket),
        "prefix": call.get("S3KeyPrefix", trail.prefix),
        "multi_region": call.get("IsMultiRegionTrail", trail.multi_region),
        "global_events": call.get("IncludeGlobalServiceEvents", trail.global_events),
        "validation": call.get("EnableLogFileValidation", trail.validation),
        "organization": call.get("IsOrganizationTrail", trail.organization),
        "kms_key": call.get("KmsKeyId", trail.kms_key),
    }
    if wanted["multi_region"] and not wanted["global_events"]:
        text = "Multi-Region trail must include global service events."
        raise AwsError("InvalidParameterCombinationException", text)
    if wanted["organization"]:
        _check_organization(call)
    check_bucket(Trail(**{**vars(trail), **wanted}))
    for name, value in wanted.items():
        setattr(trail, name, value)


def _check_organization(call: Call) -> None:
    management = management_of(call.account)
    if management is None:
        raise AwsError("OrganizationsNotInUseException", "The account is not part of an organization.")
    if "cloudtrail.amazonaws.com" not in trusted_services(management):
        text = "CloudTrail trusted access isn't enabled for this organization. Enable trusted access and try again."
        raise AwsError("CloudTrailAccessNotEnabledException", text)
    if management != call.account:
        text = "Only the management account can create an organization trail."
        raise AwsError("NotOrganizationMasterAccountException", text)


@operation("cloudtrail", "DeleteTrail")
def delete_trail(call: Call) -> Answer:
    call.world.of(TrailState).trails.remove(owned(call, call.get("Name", "")))
    return {}


@operation("cloudtrail", "StartLogging")
def start_logging(call: Call) -> Answer:
    trail = owned(call, call.get("Name", ""))
    trail.logging, trail.started = True, call.world.pace.now()
    return {}


@operation("cloudtrail", "StopLogging")
def stop_logging(call: Call) -> Answer:
    trail = owned(call, call.get("Name", ""))
    trail.logging, trail.stopped = False, call.world.pace.now()
    return {}


@operation("cloudtrail", "DescribeTrails")
def describe_trails(call: Call) -> Answer:
    names = call.get("trailNameList", [])
    shadows = call.get("includeShadowTrails", True)
    listed = [trail for trail in _seen(call) if shadows or not _is_shadow(call, trail)]
    if names:
        listed = [trail for trail in _seen(call) if trail.arn in names or trail.name in names]
    return {"trailList": [_described(trail) for trail in listed]}


def _described(trail: Trail) -> dict[str, Any]:
    custom = bool(trail.advanced) or any(selector.get("DataResources") for selector in trail.selectors)
    return trail.answer() | {
        "HomeRegion": trail.home,
        "HasCustomEventSelectors": custom,
        "HasInsightSelectors": False,
    }


@operation("cloudtrail", "ListTrails")
def list_trails(call: Call) -> Answer:
    """The trails of all regions, by home region; other regions' single-region trails among them."""
    visible = call.world.of(TrailState).visible(call.account, management_of(call.account))
    return {"Trails": [{"TrailARN": trail.arn, "Name": trail.name, "HomeRegion": trail.home} for trail in visible]}


@operation("cloudtrail", "GetTrail")
def get_trail(call: Call) -> Answer:
    return {"Trail": _described(named(call, call.get("Name", "")))}


@operation("cloudtrail", "GetTrailStatus")
def get_trail_status(call: Call) -> Answer:
    trail = named(call, call.get("Name", ""))
    error = _delivery_error(call, trail)
    delivered = trail.started if trail.logging and not error else None
    return {
        "IsLogging": trail.logging,
        "LatestDeliveryError": error,
        "LatestDeliveryTime": delivered,
        "StartLoggingTime": trail.started,
        "StopLoggingTime": trail.stopped,
        "LatestDeliveryAttemptTime": f"{delivered:%Y-%m-%dT%H:%M:%SZ}" if delivered else "",
        "LatestDeliveryAttemptSucceeded": f"{delivered:%Y-%m-%dT%H:%M:%SZ}" if delivered else "",
        "TimeLoggingStarted": f"{trail.started:%Y-%m-%dT%H:%M:%SZ}" if trail.started else "",
        "TimeLoggingStopped": f"{trail.stopped:%Y-%m-%dT%H:%M:%SZ}" if trail.stopped else "",
    }


def _delivery_error(call: Call, trail: Trail) -> str | None:
    """What CloudTrail said of the last delivery: it stays until the next one, also when the bucket is right by then."""
    if not trail.logging:
        return trail.delivery_error
    now = refusal_of_bucket(trail)
    if now:
        trail.delivery_error, trail.next_delivery = now, None
    elif trail.delivery_error and trail.next_delivery is None:
        trail.next_delivery = call.world.pace.after(DELIVERY_SECONDS, lambda _: setattr(trail, "delivery_error", None))
    elif trail.next_delivery is not None:
        trail.next_delivery.polled()
    return trail.delivery_error


@operation("cloudtrail", "ListTags")
def list_tags(call: Call) -> Answer:
    trails = [named(call, arn) for arn in call.get("ResourceIdList", [])]
    if any(trail.account != call.account for trail in trails):
        raise foreign(call)
    listed = [
        {"ResourceId": trail.arn, "TagsList": [{"Key": key, "Value": value} for key, value in trail.tags.items()]}
        for trail in trails
    ]
    return {"ResourceTagList": listed}


@operation("cloudtrail", "AddTags")
def add_tags(call: Call) -> Answer:
    trail = owned(call, call.get("ResourceId", ""))
    trail.tags |= {tag["Key"]: tag.get("Value", "") for tag in call.get("TagsList", [])}
    return {}


@operation("cloudtrail", "ListEventDataStores")
def list_event_data_stores(_call: Call) -> Answer:
    return {"EventDataStores": []}


def named(call: Call, name: str) -> Trail:
    """The trail of that ARN, or of that name in this region; raises as AWS does."""
    if not name.startswith("arn:"):
        check_name(name)
    elif not _ARN.fullmatch(name):
        raise AwsError("CloudTrailARNInvalidException", f"Trail ARN is not valid: {name}.")
    visible = call.world.of(TrailState).visible(call.account, management_of(call.account))
    for trail in visible:
        if trail.arn == name or (trail.name == name and trail.home == call.region and trail.account == call.account):
            return trail
    raise unknown(call, name)


def owned(call: Call, name: str) -> Trail:
    """The trail, if this account may change it from this region."""
    trail = named(call, name)
    if trail.account != call.account:
        text = "The organization trail can only be changed from the management account."
        raise AwsError("NotOrganizationMasterAccountException", text)
    if trail.home != call.region:
        text = f"Trail {trail.arn} can only be changed from its home region {trail.home}."
        raise AwsError("InvalidHomeRegionException", text)
    return trail


def unknown(call: Call, name: str) -> AwsError:
    arn = name if name.startswith("arn:") else f"arn:aws:cloudtrail:{call.region}:{call.account}:trail/{name}"
    return AwsError("TrailNotFoundException", f"Unknown trail: {arn} for the user: {call.account}")


def foreign(call: Call) -> AwsError:
    """What CloudTrail says of the ARN of another account's trail."""
    text = f"AccountID in ARN is wrong, you can only access resources with AccountID {call.account}."
    return AwsError("CloudTrailARNInvalidException", text)


def check_name(name: str) -> str:
    if not _NAME.fullmatch(name):
        raise AwsError("InvalidTrailNameException", f"Trail name or ARN is not valid: {json.dumps(name)}.")
    return name


def _seen(call: Call) -> list[Trail]:
    """What this region shows: its own trails and those of all regions."""
    visible = call.world.of(TrailState).visible(call.account, management_of(call.account))
    return [trail for trail in visible if trail.multi_region or trail.home == call.region]


def _is_shadow(call: Call, trail: Trail) -> bool:
    return trail.home != call.region or trail.account != call.account
