"""How each change to a trail or its bucket is taken back: what was there before is put back, what is ours deleted.

A bucket of ours takes its settings with it. Of one that was there before only the policy is known as it was; its block
of public access and its encryption are taken away whole.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from wizard.model import Undo, UndoCall
from wizard.resources.coverage import Selectors, Trail
from wizard.steps.cloudtrail.home import Home, owned
from wizard.steps.cloudtrail.log_bucket import LogBucket

WITH_THE_BUCKET = Undo(words="Deleting the bucket takes this back.", stays=False)


def trail_deletion(home: Home) -> Undo:
    """Our trail goes."""
    call = _cloudtrail(home, home.target.region, "DeleteTrail", {"Name": home.arn}, f"Delete the trail {home.trail}.")
    return Undo(calls=(call,), words="After that, nothing records this account unless another trail does.")


def stopped(home: Home, region: str, trail: str, arn: str) -> Undo:
    """It records nothing again."""
    return Undo(calls=(_cloudtrail(home, region, "StopLogging", {"Name": arn}, f'Stop the trail "{trail}".'),))


def narrowed_to_its_region(home: Home, trail: Trail) -> Undo:
    """It records its own region alone, as before."""
    before = {"IsMultiRegionTrail": False, "IncludeGlobalServiceEvents": trail.global_events}
    sentence = f'Let the trail "{trail.name}" record {trail.home} only, as before.'
    return Undo(calls=(_cloudtrail(home, trail.home, "UpdateTrail", {"Name": trail.arn, **before}, sentence),))


def selectors_back(home: Home, trail: Trail) -> Undo:
    """What it recorded before."""
    before = trail.selectors or Selectors()
    if not (before.advanced or before.basic):
        return Undo(words=f'Can\'t be undone: AWS named no event selectors of the trail "{trail.name}" before.')
    parameters = {"TrailName": trail.arn, **as_parameters(before)}
    sentence = f'Let the trail "{trail.name}" record what it recorded before.'
    return Undo(calls=(_cloudtrail(home, trail.home, "PutEventSelectors", parameters, sentence),))


def as_parameters(selectors: Selectors) -> dict[str, Any]:
    """Selectors as PutEventSelectors takes them: one of the two kinds."""
    if selectors.advanced:
        return {"AdvancedEventSelectors": list(selectors.advanced)}
    return {"EventSelectors": list(selectors.basic)}


def bucket_deletion(home: Home) -> Undo:
    """Our bucket goes, which S3 allows only when it is empty."""
    return Undo(
        calls=(
            _s3(home, "EmptyBucket", {"Bucket": home.bucket}, f"Delete the log files in the bucket {home.bucket}."),
            _s3(home, "DeleteBucket", owned(home), f"Delete the bucket {home.bucket}."),
        ),
        words="This deletes the log files, too. Copy the ones you have to keep first.",
    )


def privacy_back(home: Home, bucket: LogBucket) -> Undo:
    """The block of public access goes, from a bucket that was there before."""
    if not bucket.exists:
        return WITH_THE_BUCKET
    call = _s3(home, "DeletePublicAccessBlock", owned(home), "Remove the bucket's block of public access.")
    return Undo(calls=(call,), words="Without it, the bucket can be made public.")


def encryption_back(home: Home, bucket: LogBucket) -> Undo:
    """The setting goes, from a bucket that was there before."""
    if not bucket.exists:
        return WITH_THE_BUCKET
    call = _s3(home, "DeleteBucketEncryption", owned(home), "Remove the bucket's encryption setting.")
    return Undo(calls=(call,), words="Log files that are already in the bucket stay encrypted.")


def policy_back(home: Home, bucket: LogBucket) -> Undo:
    """The policy it had, or none."""
    if not bucket.exists:
        return WITH_THE_BUCKET
    if bucket.policy:
        before = {**owned(home), "Policy": bucket.policy}
        call = _s3(home, "PutBucketPolicy", before, "Set the bucket's policy as it was before.")
    else:
        call = _s3(home, "DeleteBucketPolicy", owned(home), "Delete the bucket's policy.")
    return Undo(calls=(call,), words="After that, CloudTrail can't write into the bucket.")


def _cloudtrail(home: Home, region: str, operation: str, parameters: Mapping[str, Any], sentence: str) -> UndoCall:
    return UndoCall(
        target=home.target.in_region(region),
        service="cloudtrail",
        operation=operation,
        parameters=parameters,
        sentence=sentence,
        gone=("TrailNotFoundException",),
    )


def _s3(home: Home, operation: str, parameters: Mapping[str, Any], sentence: str) -> UndoCall:
    return UndoCall(
        target=home.target,
        service="s3",
        operation=operation,
        parameters=parameters,
        sentence=sentence,
        gone=("NoSuchBucket",),
    )
