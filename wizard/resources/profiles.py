"""The profiles of an AWS configuration: their regions, and the answers that stand beside them where one is chosen."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

ENVIRONMENT = "environment"
"""The keys in the environment."""
NEW_PORTAL = "new-portal"
"""A profile that is not there yet, of a company's AWS access portal."""


def configured_region(name: str, offered: Mapping[str, Any]) -> str:
    """The region that a profile's own configuration names, or ""; by what ``profiles:List`` answered."""
    profile = name or offered["Chosen"] or "default"
    return next((str(p["Region"]) for p in offered["Profiles"] if p["Name"] == profile), "")


def partition_of(region: str) -> str:
    """The partition that a region's name tells: its credentials work nowhere else."""
    prefixes = {"us-gov-": "aws-us-gov", "cn-": "aws-cn", "us-iso-": "aws-iso", "us-isob-": "aws-iso-b"}
    return next((partition for prefix, partition in prefixes.items() if region.startswith(prefix)), "aws")
