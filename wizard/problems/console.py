"""The address of a page in AWS's console: of the partition and the region that a problem is about.

Signing in there is the browser's; an address cannot choose the account, so whoever shows one names the account, too.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

HOSTS = {
    "aws": "console.aws.amazon.com",
    "aws-us-gov": "console.amazonaws-us-gov.com",
    "aws-cn": "console.amazonaws.cn",
}
"""By partition: AWS General Reference, "AWS Management Console endpoints"."""


def partition_of(region: str) -> str:
    """The partition of a region, by its name; the commercial one where nothing else is known."""
    return next((f"aws-{prefix}" for prefix in ("us-gov", "cn") if region.startswith(f"{prefix}-")), "aws")


def console_address(page: str, values: Mapping[str, str]) -> str:
    """The whole address; "" for no page, and where something in it is not known.

    page: what follows the host, or a whole address. values: what the names in braces stand for; region among them.
    """
    region = values.get("region", "")
    filled = re.sub(r"\{(\w+)\}", lambda match: values.get(match[1]) or match[0], page)
    if not page or "{" in filled:
        return ""
    if filled.startswith("https://"):
        return filled
    host = HOSTS[partition_of(region)]
    return f"https://{f'{region}.' if '{region}' in page else ''}{host}/{filled}"
