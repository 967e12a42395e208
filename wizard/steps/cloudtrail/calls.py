"""The calls of CloudTrail: which of its modes takes which, and what AWS lets each of them be narrowed to.

https://docs.aws.amazon.com/service-authorization/latest/reference/, list_awscloudtrail.html and list_amazons3.html.
"""

from __future__ import annotations

from wizard.model import AnsweredTables, By, Kind, needed, never
from wizard.resources.arns import ACCOUNT

_TRAILS = Kind(word="Trails", arns=("arn:{partition}:cloudtrail:*:*:trail/*",))
_OWN_TRAIL = Kind(
    word="OwnTrail", arns=("arn:{partition}:cloudtrail:{region}:{account}:trail/{vendor}-management-events",)
)
# Of trails that are there already: their buckets have any name.
_BUCKETS = Kind(word="Buckets", arns=("arn:{partition}:s3:::*",))
_BUCKET = Kind(word="Bucket", arns=("arn:{partition}:s3:::{vendor}-trail-{account}",))


def _repairs(tables: AnsweredTables) -> bool:
    return tables.own.text("mode") == "repair"


def _creates(tables: AnsweredTables) -> bool:
    """Also where nobody has answered: that is as in a new account."""
    return tables.own.text("mode", "create-trail") == "create-trail"


def _creates_or_shows(tables: AnsweredTables) -> bool:
    return _creates(tables) or tables.own.text("mode") == "by-hand"


CALLS = (
    *needed("cloudtrail", "DescribeTrails"),
    # Asked of the management account too: an organization's trail may only tell its settings there.
    *needed("cloudtrail", "GetTrailStatus", "GetEventSelectors", by=By.BOTH, on=_TRAILS),
    *needed("cloudtrail", "ListEventDataStores"),
    *needed("account", "ListRegions", on=ACCOUNT),
    # Stands in where Account Management does not tell the regions.
    *needed("ec2", "DescribeRegions", when=never),
    *needed("s3", "HeadBucket", on=_BUCKETS),
    *needed("s3", "GetBucketPolicy", "GetPublicAccessBlock", "GetBucketEncryption", on=_BUCKET, when=_creates_or_shows),
    *needed("s3", "CreateBucket", "PutPublicAccessBlock", writes=True, on=_BUCKET, when=_creates),
    *needed("s3", "PutBucketEncryption", "PutBucketPolicy", writes=True, on=_BUCKET, when=_creates),
    *needed("cloudtrail", "CreateTrail", writes=True, on=_OWN_TRAIL, when=_creates),
    *needed("cloudtrail", "UpdateTrail", "PutEventSelectors", writes=True, on=_TRAILS, when=_repairs),
    # What is repaired is any trail; what is created is ours.
    *needed("cloudtrail", "StartLogging", writes=True, on=_OWN_TRAIL, when=_creates),
    *needed("cloudtrail", "StartLogging", writes=True, on=_TRAILS, when=_repairs),
)
