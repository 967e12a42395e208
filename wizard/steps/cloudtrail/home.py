"""Where a trail of ours and its bucket are, and what they are called."""

from __future__ import annotations

import msgspec

from wizard.model import Target


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
