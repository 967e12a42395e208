"""Whether an account already hosts something that has nothing to do with the vendor.

The guide asks for an account without unrelated workloads. A look at stacks, instances, functions, buckets and tagged
resources in every enabled region cannot prove an account empty; it says what it saw, and what it could not look at. It
costs four calls for each region, made side by side.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from wizard.model import CallError, Finding, Read, Reader, Target

Answer = Mapping[str, Any] | CallError

ALIVE = [
    "CREATE_COMPLETE",
    "CREATE_IN_PROGRESS",
    "IMPORT_COMPLETE",
    "REVIEW_IN_PROGRESS",
    "ROLLBACK_COMPLETE",
    "UPDATE_COMPLETE",
    "UPDATE_IN_PROGRESS",
    "UPDATE_ROLLBACK_COMPLETE",
]


@dataclass(frozen=True, slots=True)
class Seen:
    """How many of each kind there are, in which regions, and what could not be looked at."""

    counts: Mapping[str, int]
    regions: Mapping[str, tuple[str, ...]]
    unseen: Mapping[str, str]

    @property
    def empty(self) -> bool:
        """Nothing was seen; not the same as nothing being there while ``unseen`` is not empty."""
        return not any(self.counts.values())


@dataclass(frozen=True, slots=True)
class Look:
    """One kind of thing to look for: the call, and the names in its answer."""

    kind: str
    service: str
    operation: str
    parameters: Mapping[str, Any]
    names: Callable[[Mapping[str, Any]], Sequence[str]]
    everywhere: bool = True


def _stacks(answer: Mapping[str, Any]) -> Sequence[str]:
    return [stack["StackName"] for stack in answer.get("StackSummaries", ())]


def _instances(answer: Mapping[str, Any]) -> Sequence[str]:
    reservations = answer.get("Reservations", ())
    return [one["InstanceId"] for reservation in reservations for one in reservation.get("Instances", ())]


def _functions(answer: Mapping[str, Any]) -> Sequence[str]:
    return [function["FunctionName"] for function in answer.get("Functions", ())]


def _buckets(answer: Mapping[str, Any]) -> Sequence[str]:
    return [bucket["Name"] for bucket in answer.get("Buckets", ())]


def _tagged(answer: Mapping[str, Any]) -> Sequence[str]:
    # Stacks, instances, functions and buckets are counted by themselves.
    counted = ("cloudformation", "ec2", "lambda", "s3")
    arns = [str(item["ResourceARN"]) for item in answer.get("ResourceTagMappingList", ())]
    return [arn for arn in arns if arn.split(":")[2] not in counted]


LOOKS = (
    Look("CloudFormation stacks", "cloudformation", "ListStacks", {"StackStatusFilter": ALIVE}, _stacks),
    Look("EC2 instances", "ec2", "DescribeInstances", {"MaxResults": 100}, _instances),
    Look("Lambda functions", "lambda", "ListFunctions", {"MaxItems": 50}, _functions),
    Look("tagged resources", "resourcegroupstaggingapi", "GetResources", {"ResourcesPerPage": 100}, _tagged),
    Look("S3 buckets", "s3", "ListBuckets", {}, _buckets, everywhere=False),
)

REGIONS = Read(
    target=Target(),
    service="account",
    operation="ListRegions",
    parameters={"RegionOptStatusContains": ["ENABLED", "ENABLED_BY_DEFAULT"]},
)


def look(read: Reader, target: Target, ours: Sequence[str], fallback: Sequence[str]) -> Seen:
    """Look everywhere. ours: names that belong to this way. fallback: regions, if AWS does not list them."""
    regions, unseen = _regions(read, target, fallback)
    asked = [
        (one, region) for one in LOOKS for region in (regions if one.everywhere else (target.region or regions[0],))
    ]
    answers = read.many([_read(one, target.in_region(region)) for one, region in asked])
    counts: Counter[str] = Counter()
    where: dict[str, list[str]] = {}
    for (one, region), answer in zip(asked, answers, strict=True):
        if isinstance(answer, CallError):
            unseen.setdefault(one.kind, f"{region}: {answer.code}")
            continue
        number = sum(1 for name in one.names(answer) if name not in ours)
        counts[one.kind] += number
        if number:
            where.setdefault(one.kind, []).append(region)
    return Seen(counts, {kind: tuple(found) for kind, found in where.items()}, unseen)


def _regions(read: Reader, target: Target, fallback: Sequence[str]) -> tuple[tuple[str, ...], dict[str, str]]:
    parameters = REGIONS.parameters
    listed, described = read.many(
        [
            Read(target=target, service="account", operation="ListRegions", parameters=parameters),
            Read(target=target, service="ec2", operation="DescribeRegions"),
        ]
    )
    if not isinstance(listed, CallError) and listed.get("Regions"):
        return tuple(region["RegionName"] for region in listed["Regions"]), {}
    if not isinstance(described, CallError) and described.get("Regions"):
        return tuple(region["RegionName"] for region in described["Regions"]), {}
    only = ", ".join(fallback)
    return tuple(fallback), {"other regions": f"the list of regions cannot be read, so only {only} were looked at"}


def _read(one: Look, target: Target) -> Read:
    return Read(target=target, service=one.service, operation=one.operation, parameters=one.parameters, first_page=True)


def findings(seen: Seen) -> tuple[Finding, ...]:
    """What was seen and what was not, a line each."""
    lines = [
        Finding(
            mark="warning",
            text=f"{number} {kind}{' or more' if number >= 50 else ''} that have nothing to do with this",
            detail=", ".join(seen.regions.get(kind, ())[:6]),
        )
        for kind, number in seen.counts.items()
        if number
    ]
    lines += [
        Finding(mark="unknown", text=f"{kind} could not be looked at", detail=why) for kind, why in seen.unseen.items()
    ]
    if seen.empty and not seen.unseen:
        lines.append(
            Finding(mark="good", text="No unrelated stacks, instances, functions, buckets or tagged resources")
        )
    return tuple(lines)
