"""Reads an account's trails, with as few questions one after the other as AWS allows.

DescribeTrails of one region shows that region's trails and, as shadows, all that cover every region and the
organization's. Another region's own trails are seen from there alone, so every enabled region is asked, unless
trails of all regions suffice already. Status and selectors of all trails are asked side by side, each by ARN in
the trail's home region. That costs two calls a trail, and two round trips where all is well.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec

from wizard.model import CallError, CallFailed, Finding, Read, Reader, SignedIn, Target
from wizard.resources.coverage import EVERYWHERE, Selectors, Trail, certain, full
from wizard.steps.cloudtrail.survey import UNLISTED, Survey

Answer = Mapping[str, Any] | CallError
# CloudTrail delivers every five minutes or so; what has not arrived for so long does not.
STALE = timedelta(hours=1)
# How HeadBucket, which has no body, says that there is no such bucket.
GONE = ("404", "NotFound", "NoSuchBucket")


@dataclass(frozen=True, slots=True, kw_only=True)
class Viewpoint:
    """From where and when the trails are looked at.

    signed_in: who may be asked again about an organization's trail. lenient: a person knows better than AWS's word on
    deliveries.
    """

    read: Reader
    account: str
    target: Target
    now: datetime
    lenient: bool = False
    signed_in: SignedIn | None = None


def look(view: Viewpoint) -> Survey:
    """The trails that record the account. Raises CallFailed where its first DescribeTrails is refused."""
    listed = view.read(_describe(view.target)).get("trailList") or ()
    lake = Read(target=view.target, service="cloudtrail", operation="ListEventDataStores", seconds=10)
    everywhere = any(trail.get("IsMultiRegionTrail") for trail in listed)
    beside = [lake] if everywhere else [lake, _list_regions(view)]
    trails, others = _trails(view, listed, beside)
    stores = _event_data_stores(others[0])
    if full(certain(trails, {EVERYWHERE}), {EVERYWHERE}):
        return Survey(trails=trails, regions=frozenset({EVERYWHERE}), beside=stores)
    regions, unread = _enabled(view, others[1] if others[1:] else view.read.many([_list_regions(view)])[0])
    elsewhere = sorted(regions - {view.target.region, UNLISTED})
    shown = view.read.many([_describe(view.target.in_region(region)) for region in elsewhere])
    unread |= {region: answer for region, answer in zip(elsewhere, shown, strict=True) if isinstance(answer, CallError)}
    more, _ = _trails(view, _unseen(shown, trails))
    return Survey(trails=(*trails, *more), regions=regions, unread=unread, beside=stores)


def _describe(target: Target) -> Read:
    parameters = {"includeShadowTrails": True}
    return Read(target=target, service="cloudtrail", operation="DescribeTrails", parameters=parameters)


def _unseen(shown: Iterable[Answer], trails: Iterable[Trail]) -> list[Mapping[str, Any]]:
    """The trails that were not seen before, each once: shadows show in every region."""
    listed = [raw for answer in shown if not isinstance(answer, CallError) for raw in answer.get("trailList") or ()]
    known = {trail.arn for trail in trails}
    return list({raw["TrailARN"]: raw for raw in listed if raw["TrailARN"] not in known}.values())


# --- a trail's status and selectors --------------------------------------------------------------------------------


def _trails(
    view: Viewpoint, listed: Sequence[Mapping[str, Any]], beside: Sequence[Read] = ()
) -> tuple[tuple[Trail, ...], list[Answer]]:
    """The listed trails with their details, and the answers to what is asked beside them."""
    asked = [ask for raw in listed for ask in _details(raw, view.target)]
    answers = view.read.many([*asked, *beside]) if asked or beside else []
    own, others = answers[: len(asked)], answers[len(asked) :]
    details = _asked_again(view, listed, own)
    pairs = zip(details[::2], details[1::2], strict=True)
    trails = tuple(_trail(raw, *pair, view) for raw, pair in zip(listed, pairs, strict=True))
    return _with_their_buckets(view, trails), others


def _details(raw: Mapping[str, Any], target: Target) -> tuple[Read, Read]:
    there = target.in_region(_home(raw))
    arn = raw["TrailARN"]
    return (
        Read(target=there, service="cloudtrail", operation="GetTrailStatus", parameters={"Name": arn}),
        Read(target=there, service="cloudtrail", operation="GetEventSelectors", parameters={"TrailName": arn}),
    )


def _asked_again(view: Viewpoint, listed: Sequence[Mapping[str, Any]], answers: list[Answer]) -> list[Answer]:
    """What a member account may not read of its organization's trails, as the organization's own account reads it.

    AccessDenied, TrailNotFoundException and CloudTrailARNInvalidException have all been seen there, so any refusal
    counts.
    """
    signed_in = view.signed_in
    if not signed_in or signed_in.standing not in ("management", "delegated") or signed_in.account == view.account:
        return answers
    asked = [ask for raw in listed for ask in _details(raw, signed_in.target)]
    refused = [
        i for i, answer in enumerate(answers) if isinstance(answer, CallError) and _organization(listed[i // 2], view)
    ]
    again = dict(zip(refused, view.read.many([asked[i] for i in refused]) if refused else [], strict=True))
    return [_better(answer, again.get(i)) for i, answer in enumerate(answers)]


def _better(first: Answer, second: Answer | None) -> Answer:
    return first if second is None or isinstance(second, CallError) else second


def _organization(raw: Mapping[str, Any], view: Viewpoint) -> bool:
    return bool(raw.get("IsOrganizationTrail")) or _account(raw) != view.account


def _account(raw: Mapping[str, Any]) -> str:
    return _part(raw, 4)


def _home(raw: Mapping[str, Any]) -> str:
    return str(raw.get("HomeRegion") or _part(raw, 3))


def _part(raw: Mapping[str, Any], number: int) -> str:
    parts = str(raw["TrailARN"]).split(":")
    return parts[number] if number < len(parts) else ""


def _with_their_buckets(view: Viewpoint, trails: tuple[Trail, ...]) -> tuple[Trail, ...]:
    """Whose bucket is gone delivers nothing, although the last delivery was a moment ago."""
    doubted = [trail for trail in trails if trail.delivery_error and trail.delivered and not view.lenient]
    asked = [_head(view.target.in_region(trail.home), trail.bucket) for trail in doubted]
    gone = {
        trail.arn
        for trail, answer in zip(doubted, view.read.many(asked) if asked else [], strict=True)
        if isinstance(answer, CallError) and answer.code in GONE
    }
    return tuple(
        msgspec.structs.replace(trail, delivered=trail.arn not in gone) if trail in doubted else trail
        for trail in trails
    )


def _head(target: Target, bucket: str) -> Read:
    return Read(target=target, service="s3", operation="HeadBucket", parameters={"Bucket": bucket})


def _delivers(status: Mapping[str, Any], view: Viewpoint) -> bool:
    """Whether log files arrive: the other times of a status are no longer in use.

    https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_GetTrailStatus.html, read 2026-11-26.
    """
    if not status.get("LatestDeliveryError") or view.lenient:
        return True
    last = status.get("LatestDeliveryTime")
    when = datetime.fromisoformat(last) if isinstance(last, str) and last else last
    return isinstance(when, datetime) and view.now - when.astimezone(UTC) <= STALE


def _trail(raw: Mapping[str, Any], status: Answer, selectors: Answer, view: Viewpoint) -> Trail:
    known = {} if isinstance(status, CallError) else status
    untold = None if "IsLogging" in known else CallError(code="Untold", message="AWS doesn't say whether it is logging")
    return Trail(
        arn=raw["TrailARN"],
        name=raw.get("Name") or raw["TrailARN"],
        home=_home(raw),
        account=_account(raw),
        bucket=raw.get("S3BucketName", ""),
        multi_region=bool(raw.get("IsMultiRegionTrail")),
        organization=bool(raw.get("IsOrganizationTrail")),
        global_events=raw.get("IncludeGlobalServiceEvents", True),
        logging=known.get("IsLogging"),
        started=isinstance(status, CallError) or bool(known.get("StartLoggingTime")),
        selectors=_selectors(selectors),
        delivery_error=known.get("LatestDeliveryError") or "",
        delivered=_delivers(known, view),
        refused=next((answer for answer in (status, selectors) if isinstance(answer, CallError)), untold),
    )


def _selectors(answer: Answer) -> Selectors | None:
    if isinstance(answer, CallError):
        return None
    basic, advanced = answer.get("EventSelectors") or (), answer.get("AdvancedEventSelectors") or ()
    return Selectors(basic=tuple(basic), advanced=tuple(advanced))


# --- regions, and what is no trail ---------------------------------------------------------------------------------


def _list_regions(view: Viewpoint) -> Read:
    parameters = {"RegionOptStatusContains": ["ENABLED", "ENABLED_BY_DEFAULT"]}
    return Read(target=view.target, service="account", operation="ListRegions", parameters=parameters)


def _enabled(view: Viewpoint, listed: Answer) -> tuple[frozenset[str], dict[str, CallError]]:
    """The enabled regions; EC2 is asked where Account Management does not tell. UNLISTED if neither does."""
    here = view.target.region
    if not isinstance(listed, CallError) and listed.get("Regions"):
        return frozenset({here, *(region["RegionName"] for region in listed["Regions"])}), {}
    try:
        answer = view.read(Read(target=view.target, service="ec2", operation="DescribeRegions"))
    except CallFailed as failed:
        return frozenset({here, UNLISTED}), {UNLISTED: failed.error}
    enabled = [r["RegionName"] for r in answer.get("Regions") or () if r.get("OptInStatus") != "not-opted-in"]
    return frozenset({here, *enabled}), {}


def _event_data_stores(answer: Answer) -> tuple[Finding, ...]:
    if isinstance(answer, CallError):
        text = f"Couldn't look at CloudTrail Lake ({answer.code}); its event data stores aren't trails anyway"
        return (Finding(mark="unknown", text=text),)
    return tuple(
        Finding(mark="info", text=f'Event data store "{store.get("Name", "")}" in CloudTrail Lake (not a trail)')
        for store in answer.get("EventDataStores") or ()
    )
