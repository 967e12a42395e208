"""Trails whose log files do not arrive: which of them can be put right from here, and which just were.

A bucket of ours is made again; of anybody else's bucket only the policy is added to, where it is there and can be read.
CloudTrail tries again by itself, so what was put right is waited for.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

import msgspec

from wizard.model import Journal, Reader
from wizard.resources.coverage import Trail
from wizard.steps.cloudtrail.changes import of_trail
from wizard.steps.cloudtrail.home import Home, owned
from wizard.steps.cloudtrail.log_bucket import LogBucket, delivery_policy, look_at_bucket, merged
from wizard.steps.cloudtrail.repair import Repair
from wizard.steps.cloudtrail.survey import Survey

# How long a bucket that was put right is waited for.
DELIVERS = timedelta(minutes=30)


def mended(journal: Journal, home: Home, now: datetime) -> frozenset[str]:
    """Buckets that were put right so little ago that CloudTrail may not have tried them again."""
    return frozenset(
        entry.note["bucket"]
        for entry in journal.entries
        if entry.note.get("bucket")
        and (entry.account, entry.outcome) == (home.account, "landed")
        and now - datetime.fromisoformat(entry.finished) < DELIVERS
    )


def buckets_of(read: Reader, home: Home, survey: Survey) -> dict[str, LogBucket]:
    """What is left of the buckets that this account's trails cannot deliver to, by the trail's ARN."""
    undelivered = [t for t in survey.trails if not t.delivered and t.account == home.account and not t.organization]
    return {trail.arn: _look(read, of_trail(home, trail)) for trail in undelivered}


def _look(read: Reader, place: Home) -> LogBucket:
    return look_at_bucket(read, place.target, owned(place))


def with_mendable(survey: Survey, home: Home, buckets: Mapping[str, LogBucket]) -> Survey:
    """The survey in which each trail says whether it can be put right from here."""
    trails = tuple(
        msgspec.structs.replace(trail, mendable=_is_mendable(trail, home, buckets[trail.arn]))
        if trail.arn in buckets
        else trail
        for trail in survey.trails
    )
    return msgspec.structs.replace(survey, trails=trails)


def _is_mendable(trail: Trail, home: Home, bucket: LogBucket) -> bool:
    if bucket.unreadable:
        return False
    lacking = merged(bucket.policy, delivery_policy(trail.bucket, trail.account, trail.arn))
    return bool(lacking) and (bucket.exists or trail.bucket == home.bucket)


def bucket_of(home: Home, repair: Repair | None, buckets: Mapping[str, LogBucket]) -> LogBucket:
    """The bucket that a repair puts right; how another's is kept private and encrypted is not ours to change."""
    bucket = buckets.get(repair.before.arn) if repair else None
    if bucket is None or repair is None:
        return LogBucket()
    ours = repair.before.bucket == home.bucket
    return bucket if ours else msgspec.structs.replace(bucket, private=True, encrypted=True)
