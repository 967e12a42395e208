"""The calls of the groups: the file is read, and the organization looked through. Nothing is changed.

https://docs.aws.amazon.com/service-authorization/latest/reference/, list_amazons3.html, list_awsorganizations.html,
list_awscloudformation.html
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from wizard.model import AnsweredTables, By, Kind, needed
from wizard.resources.fleet.source import bucket_of


def _bucket(tables: AnsweredTables) -> Mapping[str, Sequence[str]]:
    return {"bucket": [bucket_of(tables.own.text("file")) or "*"]}


def _in_s3(tables: AnsweredTables) -> bool:
    return bool(bucket_of(tables.own.text("file")))


_BUCKET = Kind(word="FleetBucket", arns=("arn:{partition}:s3:::{bucket}",), names=_bucket)
# The policies lie beside the file, at any key.
_OBJECTS = Kind(word="FleetFiles", arns=("arn:{partition}:s3:::{bucket}/*",), names=_bucket)

CALLS = (
    *needed("file", "ReadFile"),
    *needed("s3", "GetObject", by=By.SIGNED_IN, on=_OBJECTS, when=_in_s3),
    *needed("s3", "GetBucketEncryption", by=By.SIGNED_IN, on=_BUCKET, when=_in_s3),
    *needed("cloudformation", "DescribeOrganizationsAccess", by=By.SIGNED_IN),
    *needed(
        "organizations",
        "ListRoots", "ListAccounts", "ListAccountsForParent", "ListOrganizationalUnitsForParent",
        "DescribeOrganizationalUnit", "ListTagsForResource",
        by=By.SIGNED_IN,
    ),
)  # fmt: skip
