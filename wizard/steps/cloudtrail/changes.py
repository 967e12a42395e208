"""The changes that make a trail, or mend one: each as data, none of them twice.

What an earlier run has left is not made again, and names are computed from the account, so that two calls which
share one can stand in the same round. The cost of computed names: a person cannot choose them.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from wizard.model import Change, Undo
from wizard.resources.coverage import Selectors, Trail
from wizard.steps.cloudtrail.home import Home, owned
from wizard.steps.cloudtrail.log_bucket import PRIVATE, LogBucket, delivery_policy, merged
from wizard.steps.cloudtrail.repair import Mend, Repair
from wizard.steps.cloudtrail.survey import coverage_in_words
from wizard.steps.cloudtrail.undoing import (
    as_parameters,
    bucket_deletion,
    encryption_back,
    narrowed_to_its_region,
    policy_back,
    privacy_back,
    selectors_back,
    stopped,
    trail_deletion,
)


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
        undo=trail_deletion(home),
    )
    start = _start(home, home.target.region, home.trail, home.arn)
    return [*_bucket_changes(home, bucket), trail, start]


def _bucket_changes(home: Home, bucket: LogBucket) -> list[Change]:
    policy = merged(bucket.policy, delivery_policy(home.bucket, home.account, home.arn))
    return [
        *([] if bucket.exists else [_bucket_creation(home)]),
        *([] if bucket.private else [_privacy(home, bucket)]),
        *([] if bucket.encrypted else [_encryption(home, bucket)]),
        *([_policy(home, policy, bucket)] if policy else []),
    ]


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
        undo=bucket_deletion(home),
    )


def _privacy(home: Home, bucket: LogBucket) -> Change:
    return _put(
        home,
        "PutPublicAccessBlock",
        {"PublicAccessBlockConfiguration": dict.fromkeys(PRIVATE, True)},
        "Block all public access to the bucket, so that the logs stay private.",
        privacy_back(home, bucket),
    )


def _encryption(home: Home, bucket: LogBucket) -> Change:
    by_default = {"ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "AES256"}}
    return _put(
        home,
        "PutBucketEncryption",
        {"ServerSideEncryptionConfiguration": {"Rules": [by_default]}},
        "Encrypt the log files with S3-managed keys (SSE-S3).",
        encryption_back(home, bucket),
    )


def _policy(home: Home, policy: str, bucket: LogBucket) -> Change:
    beside = " The existing statements in its policy stay." if bucket.policy else ""
    sentence = f"Let CloudTrail write to the bucket, for the trail {home.trail} only.{beside}"
    return _put(home, "PutBucketPolicy", {"Policy": policy}, sentence, policy_back(home, bucket))


def _put(home: Home, operation: str, parameters: Mapping[str, Any], sentence: str, undo: Undo) -> Change:
    return Change(
        target=home.target,
        service="s3",
        operation=operation,
        parameters={**owned(home), **parameters},
        sentence=sentence,
        note={"bucket": home.bucket},
        undo=undo,
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
    return _cloudtrail(home, trail.home, "UpdateTrail", sentence, parameters, undo=narrowed_to_its_region(home, trail))


def _widening(home: Home, repair: Repair) -> Change:
    trail, selectors = repair.before, repair.after.selectors or Selectors()
    sentence = f'Set the trail "{trail.name}" to record all management events (now: {coverage_in_words(trail)}).'
    return _cloudtrail(
        home,
        trail.home,
        "PutEventSelectors",
        sentence,
        {"TrailName": trail.arn, **as_parameters(selectors)},
        warning="This replaces the trail's selectors for management events; its other selectors don't change.",
        undo=selectors_back(home, trail),
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
        undo=stopped(home, region, trail, arn),
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
