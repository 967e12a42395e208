"""The changes that make a trail, or mend one: each as data, none of them twice.

What an earlier run has left is not made again, and names are computed from the account, so that two calls which
share one can stand in the same round. The cost of computed names: a person cannot choose them.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from wizard.model import Change, Target
from wizard.resources.coverage import Selectors, Trail
from wizard.steps.cloudtrail.log_bucket import PRIVATE, LogBucket, delivery_policy, merged
from wizard.steps.cloudtrail.repair import Mend, Repair
from wizard.steps.cloudtrail.survey import coverage_in_words


class Home(msgspec.Struct, frozen=True, kw_only=True):
    """The account that is looked at, and what a trail of ours and its bucket are called there."""

    account: str
    target: Target
    trail: str
    bucket: str
    arn: str


def owned(home: Home) -> dict[str, str]:
    """The bucket, and that it has to be this account's: a name can be taken by anybody."""
    return {"Bucket": home.bucket, "ExpectedBucketOwner": home.account}


def creation(home: Home, bucket: LogBucket) -> list[Change]:
    """What is still lacking of our bucket, then our trail, then starting it."""
    trail = _cloudtrail(
        home,
        home.target.region,
        "CreateTrail",
        f"Create the trail {home.trail} for all regions, with log file validation.",
        {
            "Name": home.trail,
            "S3BucketName": home.bucket,
            "IsMultiRegionTrail": True,
            "IncludeGlobalServiceEvents": True,
            "EnableLogFileValidation": True,
        },
        landed=("TrailAlreadyExistsException",),
        keep={"trail_arn": "TrailARN"},
        note={"trail": home.trail},
    )
    start = _start(home, home.target.region, home.trail, home.arn)
    return [*_bucket_changes(home, bucket), trail, start]


def _bucket_changes(home: Home, bucket: LogBucket) -> list[Change]:
    policy = merged(bucket.policy, delivery_policy(home.bucket, home.account, home.arn))
    changes = [
        None if bucket.exists else _bucket_creation(home),
        None if bucket.private else _privacy(home),
        None if bucket.encrypted else _encryption(home),
        _policy(home, policy, others=bool(bucket.policy)) if policy else None,
    ]
    return [change for change in changes if change]


def _bucket_creation(home: Home) -> Change:
    region = home.target.region
    there = {} if region == "us-east-1" else {"CreateBucketConfiguration": {"LocationConstraint": region}}
    return Change(
        target=home.target,
        service="s3",
        operation="CreateBucket",
        parameters={"Bucket": home.bucket, **there},
        sentence=f"Create the bucket {home.bucket} in {region} for the log files.",
        note={"bucket": home.bucket},
        landed=("BucketAlreadyOwnedByYou",),
    )


def _privacy(home: Home) -> Change:
    return _put(
        home,
        "PutPublicAccessBlock",
        {"PublicAccessBlockConfiguration": dict.fromkeys(PRIVATE, True)},
        "Block all public access to the bucket, so that the logs stay private.",
    )


def _encryption(home: Home) -> Change:
    by_default = {"ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "AES256"}}
    return _put(
        home,
        "PutBucketEncryption",
        {"ServerSideEncryptionConfiguration": {"Rules": [by_default]}},
        "Encrypt the log files with S3-managed keys (SSE-S3).",
    )


def _policy(home: Home, policy: str, *, others: bool) -> Change:
    beside = " The existing statements in its policy stay." if others else ""
    sentence = f"Let CloudTrail write to the bucket, for the trail {home.trail} only.{beside}"
    return _put(home, "PutBucketPolicy", {"Policy": policy}, sentence)


def _put(home: Home, operation: str, parameters: Mapping[str, Any], sentence: str) -> Change:
    return Change(
        target=home.target,
        service="s3",
        operation=operation,
        parameters={**owned(home), **parameters},
        sentence=sentence,
        note={"bucket": home.bucket},
    )


def mending(home: Home, repair: Repair, bucket: LogBucket) -> list[Change]:
    """The acts of a repair, its bucket first and starting last. bucket: what is left of the trail's, to deliver to."""
    make = {"everywhere": _everywhere, "widen": _widening, "start": _starting}
    delivering = _bucket_changes(of_trail(home, repair.before), bucket) if "deliver" in repair.acts else []
    return [*delivering, *(make[act](home, repair) for act in make if act in repair.acts)]


def of_trail(home: Home, trail: Trail) -> Home:
    """The place of a trail that is there already, with its own bucket."""
    target = home.target.in_region(trail.home)
    return Home(account=home.account, target=target, trail=trail.name, bucket=trail.bucket, arn=trail.arn)


def _everywhere(home: Home, repair: Repair) -> Change:
    trail = repair.before
    sentence = f'Set the trail "{trail.name}" to record all regions; it records only {trail.home}.'
    parameters = {"Name": trail.arn, "IsMultiRegionTrail": True, "IncludeGlobalServiceEvents": True}
    return _cloudtrail(home, trail.home, "UpdateTrail", sentence, parameters)


def _widening(home: Home, repair: Repair) -> Change:
    trail, selectors = repair.before, repair.after.selectors or Selectors()
    sentence = f'Set the trail "{trail.name}" to record all management events (now: {coverage_in_words(trail)}).'
    which = (
        {"AdvancedEventSelectors": list(selectors.advanced)}
        if selectors.advanced
        else {"EventSelectors": list(selectors.basic)}
    )
    return _cloudtrail(
        home,
        trail.home,
        "PutEventSelectors",
        sentence,
        {"TrailName": trail.arn, **which},
        warning="This replaces the trail's selectors for management events; its other selectors don't change.",
    )


def _starting(home: Home, repair: Repair) -> Change:
    return _start(home, repair.before.home, repair.before.name, repair.before.arn)


def _start(home: Home, region: str, trail: str, arn: str) -> Change:
    return _cloudtrail(
        home,
        region,
        "StartLogging",
        f'Start the trail "{trail}"; it records nothing until then.',
        {"Name": arn},
        note={"trail": trail},
    )


def _cloudtrail(
    home: Home,
    region: str,
    operation: str,
    sentence: str,
    parameters: Mapping[str, Any],
    **more: Any,
) -> Change:
    return Change(
        target=home.target.in_region(region),
        service="cloudtrail",
        operation=operation,
        parameters=parameters,
        sentence=sentence,
        **more,
    )


def repair_in_words(repair: Repair) -> str:
    """What the repair does: "It records all regions, and is started."."""
    words: Mapping[Mend, str] = {
        "start": "is started",
        "widen": f"records reads and writes (now: {coverage_in_words(repair.before)})",
        "everywhere": f"covers all regions (now: {repair.before.home} only)",
        "deliver": f"can write to its bucket {repair.before.bucket} again",
    }
    return f"It {', and '.join(words[act] for act in repair.acts)}."
