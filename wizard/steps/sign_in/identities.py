"""Who credentials are: the reads that tell it, how long each may take, and until when what they say holds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from wizard.model import CallError, Context, Read, Reader, Target
from wizard.resources.profiles import ENVIRONMENT, configured_region, partition_of
from wizard.steps.sign_in.credentials import Offered

# Seconds. What does not say who it is within this time holds nobody up: among many, so that one does not hold up the
# others; without a person; and where a person who chose it may have to touch a key or look at a telephone.
AMONG_MANY = 4.0
PATIENCE = 8.0
CHOSEN = 60.0


def identity(profile: str, offered: Offered, context: Context, seconds: float = PATIENCE, region: str = "") -> Read:
    """Who this is. Credentials of another partition are asked at home: anywhere else they would only be unknown."""
    home = configured_region(profile, offered)
    foreign = partition_of(home) != context.vendor.partition
    target = Target(profile=profile, region=home if foreign else region or context.vendor.regions[0])
    return Read(target=target, service="sts", operation="GetCallerIdentity", seconds=seconds)


def of_all(
    read: Reader, names: Sequence[str], offered: Offered, context: Context
) -> dict[str, Mapping[str, Any] | CallError]:
    """Who each of these is, asked side by side."""
    answers = read.many([identity(name, offered, context, AMONG_MANY) for name in names])
    return dict(zip(names, answers, strict=True))


def whose_account(usable: Mapping[str, Mapping[str, Any]], value: str) -> str:
    """The account that a choice of credentials is of."""
    who = usable.get("" if value == ENVIRONMENT else value)
    return str(who["Account"]) if who else ""


def management_accounts(read: Reader, usable: Iterable[str], offered: Offered, context: Context) -> frozenset[str]:
    """The management accounts of the organizations that these credentials are in; every member may ask that."""
    asked = [
        Read(target=one.target, service="organizations", operation="DescribeOrganization", seconds=AMONG_MANY)
        for one in (identity(name, offered, context, AMONG_MANY) for name in usable)
    ]
    answers = read.many(asked) if asked else []
    described = [answer["Organization"] for answer in answers if not isinstance(answer, CallError)]
    return frozenset(str(one.get("MasterAccountId", "")) for one in described)


def until(read: Reader, names: Iterable[str]) -> dict[str, datetime | None]:
    """Until when the credentials are valid, where somebody has said; asks nobody."""
    wanted = list(names)
    answers = read.many([_ends(name) for name in wanted])
    told = [None if isinstance(answer, CallError) else answer["Until"] for answer in answers]
    return dict(zip(wanted, told, strict=True))


def held(read: Reader, name: str) -> datetime | None:
    """Until when the keys hold that are held now, which are renewed without a person; asks nobody."""
    (answer,) = read.many([_ends(name)])
    found = None if isinstance(answer, CallError) else answer.get("Held")
    return found if isinstance(found, datetime) else None


def _ends(profile: str) -> Read:
    return Read(target=Target(profile=profile), service="profiles", operation="Until")
